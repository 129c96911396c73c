"""The options of an installer, and a command line read by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Options:
    """What one installer accepts. Names include the short ones and those its help does not show."""

    tool: str
    flags: frozenset[str]
    valued: frozenset[str]
    """Options that take a value, in the same word or the next."""
    around: frozenset[str]
    """Options that let packages come past the index that the environment names."""
    sources: frozenset[str]
    """Options that name something to install."""
    unmanaged: frozenset[str]
    """Options that allow a run in an interpreter which its owner has closed (PEP 668)."""

    @property
    def names(self) -> frozenset[str]:
        """Give every option."""
        return self.flags | self.valued

    def goes_round(self, option: str) -> bool:
        """Tell whether *option* is, or as pip reads it may be short for, one that leads past the gateway."""
        if option in self.names or not option.startswith("--"):
            return option in self.around
        return any(name.startswith(option) for name in self.around)


@dataclass(frozen=True, slots=True)
class Argument:
    """One option with its value, or a requirement, which is a value without an option."""

    option: str | None
    value: str | None


def read(words: Iterable[str], *tables: Options) -> Iterator[Argument]:
    """Read a command line by the options of all *tables*; what none of them knows is taken for a flag."""
    rest = iter(words)
    for word in rest:
        if word == "--":
            yield from (Argument(None, requirement) for requirement in rest)
        elif word.startswith("--"):
            yield _long(word, rest, tables)
        elif word.startswith("-") and word != "-":
            yield from _cluster(word, rest, tables)
        else:
            yield Argument(None, word)


def _long(word: str, rest: Iterator[str], tables: tuple[Options, ...]) -> Argument:
    """Read ``--option``, ``--option value`` or ``--option=value``."""
    option, equals, value = word.partition("=")
    if equals:
        return Argument(option, value)
    return Argument(option, next(rest, None) if _takes_value(option, tables) else None)


def _cluster(word: str, rest: Iterator[str], tables: tuple[Options, ...]) -> Iterator[Argument]:
    """Read short options in one word: ``-U``, ``-Uq``, ``-rfile``, ``-Ur file``, ``-r=file``."""
    for position, letter in enumerate(word[1:], start=2):
        option = f"-{letter}"
        if _takes_value(option, tables):
            yield Argument(option, word[position:].removeprefix("=") or next(rest, None))
            return
        yield Argument(option, None)


def _takes_value(option: str, tables: tuple[Options, ...]) -> bool:
    """Tell whether any installer has *option* with a value."""
    return any(option in table.valued for table in tables)
