"""The words of ``install``: the line and the cell, as pip takes them."""

import pytest

from altindex_magic.errors.credential import SecretInLine
from altindex_magic.errors.usage import BadUsage
from altindex_magic.grammar import parse
from altindex_magic.request import Install


@pytest.mark.parametrize(
    ("line", "arguments", "tool"),
    [
        ("acme other>=1 -U", ("acme", "other>=1", "-U"), None),
        ("--with pip acme --user", ("acme", "--user"), "pip"),
        ("acme --with=uv", ("acme",), "uv"),
        ("--with pip acme --with uv", ("acme",), "uv"),
        ("acme -- --with pip", ("acme", "--", "--with", "pip"), None),
        (
            "-r a.txt -c b.txt --index-url https://h.example/",
            ("-r", "a.txt", "-c", "b.txt", "--index-url", "https://h.example/"),
            None,
        ),
        ("pip install acme", ("acme",), None),
        ("!pip install acme", ("acme",), None),
        ("! pip3 install acme", ("acme",), None),
        ("%pip install -U acme", ("-U", "acme"), None),
        ("uv pip install acme", ("acme",), None),
        ("python -m pip install acme", ("acme",), None),
        ("pip", ("pip",), None),
        ("pip acme", ("pip", "acme"), None),
        ("uv pip", ("uv", "pip"), None),
        ("acme pip install", ("acme", "pip", "install"), None),
        ("", (), None),
    ],
)
def test_the_arguments_of_pip_pass_in_their_order(line, arguments, tool):
    """Only ``--with`` is ours; a command that was pasted along is dropped."""
    assert parse(["install", *line.split()]) == Install(arguments, tool)


def test_each_line_of_a_cell_is_a_requirement():
    """Blank lines and comments are dropped; options and pasted commands are split into words."""
    cell = """
# what we need
acme >= 1.0, < 2   # the models
other[extra]; python_version < "3.13"
pkg @ https://h.example/pkg.zip#sha256=1

  -r 'my reqs.txt' -U
-c C:\\limits.txt
!pip install third fourth
--with pip
"""
    assert parse(["install", "--pre"], cell) == Install(
        (
            "--pre",
            "acme >= 1.0, < 2",
            'other[extra]; python_version < "3.13"',
            "pkg @ https://h.example/pkg.zip#sha256=1",
            "-r",
            "my reqs.txt",
            "-U",
            "-c",
            "C:\\limits.txt",
            "third",
            "fourth",
        ),
        "pip",
    )


def test_an_option_of_one_requirement_needs_a_file():
    """On a command line neither installer takes a hash beside its requirement."""
    with pytest.raises(BadUsage) as caught:
        parse(["install"], "acme\nother==1 --hash=sha256:00\n")
    assert caught.value.what == (
        "This line is not understood: "
        "line 2 of the cell has an option after its requirement, which only a file may: -r FILE."
    )


def test_a_line_may_go_on_in_the_next():
    """As in a requirements file, from which such cells come; nothing comes between the two."""
    assert parse(["install"], "acme\\\n>=1.0\nother \\\n==2\n").arguments == ("acme>=1.0", "other ==2")
    with pytest.raises(BadUsage, match="has an option after its requirement, which only a file may: -r FILE"):
        parse(["install"], "other==1 \\\r\n    --hash=sha256:00\n")


def test_a_secret_in_a_cell_is_refused_by_its_line():
    """Also when the cell would be refused for another reason as well."""
    with pytest.raises(SecretInLine) as caught:
        parse(["install"], "acme 'unclosed\n\n--extra-index-url https://user:s3cret@h.example/\n")
    assert caught.value.what == "Line 3 of the cell holds a user name, password or token. Nothing was done."


def test_a_line_is_named_by_where_it_begins():
    """Lines that are joined count as many as they are in the cell."""
    with pytest.raises(SecretInLine, match="Line 4 of the cell"):
        parse(["install"], "acme \\\n  >=1.0  # old\n\n--extra-index-url \\\nhttps://user:s3cret@h.example/\n")


def test_a_comment_does_not_go_on_in_the_next_line():
    """However it ends, as in a requirements file."""
    assert parse(["install"], "# not acme \\\nother\n").arguments == ("other",)


def test_a_quote_left_open_in_a_cell_is_refused():
    """A line of options is split as any line."""
    with pytest.raises(BadUsage, match="a quote is not closed"):
        parse(["install"], "-r 'my reqs.txt\n")
