"""What leads past the indexes in use is found in requirement files of every kind, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic import requirement_files
from altindex_magic.requirement_files import Contents, of_arguments, texts
from altindex_magic.tools.options import Argument

URL = "https://other.example/simple/"


def contents(text, name="requirements.txt", environ=None):
    return requirement_files.contents(name, text, environ or {})


@pytest.mark.parametrize(
    ("line", "around"),
    [
        (f"--index-url {URL}", f"--index-url {URL}"),
        (f"--index-url={URL}", f"--index-url {URL}"),
        (f"-i {URL}", f"-i {URL}"),
        (f"-i{URL}", f"-i {URL}"),
        (f"--extra-index-url {URL}", f"--extra-index-url {URL}"),
        (f"--extra-ind={URL}", f"--extra-ind {URL}"),
        ("--find-links ./wheels", "--find-links ./wheels"),
        ("-f wheels", "-f wheels"),
        ("--no-index", "--no-index"),
        ("--trusted-host h.example", "--trusted-host h.example"),
        (f"acme @ {URL}a.whl", f"acme @ {URL}a.whl"),
        (f"{URL}a.whl", f"{URL}a.whl"),
        (f"-e git+{URL}a#egg=acme", f"-e git+{URL}a#egg=acme"),
        (f"-r {URL}more.txt", f"-r {URL}more.txt"),
        (f"--index-url \\\n  {URL}", f"--index-url {URL}"),
    ],
)
def test_what_leads_past_is_found(line, around):
    """In every spelling that pip takes, also on two lines."""
    assert contents(f"acme-models  # first\n{line}\nacme-data>=1\n").around == (around,)


@pytest.mark.parametrize(
    "text",
    [
        "acme>=1.0; python_version > '3' --hash=sha256:aa\n",
        f"# --index-url {URL}\n  # {URL}\n",
        f"acme  # see {URL}\n",
        "--pre\n--only-binary :all:\n--require-hashes\n",
        "\n\\\n\n",
    ],
)
def test_what_does_not_is_not(text):
    """Requirements, comments, and options that choose among files of an index."""
    assert contents(text) == Contents()


@pytest.mark.parametrize(
    "hidden", ["# note \\\n{}", "acme  # note \\\n{}", "acme \\\n # note\n{}", "acme \\\n # note \\\n{}"]
)
def test_a_comment_hides_nothing_in_the_line_below(hidden):
    """Of these pip reads some as options and uv all, whatever the comment ends with."""
    assert contents(hidden.format(f"--index-url {URL}\n")).around == (f"--index-url {URL}",)


def test_files_and_projects_are_named_as_the_file_names_them():
    """They are relative to it, which is for the reader to know."""
    found = contents("-r a.txt\n-cb.txt\n--requirement=c.txt\n--constr d.txt\n-e ./mine\n../other\n-e .[x]\nacme\n")
    assert found.nested == ("a.txt", "b.txt", "c.txt", "d.txt")
    assert found.projects == ("./mine", "../other", ".[x]")


def test_variables_are_filled_in_as_pip_does():
    """One that is not set stays as it is."""
    text = "${WAY} ${PLACE}\n-r ${UNKNOWN}.txt\n"
    found = contents(text, environ={"WAY": "--index-url", "PLACE": URL})
    assert found.around == (f"--index-url {URL}",)
    assert found.nested == ("${UNKNOWN}.txt",)


def test_secrets_are_not_repeated():
    """What is found is shown."""
    (found,) = contents("--index-url https://me:t0k3n@other.example/\n").around
    assert "t0k3n" not in found


@pytest.mark.parametrize(
    ("name", "text", "around"),
    [
        ("pyproject.toml", f'[project]\ndependencies = ["a @ {URL}"]', (f"a @ {URL}",)),
        ("pylock.toml", "", ("pylock.toml (its files have direct URLs)",)),
        ("pylock.dev.toml", "", ("pylock.dev.toml (its files have direct URLs)",)),
        ("tool.py", f'# /// script\n# dependencies = ["a @ {URL}"]\n# ///\nprint()\n', (f"a @ {URL}",)),
        ("tool.py", f'"""--index-url {URL}"""\n', ()),
    ],
)
def test_files_of_other_kinds_are_read_as_what_they_are(name, text, around):
    """Uv takes them in the place of requirement files."""
    assert contents(text, name).around == around


@given(st.text(max_size=300), st.sampled_from(["requirements.txt", "x.toml", "x.py"]))
def test_no_text_breaks_the_reading(text, name):
    """What the installer cannot read either is for the installer to complain about."""
    contents(text, name)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a", ("a",)),
        (b"\xff", ("\ufffd",)),
        ("a\u00e9".encode("utf-8-sig"), ("a\u00e9",)),
        ("a".encode("utf-16"), ("a",)),
        ("a".encode("utf-32"), ("a",)),
        (b"# coding: utf-7\n+AGE-", ("# coding: utf-7\n+AGE-", "# coding: utf-7\na")),
        (
            b"\n# -*- coding: latin-1 -*-\n\xe9",
            ("\n# -*- coding: latin-1 -*-\n\ufffd", "\n# -*- coding: latin-1 -*-\n\u00e9"),
        ),
        (b"\n\n# coding: utf-7\n+AGE-", ("\n\n# coding: utf-7\n+AGE-",)),
        (b"# coding: no-such\na", ("# coding: no-such\na",)),
        (b"# coding: rot13\na", ("# coding: rot13\na",)),
        (b"", ()),
    ],
)
def test_a_file_is_decoded_in_each_way_that_an_installer_may(content, expected):
    """By a byte order mark, as UTF-8, or by a declaration in the first two lines, which only pip obeys."""
    assert texts(content) == expected


@given(st.binary(max_size=100))
def test_no_bytes_break_the_decoding(content):
    """Whatever they declare."""
    assert all(isinstance(text, str) for text in texts(b"# coding: " + content))


@pytest.mark.parametrize(
    ("value", "file"), [("dev", "pyproject.toml"), ("sub/pyproject.toml:dev", "sub/pyproject.toml")]
)
def test_a_group_is_read_from_its_project(value, file):
    """PEP 735, as pip takes it."""
    assert of_arguments([Argument("--group", value)]).nested == (file,)


@pytest.mark.parametrize("name", ["a-1.0-py3-none-any.whl", "a-1.0.tar.gz", "a-1.0.zip[x]", "a.TGZ"])
def test_an_archive_needs_no_slash_to_be_one(name):
    """Both installers look for a file of that name."""
    assert contents(name).projects == (name,)
