"""The guard of every line: a secret typed into it is refused before anything is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.errors.credential import SecretInLine
from altindex_magic.grammar.verbs import VERBS
from altindex_magic.tools import pip, uv
from altindex_magic.userinfo import may_carry_credentials

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SECRET_WORDS: Final = ("password", "passwd", "token", "secret", "api-key")
_SECRET_OPTIONS: Final = frozenset(f"--{word}" for word in _SECRET_WORDS)
_FORWARDED: Final = pip.OPTIONS.names | uv.OPTIONS.names
_FORWARDED_VALUED: Final = pip.OPTIONS.valued | uv.OPTIONS.valued

_PLACES: Final = {"add": "The URL of `add`", "install": "A requirement of `install`"}


def refuse_secrets(verb: str, words: Sequence[str]) -> None:
    """Look at every word after *verb*, which may be unknown.

    Raises:
        SecretInLine: a word is or carries a credential. Its place is named, never the word.

    """
    before = ""
    for word in words:
        name = word.partition("=")[0]
        if name in _SECRET_OPTIONS:
            raise SecretInLine(name)
        if verb == "add" and name != word and name.lower() in _SECRET_WORDS:
            raise SecretInLine(f"The field `{name.lower()}`")
        if "--username" in {before, name} and ":" in word:  # no user name has a colon (RFC 7617)
            raise SecretInLine("--username")
        if may_carry_credentials(word):
            raise SecretInLine(_place(verb, before, word))
        before = word


def refuse_secrets_in_cell(lines: Iterable[tuple[int, str]]) -> None:
    """Look at every line of a cell, each with its number.

    Raises:
        SecretInLine: a line is or carries a credential. Its number is named.

    """
    for number, line in lines:
        named = {word.partition("=")[0] for word in line.split()}
        if may_carry_credentials(line) or named & _SECRET_OPTIONS:
            raise SecretInLine(f"Line {number} of the cell")


def _place(verb: str, before: str, word: str) -> str:
    """Name where the credential stands, in words of our own alone."""
    names, valued = _options_of(verb)
    for candidate in (word.partition("=")[0], word[:2]):
        if candidate in names:
            return candidate
    if before in valued:
        return before
    if verb not in VERBS:
        return "A word of this line"
    if verb == "add" and "=" in word.partition("://")[0]:
        return "A field of `add`"
    return _PLACES.get(verb, f"A word of `{verb}`")


def _options_of(verb: str) -> tuple[frozenset[str], frozenset[str]]:
    """Give the options that *verb* knows, and those of them that take a value."""
    if verb == "install":
        return _FORWARDED, _FORWARDED_VALUED
    options = VERBS[verb].options if verb in VERBS else ()
    names = frozenset(option.name for option in options)
    return names, names - {option.name for option in options if option.is_flag}
