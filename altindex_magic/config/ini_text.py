"""Change single options in the text of an INI file and nothing else in it.

The reader and the writer of :mod:`configparser` lose comments and order. Here lines stay lines: those
that no change concerns keep every byte, whatever encloses them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_HEADER: Final = re.compile(r"\s*\[(?P<name>.+)\]")
_OPTION: Final = re.compile(r"\s*(?P<key>.*?)\s*[=:]\s*(?P<value>.*?)\s*$")
_BEFORE_VALUE: Final = re.compile(r"\s*[^=:]*[=:][ \t]*")
_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class _Option:
    """One option and the lines that it takes up: from *start* up to, not including, *stop*."""

    section: str
    key: str
    start: int
    stop: int


class IniText:
    """The text of an INI file in the dialect of :class:`configparser.RawConfigParser`.

    An option that stands twice, which configparser refuses, is read as its last one; a change leaves it once.
    """

    def __init__(self, text: str, spelling: Callable[[str], str] = str.lower) -> None:
        """Take *text*, a byte order mark included; *spelling* brings the key of an option into its one form."""
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        self._lines = _LINE.findall(text.removeprefix(self._mark))
        self._spelling = spelling
        self._newline = "\r\n" if "\r\n" in text else "\n"

    def __str__(self) -> str:
        """Give the text as it is now."""
        return self._mark + "".join(self._lines)

    @property
    def sections(self) -> list[str]:
        """Name the sections, in their order."""
        return list(dict.fromkeys(name for name, _ in self._headers()))

    def value(self, section: str, key: str) -> str | None:
        """Give the value of an option as configparser would but for blank lines, or ``None`` where there is none."""
        found = self._find(section, key)
        return "\n".join(self._value_lines(found[-1])).strip() if found else None

    def put(self, section: str, key: str, values: Sequence[str]) -> None:
        """Set an option to *values*: one stands beside its key, several stand on lines of their own below it."""
        found = self._find(section, key)
        if found:
            self._replace(found[-1], values)
            for option in reversed(found[:-1]):
                self._drop(option)
            return
        if section not in self.sections:
            self._append([*([self._newline] if self._lines else []), f"[{section}]{self._newline}"])
        end, margin = self._end_of(section)
        self._close_line(end)
        self._lines[end:end] = self._written(f"{margin}{key} = ", values)

    def drop(self, section: str, key: str) -> None:
        """Take an option away; the comments among its lines stay."""
        for option in reversed(self._find(section, key)):
            self._drop(option)

    def _find(self, section: str, key: str) -> list[_Option]:
        wanted = (section, self._spelling(key))
        return [option for option in self._options() if (option.section, option.key) == wanted]

    def _options(self) -> Iterator[_Option]:
        """Read the options line by line, as configparser does."""
        section, current, indent = "", None, 0
        for number, line in enumerate(self._lines):
            if _is_nothing(line):
                continue
            depth = len(_margin(line))
            if current is not None and depth > indent:
                current = _Option(current.section, current.key, current.start, number + 1)
                continue
            if current is not None:
                yield current
            current, indent = None, depth
            if header := _HEADER.match(line):
                section = header["name"]
            elif option := _OPTION.match(line):
                current = _Option(section, self._spelling(option["key"]), number, number + 1)
        if current is not None:
            yield current

    def _headers(self) -> Iterator[tuple[str, int]]:
        taken = {number for option in self._options() for number in range(option.start, option.stop)}
        for number, line in enumerate(self._lines):
            if number not in taken and not _is_nothing(line) and (header := _HEADER.match(line)):
                yield header["name"], number

    def _value_lines(self, option: _Option) -> list[str]:
        """Give the lines of a value without comments."""
        first, *rest = self._lines[option.start : option.stop]
        below = [line.strip() for line in rest if not _is_nothing(line)]
        return [_BEFORE_VALUE.sub("", first, count=1).strip(), *below]

    def _end_of(self, section: str) -> tuple[int, str]:
        """Find the line after the last option of a section, or after its header, and how far to indent one there.

        What is indented further than an option belongs to its value, be it the header of the next section.
        """
        start = next(number for name, number in self._headers() if name == section)
        following = next((number for _, number in self._headers() if number > start), len(self._lines))
        inside = [option for option in self._options() if start < option.start < following]
        if inside:
            return inside[-1].stop, _margin(self._lines[inside[-1].start])
        return start + 1, "".join(map(_margin, self._lines[following : following + 1]))

    def _replace(self, option: _Option, values: Sequence[str]) -> None:
        """Write other values behind the key as it is spelled, and keep the comments among the old ones."""
        old = self._lines[option.start : option.stop]
        before = _BEFORE_VALUE.match(old[0])
        head, *rest = self._written(before[0] if before else "", values)
        comments = [line for line in old[1:] if _is_nothing(line) and line.strip()]
        self._close_line(option.stop)
        self._lines[option.start : option.stop] = [head, *comments, *rest]

    def _drop(self, option: _Option) -> None:
        kept = [line for line in self._lines[option.start : option.stop] if _is_nothing(line)]
        self._lines[option.start : option.stop] = kept

    def _written(self, before: str, values: Sequence[str]) -> list[str]:
        if len(values) == 1:
            gap = " " if before.endswith((" =", " :")) else ""  # below such a key the old value stood on its own lines
            return [f"{before}{gap}{values[0]}{self._newline}"]
        indent = _margin(before) + _INDENT
        return [before.rstrip() + self._newline, *(f"{indent}{value}{self._newline}" for value in values)]

    def _append(self, lines: list[str]) -> None:
        self._close_line(len(self._lines))
        self._lines += lines

    def _close_line(self, stop: int) -> None:
        """End the line before *stop*: the last one of a file may have no line break."""
        if stop and stop == len(self._lines) and not self._lines[-1].endswith(("\n", "\r")):
            self._lines[-1] += self._newline


def _margin(line: str) -> str:
    """Give the white space with which a line begins."""
    return line[: len(line) - len(line.lstrip())]


def _is_nothing(line: str) -> bool:
    """Tell whether a line is blank or a comment."""
    return not line.strip() or line.lstrip().startswith(("#", ";"))
