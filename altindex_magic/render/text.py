"""Events and errors as plain text: aligned, bounded in width, without any escape sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.render.layout import cut, grid, wrap
from altindex_magic.render.report import report
from altindex_magic.render.words import inert, log_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic.errors import AltIndexError
    from altindex_magic.render.report import Showable
    from altindex_magic.render.table import Remark, Severity, Table

_MARKS: Final[dict[Severity, str]] = {"done": "✓ ", "info": "", "warning": "Warning: ", "failed": "✗ "}
_LABEL_WIDTH: Final = 10
_LONGEST_CELL: Final = 300


def to_text(shown: Showable, width: int = 100) -> str:
    """Write what *shown* means as lines of at most *width* cells where that is possible.

    The log below a progress is left out: whoever shows text has shown its lines as they came.
    """
    said = report(shown)
    lines = [line for remark in said.remarks for line in _remark(remark, width)]
    lines.extend(line for table in said.tables for line in _table(table, width))
    lines.extend(line for error in said.errors for line in _error(error, width))
    lines.extend(piece for line in said.listing for piece in cut(log_line(line), width))
    lines.extend(line for remark in said.closing for line in _remark(remark, width))
    return "\n".join(lines or map(log_line, said.log)).removeprefix("\n")


def _remark(remark: Remark, width: int) -> list[str]:
    """Write one sentence; its mark says how it is meant."""
    mark = _MARKS[remark.severity]
    return wrap(inert(remark.text), width, first=mark, rest=" " * len(mark))


def _table(table: Table, width: int) -> Iterator[str]:
    """Write a table; one with a title stands apart from what is above it."""
    if table.title and table.rows:
        yield ""
        yield from wrap(inert(table.title), width)
    if table.rows:
        yield from grid(table.columns, [[inert(cell, _LONGEST_CELL) for cell in row] for row in table.rows], width)
    else:
        yield from wrap(inert(table.empty), width)
    for note in table.notes:
        yield from wrap(inert(note), width)


def _error(error: AltIndexError, width: int) -> Iterator[str]:
    """Write an error as `AltIndexError` itself does, but wrapped, with every part of it inert."""
    yield ""
    yield from wrap(f"{inert(error.what)} [{error.reference}]", width, rest="  ")
    if error.index:
        yield from _fact("index", error.index, width)
    if error.why:
        yield from _fact("why", error.why, width)
    for number, line in enumerate((error.remedy or "").splitlines()):
        yield from _fact("" if number else "do", line, width)


def _fact(label: str, text: str, width: int) -> list[str]:
    """Write one part of an error beside its label."""
    return wrap(inert(text), width, first=f"  {label}".ljust(_LABEL_WIDTH), rest=" " * _LABEL_WIDTH)
