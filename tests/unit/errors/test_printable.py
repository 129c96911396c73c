"""Text from outside is made fit for a terminal before an error shows it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.errors import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("two\r\nlines\tand \x1b[31mcolour\x1b[0m", "two lines and  [31mcolour [0m"),
        ("\u202etxt.exe\u2066", "txt.exe"),
        ("a\u200bb\ufeffc\u061cd", "a b c d"),
        ("undecodable \udcff byte", "undecodable   byte"),
        (b"bytes", "b'bytes'"),
        ("x" * 601, "x" * 599 + "…"),
        ("ümläute und 日本語", "ümläute und 日本語"),
    ],
)
def test_text_from_outside_is_made_fit_for_one_line(text, shown):
    """No control characters, nothing that turns the line round, a bounded length."""
    assert printable(text) == shown


@given(st.text(), st.integers(1, 80))
def test_what_is_printable_can_be_printed(text, limit):
    """It fits, it encodes, and it cannot move a terminal's cursor."""
    shown = printable(text, limit)
    assert len(shown) <= limit
    shown.encode()
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", shown)
