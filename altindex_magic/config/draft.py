"""Change single tables in the text of a TOML file and nothing else in it.

Only the lines of the one ``[[table]]`` under change go through tomlkit; all others stay as they
are, byte for byte. Each change is proved before it counts: the new text must parse to exactly the
old data with that change.
"""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.config.blocks import blocks
from altindex_magic.config.masking import masked_line
from altindex_magic.errors.usage import BrokenFile, InvalidSetting, UnsafeEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from altindex_magic.config.blocks import Block, Keys

_POSITION: Final = re.compile(r"\s*\(at (line (?P<line>\d+), column \d+|end of document)\)$")


class Draft:
    """The text of a TOML file, its data, and the changes that can be made to its tables."""

    def __init__(self, path: Path, text: str) -> None:
        """Parse *text*, the content of the file at *path*.

        Raises:
            BrokenFile: it is not TOML.

        """
        self.text = text
        self.data = _parse(path, text)
        self._path = path
        self._newline = "\r\n" if "\r\n" in text else "\n"

    def tables(self, keys: Keys) -> list[dict[str, Any]]:
        """Give the tables of the array at *keys*; none where nothing stands there.

        Raises:
            InvalidSetting: something else than an array of tables stands there.

        """
        for parent in (keys[:depth] for depth in range(1, len(keys))):
            if not isinstance(_at(self.data, parent), dict | None):
                raise InvalidSetting(".".join(parent), "it must be a table", source=str(self._path))
        found = _at(self.data, keys)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
            name = ".".join(keys)
            raise InvalidSetting(name, f"it must be written [[{name}]], once for each", source=str(self._path))
        return found

    def put(self, keys: Keys, position: int | None, values: Mapping[str, object]) -> None:
        """Set *values* in the table at *position*, or in a new one; the value ``None`` leaves a key out."""
        if position is None:
            self._append(keys, {key: value for key, value in values.items() if value is not None})
            return
        lines = self.text.split("\n")
        block = self._block(lines, keys, position)
        own = [line.removesuffix("\r") for line in lines[block.start : block.stop]]
        lines[block.start : block.stop] = self._with_newlines(self._rewritten(own, keys, values))
        self._become(lines, lambda data: _set(_at(data, keys)[position], values))

    def delete(self, keys: Keys, position: int) -> None:
        """Take the table at *position* away, with the blank line before it; comments around it stay."""
        lines = self.text.split("\n")
        block = self._block(lines, keys, position)
        blank_before = block.start > 0 and not lines[block.start - 1].strip()
        del lines[block.start - blank_before : block.stop]
        self._become(lines, _deleted(keys, position))

    def line_numbers(self, keys: Keys, position: int) -> dict[str, int]:
        """Give the line of each key of a table, and under ``""`` that of its header; for error texts."""
        lines = self.text.split("\n")
        found = blocks(lines, keys)
        if len(found) != len(self.tables(keys)):
            return {}
        block = found[position]
        numbers = {"": block.start + 1}
        for number, line in enumerate(lines[block.start : block.stop], block.start + 1):
            if assignment := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line):
                numbers.setdefault(assignment[1], number)
        return numbers

    def _append(self, keys: Keys, table: dict[str, object]) -> None:
        """Add *table* after the last one of the array at *keys*, or at the end of the file."""
        import tomlkit  # noqa: PLC0415 - reading, which is all that most sessions do, has no need of it

        lines = self.text.split("\n")
        found = blocks(lines, keys)
        fresh = f"\n[[{'.'.join(keys)}]]\n{tomlkit.dumps(table)}".rstrip("\n").split("\n")
        at = found[-1].stop if found else len(lines) - (lines[-1] == "")
        if at == 0:
            del fresh[0]  # no blank line at the top of a new file
        self._become([*lines[:at], *self._with_newlines(fresh), *(lines[at:] or [""])], _appended(keys, table))

    def _block(self, lines: list[str], keys: Keys, position: int) -> Block:
        """Find the lines of one table, if each table of the array has lines of its own."""
        found = blocks(lines, keys)
        if len(found) != len(self.tables(keys)):
            raise UnsafeEdit(self._path)
        return found[position]

    def _rewritten(self, lines: list[str], keys: Keys, values: Mapping[str, object]) -> list[str]:
        """Set *values* in the lines of one table, keeping its comments."""
        import tomlkit  # noqa: PLC0415 - as above
        from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - as above

        try:
            document = tomlkit.parse("\n".join(lines))
        except TOMLKitError as problem:
            raise UnsafeEdit(self._path) from problem
        _set(_at(document, keys)[0], values)
        return tomlkit.dumps(document).rstrip("\n").split("\n")

    def _with_newlines(self, lines: list[str]) -> list[str]:
        """Give new lines the ending of the others: lines are split at line feeds alone."""
        return [line + self._newline.removesuffix("\n") for line in lines]

    def _become(self, lines: list[str], change: Callable[[dict[str, Any]], None]) -> None:
        """Take the changed lines, if they say exactly what *change* makes of the data."""
        expected = deepcopy(self.data)
        change(expected)
        text = "\n".join(lines)
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as problem:
            raise UnsafeEdit(self._path) from problem
        if _without_empty(data) != _without_empty(expected):
            raise UnsafeEdit(self._path)
        self.text, self.data = text, data


def _parse(path: Path, text: str) -> dict[str, Any]:
    """Parse TOML, or show the line that is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        line = int(found["line"]) if found and found["line"] else None
        shown = masked_line(text.split("\n")[line - 1]) if line else ""
        problem = _POSITION.sub("", str(error))
        raise BrokenFile(path, line, shown, f"it is not valid TOML ({problem})") from None


def _at(data: Any, keys: Keys) -> Any:  # noqa: ANN401 (parsed TOML has no narrower type)
    """Walk to what stands at *keys*; ``None`` where nothing does."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _set(table: Any, values: Mapping[str, object]) -> None:  # noqa: ANN401 (a dict, or what tomlkit has for one)
    """Set *values* in a table, touching only what differs; ``None`` takes a key away."""
    for key, value in values.items():
        if value is None:
            table.pop(key, None)
        elif key not in table or table[key] != value:
            table[key] = value


def _appended(keys: Keys, table: dict[str, object]) -> Callable[[dict[str, Any]], None]:
    """Make the change that adds *table* to plain data."""

    def change(data: dict[str, Any]) -> None:
        *parents, last = keys
        for key in parents:
            data = data.setdefault(key, {})
        data.setdefault(last, []).append(table)

    return change


def _deleted(keys: Keys, position: int) -> Callable[[dict[str, Any]], None]:
    """Make the change that takes a table out of plain data."""

    def change(data: dict[str, Any]) -> None:
        del _at(data, keys)[position]

    return change


def _without_empty(value: Any) -> Any:  # noqa: ANN401 (parsed TOML has no narrower type)
    """Drop empty tables and arrays of tables: they come and go with the headers of what was in them."""
    if not isinstance(value, dict):
        return value
    slim = {key: _without_empty(item) for key, item in value.items()}
    return {key: item for key, item in slim.items() if item not in ({}, [])}
