"""Small words for a tired person: sizes, times, lists of names, and texts from outside made inert."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.errors import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING: Final = "—"
"""Stands in a cell that has nothing to say."""

_LONGEST_NAME: Final = 80
_LONGEST_LINE: Final = 2000
_DEEPEST_INDENT: Final = 12
_UNITS: Final = ("bytes", "kB", "MB", "GB")


def inert(text: object, limit: int = _LONGEST_LINE) -> str:
    """Make *text* from outside one line that no screen obeys.

    Beyond `printable`, every character that Unicode calls not printable becomes a blank: byte order marks, soft
    hyphens, tags, private characters, and lone surrogates, which no stream could even encode.
    """
    line = printable(text, limit)
    return line if line.isprintable() else "".join(char if char.isprintable() else " " for char in line).strip()


def log_line(text: str) -> str:
    """Make one line of a child's output inert, and keep its indentation."""
    indent = len(text) - len(text.lstrip(" "))
    return " " * min(indent, _DEEPEST_INDENT) + inert(text)


def name(text: object) -> str:
    """Make the name of a project, an index or a version fit for the middle of a sentence."""
    return inert(text, _LONGEST_NAME)


def names(texts: Sequence[str], limit: int = 10) -> str:
    """List names, at most *limit* of them, and tell how many there are besides."""
    shown = ", ".join(name(text) for text in texts[:limit])
    return shown if len(texts) <= limit else f"{shown} and {len(texts) - limit} more"


def count(number: int, noun: str) -> str:
    """Count things: ``1 file``, ``3 indexes``, ``12,000 projects``."""
    plural = f"{noun}es" if noun.endswith("x") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def size(octets: int) -> str:
    """Write a size in decimal units, as pip does: ``3.4 MB``."""
    amount = float(octets)
    for unit in _UNITS[:-1]:
        if amount < 999.5:  # noqa: PLR2004  # from here on three digits would round to four
            return _amount(amount, unit)
        amount /= 1000
    return _amount(amount, _UNITS[-1])


def _amount(amount: float, unit: str) -> str:
    """Write one digit after the point below ten, and none for whole bytes."""
    digits = 1 if unit != _UNITS[0] and amount < 9.95 else 0  # noqa: PLR2004  # 9.95 would round to 10.0
    return f"{amount:.{digits}f} {unit}"


def duration(seconds: float) -> str:
    """Write a time: ``42 ms``, ``1.3 s``."""
    milliseconds = round(seconds * 1000)
    if milliseconds < 1:
        return "<1 ms"
    return f"{milliseconds} ms" if milliseconds < 1000 else f"{seconds:.1f} s"  # noqa: PLR2004  # a second
