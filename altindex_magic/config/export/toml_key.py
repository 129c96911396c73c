"""Set one key in the text of a TOML file and nothing else in it."""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.config.draft import Draft
from altindex_magic.errors.usage import UnsafeEdit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADER: Final = re.compile(r"^[ \t]*\[{1,2}[^\[\]]+\]{1,2}[ \t]*(?:#[^\r\n]*)?\r?$", re.MULTILINE)


def with_key(path: Path, text: str, keys: tuple[str, ...], value: str) -> str:
    """Give *text* with *value* at *keys*, the last of which has no need of quotes.

    The new text must parse to exactly the old data with that change.

    Raises:
        BrokenFile: *text* is not TOML.
        UnsafeEdit: the key stands where it cannot be changed by itself.

    """
    *table, key = keys
    expected = deepcopy(Draft(path, text).data)
    _put(expected, keys, value)
    newline = "\r\n" if "\r\n" in text else "\n"
    for edited in _edits(text, ".".join(table), f'{key} = "{value}"', newline):
        if _reads_as(edited, expected):
            return edited
    raise UnsafeEdit(path)


def _edits(text: str, table: str, line: str, newline: str) -> Iterator[str]:
    """Give the ways to change the line of the key or to write one; the first that reads as it should is the one."""
    start = _start(text, table)
    if start is None:
        gap = "" if not text or text.endswith("\n") else newline
        blank = newline if text else ""
        yield f"{text}{gap}{blank}[{table}]{newline}{line}{newline}"
        return
    key = line.partition(" ")[0]
    present = re.compile(rf"^[ \t]*{re.escape(key)}[ \t]*=[^#\r\n]*?(?=[ \t]*(?:#[^\r\n]*)?\r?$)", re.MULTILINE)
    headers = (header.start() for header in _HEADER.finditer(text, start))  # or what looks like one in a value
    for stop in (*headers, len(text)):
        if found := present.search(text, start, stop):
            yield text[: found.start()] + line + text[found.end() :]
        else:
            behind = _behind_the_keys(text[start:stop], is_last=stop == len(text))
            yield _inserted(text, start + behind, line, newline)


def _start(text: str, table: str) -> int | None:
    """Find where the keys of a table begin: behind its header, if it has one; those of the top need none."""
    if not table:
        return 0
    pattern = rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\][ \t]*(?:#[^\r\n]*)?(?:\r?\n|\Z)"
    header = re.search(pattern, text, re.MULTILINE)
    return header.end() if header else None


def _behind_the_keys(body: str, *, is_last: bool) -> int:
    """Find the end of the last paragraph with a key, or of the comments where there is none.

    Comments right above the header that follows are about that, unless the body *is_last*.
    """
    lines = body.splitlines(keepends=True)
    while lines and not is_last and _is_comment(lines[-1]):
        lines.pop()
    written = [number for number, line in enumerate(lines) if line.strip()]
    keys = [number for number in written if not _is_comment(lines[number])]
    end = (keys or written or [-1])[-1] + 1
    while end < len(lines) and _is_comment(lines[end]):
        end += 1
    return len("".join(lines[:end]))


def _inserted(text: str, position: int, line: str, newline: str) -> str:
    """Write *line* at *position*, apart from a paragraph with comments before it and from whatever follows."""
    before, after = text[:position], text[position:]
    gap = "" if not before or before.endswith("\n") else newline
    paragraph = before.rstrip("\r\n").replace("\r\n", "\n").rpartition("\n\n")[2]
    is_commented = any(map(_is_comment, paragraph.split("\n")))
    above = newline if is_commented and not before.endswith(newline * 2) else ""
    below = newline if after and not after.startswith(newline) else ""
    return f"{before}{gap}{above}{line}{newline}{below}{after}"


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _reads_as(text: str, expected: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == expected
    except tomllib.TOMLDecodeError:
        return False


def _put(data: dict[str, Any], keys: tuple[str, ...], value: str) -> None:
    *parents, last = keys
    for key in parents:
        data = data.setdefault(key, {})
    data[last] = value
