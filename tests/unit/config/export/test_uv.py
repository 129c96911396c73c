"""``uv.toml`` and ``[tool.uv]`` get the indexes, and keep all that is not ours."""

import tomllib
from pathlib import Path

import pytest

from altindex_magic.config.export.entry import Entry
from altindex_magic.config.export.toml_key import with_key
from altindex_magic.config.export.uv import UvFile
from altindex_magic.errors.usage import BrokenFile, UnsafeEdit
from altindex_magic.model import Index

FURY = Entry(Index("fury", "https://h.example/acme/", publish_url="https://push.example/acme/"), "alice")
MIRROR = Entry(Index("mirror", "https://mirror.example/simple/", default=True, ignore_error_codes=(403,)))
OURS = """[[index]]
name = "fury"
url = "https://alice@h.example/acme/"
publish-url = "https://push.example/acme/"
authenticate = "always"
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f'keyring-provider = "subprocess"\n\n{OURS}'),
        ('offline = false # no\n\n[pip]\nx = "[1]"\n', None),
        (
            '# mine\nkeyring-provider = "disabled" # why\n\n[[index]]\nname = "fury"\nurl = "https://t@old.example/"\n',
            None,
        ),
    ],
)
def test_the_file_reads_so(before, after):
    """The key above all tables, the index in a table of its own, comments where they were."""
    edited = UvFile(Path("uv.toml"), [FURY]).edited(before)
    data = tomllib.loads(edited)
    assert after is None or edited == after
    assert data["keyring-provider"] == "subprocess"
    assert [table for table in data["index"] if table["name"] == "fury"] == tomllib.loads(OURS)["index"]
    for comment in ("# no", "# mine", "# why"):
        assert (comment in edited) == (comment in before)
    assert UvFile(Path("uv.toml"), [FURY]).edited(edited) == edited


def test_of_several_indexes_one_is_the_default():
    """Ours takes the place of another that was it."""
    before = '[[index]]\nname = "old"\nurl = "https://old.example/"\ndefault = true\n'
    tables = tomllib.loads(UvFile(Path("uv.toml"), [MIRROR]).edited(before))["index"]
    assert [(table["name"], table.get("default", False)) for table in tables] == [("old", False), ("mirror", True)]
    assert tables[1]["ignore-error-codes"] == [403]


def test_only_leaves_the_default_index_of_uv_out():
    """The first one takes its place."""
    (table,) = tomllib.loads(UvFile(Path("uv.toml"), [FURY], only=True).edited(""))["index"]
    assert table["default"] is True


@pytest.mark.parametrize(
    "before",
    ["", "[project]\nname = 'x'\n", "[tool.uv]\ndev = true\n", "[[tool.uv.index]]\nname = 'o'\nurl = 'https://o/'\n"],
)
def test_a_pyproject_gets_it_below_tool_uv(before):
    """Whether there is such a table or not."""
    edited = UvFile(Path("pyproject.toml"), [FURY], table=("tool", "uv")).edited(before)
    uv = tomllib.loads(edited)["tool"]["uv"]
    assert uv["keyring-provider"] == "subprocess"
    assert "fury" in [table["name"] for table in uv["index"]]
    assert tomllib.loads(before or "").get("project") == tomllib.loads(edited).get("project")


def test_a_file_with_crlf_keeps_it():
    """No line ends otherwise than the rest."""
    edited = UvFile(Path("uv.toml"), [FURY]).edited("offline = false\r\n\r\n[pip]\r\n")
    assert edited.count("\n") == edited.count("\r\n")


def test_a_file_that_is_not_toml_is_left_alone():
    """The line is shown."""
    with pytest.raises(BrokenFile, match="line 1"):
        UvFile(Path("uv.toml"), [FURY]).edited("= 1\n")


def test_a_key_in_an_inline_table_is_not_torn_apart():
    """What cannot be changed by itself is refused."""
    with pytest.raises(UnsafeEdit):
        with_key(
            Path("pyproject.toml"),
            'tool = { uv = { keyring-provider = "x" } }\n',
            ("tool", "uv", "keyring-provider"),
            "y",
        )
