"""Sizes, times, lists, and texts from outside made inert."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.render import words

ANYTHING = st.text(st.characters(), max_size=200)


@given(ANYTHING)
def test_inert_text_is_one_printable_line_that_can_be_encoded(text):
    """Whatever comes from outside, it moves no cursor, turns no writing direction, and breaks no stream."""
    line = words.inert(text)
    assert line.isprintable()
    assert line.encode().decode() == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("a\r\nb", "a b"),
        ("acme\u202egpj.exe", "acme gpj.exe"),
        ("acme\u061c-\ufeffmodels\u00ad", "acme - models"),
        ("lone \ud800 surrogate", "lone   surrogate"),
        ("weiß 漢字 ok", "weiß 漢字 ok"),
    ],
)
def test_inert_text_keeps_what_can_be_read(text, expected):
    """Escape sequences, line breaks, direction marks and surrogates go; letters of any script stay."""
    assert words.inert(text) == expected


def test_inert_text_is_bounded():
    """A text of a megabyte does not fill a notebook."""
    assert len(words.inert("x" * 1_000_000)) == 2000
    assert words.inert("x" * 100, 10) == "xxxxxxxxx…"


def test_log_line_keeps_a_modest_indentation():
    """The lines of an installer stay in the shape they had; blanks without end do not."""
    assert words.log_line("  Downloading x.whl\x1b[0m") == "  Downloading x.whl [0m"
    assert words.log_line(" " * 5000 + "x") == " " * 12 + "x"


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_999, "10 kB"),
        (999_400, "999 kB"),
        (999_999, "1.0 MB"),
        (3_400_000, "3.4 MB"),
        (2_100_000_000, "2.1 GB"),
        (12_345_678_901_234, "12346 GB"),
    ],
)
def test_size_has_two_or_three_digits(octets, expected):
    """Sizes are in decimal units and never roll over into four digits below gigabytes."""
    assert words.size(octets) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.0, "<1 ms"), (0.0004, "<1 ms"), (0.042, "42 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (12.34, "12.3 s")],
)
def test_duration_is_in_the_unit_that_a_person_expects(seconds, expected):
    """Below a second milliseconds, above it seconds."""
    assert words.duration(seconds) == expected


def test_names_counts_what_it_leaves_out():
    """A long list is cut, and says so."""
    assert words.names(["a", "b"]) == "a, b"
    assert words.names(["a", "b", "c", "d"], limit=2) == "a, b and 2 more"


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [(1, "file", "1 file"), (0, "file", "0 files"), (2, "index", "2 indexes"), (12_000, "project", "12,000 projects")],
)
def test_count_agrees_with_its_noun(number, noun, expected):
    """One file, two indexes."""
    assert words.count(number, noun) == expected
