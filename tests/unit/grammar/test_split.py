"""A magic line is split into words without a shell."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.errors.usage import BadUsage
from altindex_magic.grammar import split


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("use fury", ["use", "fury"]),
        ("  use \t fury  ", ["use", "fury"]),
        ("install acme>=1.0 foo[bar,baz]~=2 x!=3;y", ["install", "acme>=1.0", "foo[bar,baz]~=2", "x!=3;y"]),
        ("install 'acme >= 1' \"b c\"", ["install", "acme >= 1", "b c"]),
        ("login f --command 'op read \"x y\"'", ["login", "f", "--command", 'op read "x y"']),
        ("login f --command ''", ["login", "f", "--command", ""]),
        ("install a@https://h/a.whl#sha256=1", ["install", "a@https://h/a.whl#sha256=1"]),
        ("use fury  # my index", ["use", "fury"]),
        ("# nothing", []),
        ("add x $URL *.whl a|b >c", ["add", "x", "$URL", "*.whl", "a|b", ">c"]),
    ],
)
def test_words_are_what_blanks_and_quotes_make_them(line, words, windows):
    """Neither the signs of a version specifier nor those of a shell mean anything."""
    assert split(line, windows=windows) == words


def test_a_backslash_is_a_part_of_paths_on_windows_alone():
    """Elsewhere it escapes, as in a shell."""
    assert split(r"add x C:\wheels '\\share\our wheels'", windows=True) == [
        "add",
        "x",
        r"C:\wheels",
        r"\\share\our wheels",
    ]
    assert split(r"add x my\ wheels", windows=False) == ["add", "x", "my wheels"]


@pytest.mark.parametrize(("line", "windows"), [("use 'fury", True), ('use "s3cret', False), ("use fury\\", False)])
def test_an_unclosed_quote_is_refused_without_repeating_the_line(line, windows):
    """The line may hold a secret."""
    with pytest.raises(BadUsage, match="a quote is not closed, or the line ends in a backslash") as caught:
        split(line, windows=windows)
    assert "s3cret" not in str(caught.value)
    assert caught.value.remedy == "%altindex COMMAND …  (%altindex help lists the commands)"


@given(st.text(), st.booleans())
def test_any_line_becomes_words_or_one_clear_error(line, windows):
    """No input breaks the splitter in another way."""
    with suppress(BadUsage):
        assert all(isinstance(word, str) for word in split(line, windows=windows))
