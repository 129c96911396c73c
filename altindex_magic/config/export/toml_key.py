"""Set one key in the text of a TOML file and nothing else in it."""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from altindex_magic.config.draft import Draft
from altindex_magic.errors.usage import UnsafeEdit

if TYPE_CHECKING:
    from pathlib import Path


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
    edited = _edited(text, ".".join(table), f'{key} = "{value}"', newline)
    try:
        proved = tomllib.loads(edited) == expected
    except tomllib.TOMLDecodeError as problem:
        raise UnsafeEdit(path) from problem
    if not proved:
        raise UnsafeEdit(path)
    return edited


def _edited(text: str, table: str, line: str, newline: str) -> str:
    """Change the line of the key, or write one: below the header of its table, or above all tables."""
    start, stop = _body(text, table)
    key = line.partition(" ")[0]
    present = re.compile(rf"^[ \t]*{re.escape(key)}[ \t]*=[^#\r\n]*?(?=[ \t]*(?:#[^\r\n]*)?\r?$)", re.MULTILINE)
    if start is not None and (found := present.search(text, start, stop)):
        return text[: found.start()] + line + text[found.end() :]
    if start is None:
        gap = "" if not text or text.endswith("\n") else newline
        blank = newline if text else ""
        return f"{text}{gap}{blank}[{table}]{newline}{line}{newline}"
    before = text[:start]
    gap = "" if not before or before.endswith("\n") else newline
    blank = newline if not table and text[start:] else ""
    return f"{before}{gap}{line}{newline}{blank}{text[start:]}"


def _body(text: str, table: str) -> tuple[int | None, int]:
    """Find where the keys of a table may stand: from behind its header to the next header; the top needs none."""
    start: int | None = 0
    if table:
        pattern = rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\][ \t]*(?:#[^\r\n]*)?(?:\r?\n|\Z)"
        header = re.search(pattern, text, re.MULTILINE)
        start = header.end() if header else None
    following = re.compile(r"^[ \t]*\[", re.MULTILINE).search(text, start or 0)
    return start, following.start() if following else len(text)


def _put(data: dict[str, Any], keys: tuple[str, ...], value: str) -> None:
    *parents, last = keys
    for key in parents:
        data = data.setdefault(key, {})
    data[last] = value
