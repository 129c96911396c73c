"""Find the lines that each ``[[table]]`` of a TOML file takes up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

Keys = tuple[str, ...]
"""Where an array of tables stands: ``("tool", "altindex", "index")``."""

_HEADER: Final = re.compile(r"\s*\[{1,2}(?P<name>[^\[\]]+)\]{1,2}\s*(#.*)?$")
_NOTHING: Final = re.compile(r"\s*(#.*)?$")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one table: from its header up to, not including, *stop*."""

    start: int
    stop: int


def blocks(lines: list[str], keys: Keys) -> list[Block]:
    """Find the tables of the array at *keys*, each with its sub-tables and without trailing comments.

    Lines are judged one by one, so that a multi-line string may hold what looks like a header.
    Whoever changes lines by this has to prove the result.
    """
    headers = [
        (number, tuple(part.strip().strip("\"'") for part in header["name"].split(".")))
        for number, line in enumerate(lines)
        if (header := _HEADER.match(line))
    ]
    ends = [number for number, name in headers if name[: len(keys)] != keys or name == keys]
    starts = [number for number, name in headers if name == keys]
    return [_trimmed(lines, start, next((end for end in ends if end > start), len(lines))) for start in starts]


def _trimmed(lines: list[str], start: int, stop: int) -> Block:
    """Leave out the blank lines and comments at the end: they are about what follows."""
    while _NOTHING.match(lines[stop - 1]):
        stop -= 1
    return Block(start, stop)
