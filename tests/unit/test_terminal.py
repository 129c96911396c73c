"""What remains of a terminal's line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.terminal import plain


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Collecting acme\n", "Collecting acme"),
        ("windows\r\n", "windows"),
        ("\x1b[31mERROR\x1b[0m: no\n", "ERROR: no"),
        ("10%\r50%\r100%\n", "100%"),
        ("   \x1b[?25l━━━\x1b[2K\r\x1b[32mdone\x1b[m\n", "done"),
        ("\x1b]8;;https://x.example/\x1b\\link\x1b]8;;\x07 end", "link end"),
        ("a\tb", "a   b"),
        ("bell\x07 null\x00 c1\x9b override\u202e", "bell null c1 override"),
        ("  indented  \n", "  indented"),
        ("\n", ""),
    ],
)
def test_what_a_person_would_see_remains(line, expected):
    """Colours, redraws, titles and control characters go; text and indentation stay."""
    assert plain(line) == expected


@given(st.text())
def test_nothing_that_controls_a_terminal_survives(line):
    """Whatever a program prints, the result is one line that cannot steer a terminal."""
    result = plain(line)
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in result)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_plain_text_stays_as_it_is(line):
    """A line without escapes is not changed."""
    assert plain(line) == line
