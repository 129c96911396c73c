"""Columns, wrapping, and the shortening of long words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from altindex_magic.render.layout import grid, shorten, wrap

LINES = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=120).map(
    lambda text: "".join(char for char in text if char.isprintable())
)


def test_wrap_keeps_every_word_and_hangs_the_rest():
    """A sentence is broken at its blanks; what follows the first line is indented."""
    assert wrap("one two three four", 11, first="do  ", rest="    ") == ["do  one two", "    three", "    four"]


def test_wrap_breaks_a_word_that_is_longer_than_the_line():
    """Nothing of a long URL is lost in a sentence."""
    lines = wrap("see https://index.example/simple/", 12)
    assert lines == ["see", "https://inde", "x.example/si", "mple/"]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("https://index.example/simple/", 29, "https://index.example/simple/"),
        ("https://index.example/simple/", 20, "https://in…e/simple/"),
        ("漢字漢字漢字", 7, "漢…字"),
        ("abc", 1, "…"),
    ],
)
def test_shorten_takes_out_the_middle(text, width, expected):
    """Both ends of a URL stay, measured in cells of the terminal."""
    assert shorten(text, width) == expected
    assert cell_len(expected) <= width


def test_grid_aligns_wide_characters():
    """A column is as wide as its widest cell in a terminal, not in characters."""
    assert grid(("Name", "In"), [("漢字漢字", "1"), ("ab", "2")], 80) == [
        "Name      In",
        "────────  ──",
        "漢字漢字  1",
        "ab        2",
    ]


def test_grid_wraps_sentences_before_it_shortens_urls():
    """Words can stand below one another; a URL can only lose its middle."""
    assert grid((), [("https://index.example/simple/", "a sentence of a few words")], 43) == [
        "https://index.example/simple/  a sentence",
        "                               of a few",
        "                               words",
    ]
    assert grid((), [("https://index.example/simple/", "a sentence of words")], 38) == [
        "https://inde…ple/simple/  a sentence",
        "                          of words",
    ]


def test_grid_turns_into_records_when_columns_would_be_too_narrow():
    """On a narrow screen every cell stands beside the name of its column."""
    rows = [("fury", "https://index.example/simple/", "a sentence of words")]
    assert grid(("Index", "URL", "Owns"), rows, 36) == [
        "fury",
        "  URL   https://index.example/simple",
        "        /",
        "  Owns  a sentence of words",
    ]


@given(st.lists(st.tuples(LINES, LINES, LINES), min_size=1, max_size=4), st.integers(30, 120), st.booleans())
def test_grid_is_never_wider_than_asked(rows, width, headed):
    """Whatever the cells hold, no line leaves the screen."""
    columns = ("Index", "URL", "Credential") if headed else ()
    assert all(cell_len(line) <= width for line in grid(columns, rows, width))
