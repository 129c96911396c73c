"""A key goes where no comment is mistaken for its own, or for somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.config.export.toml_key import with_key

LINE = 'provider = "subprocess"\n'


def put(text: str, *table: str) -> str:
    """Set the key at the top of *text*, or in a *table*."""
    return with_key(Path("uv.toml"), text, (*table, "provider"), "subprocess")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", LINE),
        ("offline = true\n", f"offline = true\n{LINE}"),
        ("offline = true", f"offline = true\n{LINE}"),
        ("[pip]\n", f"{LINE}\n[pip]\n"),
        ("# About pip.\n[pip]\n", f"{LINE}\n# About pip.\n[pip]\n"),
        ("# By the admins.\n\n[pip]\n", f"# By the admins.\n\n{LINE}\n[pip]\n"),
        ("# By the admins.\n", f"# By the admins.\n\n{LINE}"),
        ("# About caches.\ncache = 1\n\n[pip]\n", f"# About caches.\ncache = 1\n\n{LINE}\n[pip]\n"),
        ("cache = 1\n\n# About pip.\n[pip]\n", f"cache = 1\n{LINE}\n# About pip.\n[pip]\n"),
        ("cache = 1\n# About pip.\n[pip]\n", f"cache = 1\n{LINE}\n# About pip.\n[pip]\n"),
        ("cache = 1\n# offline = true\n\n[pip]\n", f"cache = 1\n# offline = true\n\n{LINE}\n[pip]\n"),
        ("list = [\n  [1],\n  [2]\n]\n\n[pip]\n", f"list = [\n  [1],\n  [2]\n]\n{LINE}\n[pip]\n"),
        ('text = """\n[pip]\n"""\n[pip]\n', f'text = """\n[pip]\n"""\n{LINE}\n[pip]\n'),
        ("cache = 1\r\n\r\n# Pip.\r\n[pip]\r\n", f"cache = 1\r\n{LINE.strip()}\r\n\r\n# Pip.\r\n[pip]\r\n"),
    ],
)
def test_every_comment_stays_with_what_it_describes(before, after):
    """The key comes behind the others, apart from what is commented; a header's own comments stay above it."""
    assert put(before) == after


def test_in_a_table_it_comes_behind_its_keys():
    """And before the comments of the next one."""
    text = "[tool.uv]\n# Fast.\ncache = 1\n\n# Ours.\n[tool.x]\na = 1\n"
    assert put(text, "tool", "uv") == f"[tool.uv]\n# Fast.\ncache = 1\n\n{LINE}\n# Ours.\n[tool.x]\na = 1\n"


@given(
    st.lists(st.sampled_from(["# c", "", "KEY = 1", "[T]", "[[A]]", 'KEY = """\n[x]\n# y\n"""', "KEY = [\n  [1]\n]"]))
)
def test_all_lines_stay_and_a_second_time_changes_nothing(lines):
    """Only the key and blank lines are added, whatever there is."""
    named = [line.replace("KEY", f"k{number}").replace("T", f"t{number}") for number, line in enumerate(lines)]
    before = "".join(f"{line}\n" for line in named)
    edited = put(before)
    left = [line for line in edited.splitlines() if line and line != LINE.strip()]
    assert left == [line for line in before.splitlines() if line]
    assert put(edited) == edited
