"""The lines of a requirement file are those that pip reads."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from altindex_magic.tools.requirement_lines import lines_of, lines_of_any_reading

PIECES = [
    "acme",
    "#",
    " # no",
    "\\",
    "\\\n",
    "\\\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    "--pre",
    "\x0c",
    "\u2028",
    "#\\\n",
    "\\\\",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
@example("acme \\\n  >=1  # no\n")
@example("# no \\\nother\n")
@example("acme # no \\\nother\n")
@example("acme \\\n# no\nother\n")
@example("\\\\share\\wheel \\\n--pre\n")
@example("acme\\")
def test_pip_reads_the_same_lines(text):
    """Pip's own reader says which lines there are, with their numbers."""
    req_file = pytest.importorskip("pip._internal.req.req_file", reason="where there is no pip there is no other truth")
    read = req_file.ignore_comments(req_file.join_lines(enumerate(text.splitlines(), start=1)))
    assert list(lines_of(text)) == list(read)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("acme # no \\\n--pre\n", ["acme", "--pre"]),
        ("acme \\\n# no\n--pre\n", ["acme", "--pre"]),
        ("acme \\\n==1 # no\n", ["acme ==1"]),
    ],
)
def test_what_uv_reads_besides_is_not_left_out(text, lines):
    """Uv ends a comment with its line."""
    assert lines_of_any_reading(text) == lines
