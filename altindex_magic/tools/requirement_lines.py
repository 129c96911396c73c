"""The lines of a requirement file, or of a cell that is written like one, as installers read them.

A backslash at the end of a line joins it with the next one, and nothing comes in between
(https://pip.pypa.io/en/stable/reference/requirements-file-format/).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMENT: Final = re.compile(r"(?:^|\s+)#.*$")


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Give each line of *text* as pip reads it, with the number of its first one, and none that says nothing.

    Lines are joined before comments are cut: behind one that begins on its line, the next line is part of it. A line
    that is nothing else than a comment ends whatever it would be joined with.
    """
    start, parts = 1, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        start = start if parts else number
        is_comment = _COMMENT.match(line) is not None
        goes_on = line.endswith("\\") and not is_comment
        parts.append(line.strip("\\") if goes_on else f" {line}" if is_comment else line)
        if not goes_on:
            yield from _joined(start, parts)
            parts = []
    yield from _joined(start, parts)


def lines_of_any_reading(text: str) -> list[str]:
    """Give the lines that pip or uv reads in *text*: to uv a comment ends with its line, whatever that ends with."""
    as_uv = "\n".join(_COMMENT.sub("", line) for line in text.splitlines())
    return list(dict.fromkeys(line for each in (text, as_uv) for _, line in lines_of(each)))


def _joined(start: int, parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    line = _COMMENT.sub("", "".join(parts)).strip()
    if line:
        yield start, line
