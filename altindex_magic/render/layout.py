"""Text in columns: measured in cells of a terminal, wrapped, and long URLs shortened in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, chop_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GAP: Final = "  "
_NARROWEST: Final = 12
_LEGIBLE: Final = 20
"""Words up to this length are never cut in a table."""
_RULE: Final = "─"


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Break *text* at blanks into lines of *width* cells; a longer word is broken, so that nothing of it is lost.

    The first line begins with *first*, the others with *rest*.
    """
    room = max(width - max(cell_len(first), cell_len(rest)), 1)
    lines = [""]
    for piece in _pieces(text, room):
        joined = f"{lines[-1]} {piece}".lstrip()
        if cell_len(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(piece)
    return [(rest if number else first) + line for number, line in enumerate(lines)]


def _pieces(text: str, room: int) -> Iterator[str]:
    """Give the words of *text*, those that do not fit in pieces that do."""
    for word in text.split():
        yield from [word] if cell_len(word) <= room else _chopped(word, room)


def cut(text: str, width: int) -> list[str]:
    """Cut a line that is shown as it is into lines of *width* cells, wherever the cuts fall."""
    return _chopped(text, width) or [""]


def shorten(text: str, width: int) -> str:
    """Take out the middle of *text* so that it fits: both ends of a URL or a path tell more."""
    if cell_len(text) <= width:
        return text
    tail = (width - 1) // 2
    end = next(iter(_chopped(text[::-1], tail)), "")[::-1]
    beginning = next(iter(_chopped(text, width - 1 - tail)), "")
    return f"{beginning}…{end}"


def _chopped(text: str, width: int) -> list[str]:
    """Cut *text* into pieces of *width* cells; a character that is wider than that stands alone."""
    return [piece for piece in chop_cells(text, width) if piece] if width > 0 else []


def grid(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Align *rows* under *columns*, no wider than *width* where that is possible.

    A cell of several words is wrapped, a word that is longer than its column is shortened in its middle. Where the
    columns would become too narrow to read, the cells of a row stand below one another. With no *columns* there is
    no head.
    """
    widths = _column_widths([columns, *rows] if columns else rows, width)
    if widths is None:
        return [line for row in rows for line in _record(columns, row, width)]
    head = [columns, [_RULE * each for each in widths]] if columns else []
    return [line for row in [*head, *rows] for line in _row_lines(row, widths)]


def _column_widths(rows: Iterable[Sequence[str]], width: int) -> list[int] | None:
    """Give every column what it needs; where that is too much, those of several words give way first.

    ``None`` stands for columns that cannot be told apart any more.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(cell_len(cell) for cell in column) for column in columns]
    least = [min(natural, _least(column)) for natural, column in zip(widths, columns, strict=True)]
    room = width - len(_GAP) * (len(widths) - 1)
    if sum(least) > room:
        return None
    of_words = [number for number, column in enumerate(columns) if any(" " in cell for cell in column)]
    for candidates in (of_words, list(range(len(columns)))):
        _narrow(widths, least, candidates, room)
    return widths


def _least(column: Sequence[str]) -> int:
    """Give the width below which *column* could not be read: that of its longest word, within limits."""
    longest = max(cell_len(word) for cell in column for word in cell.split() or [""])
    return max(_NARROWEST, min(longest, _LEGIBLE))


def _narrow(widths: list[int], least: Sequence[int], candidates: Sequence[int], room: int) -> None:
    """Take from the widest of the *candidates* until all columns fit, or until these have nothing left to give."""
    while sum(widths) > room:
        giving = [number for number in candidates if widths[number] > least[number]]
        if not giving:
            return
        widths[max(giving, key=widths.__getitem__)] -= 1


def _record(columns: Sequence[str], row: Sequence[str], width: int) -> Iterator[str]:
    """Write one row as a list of its cells, each beside the name of its column."""
    first, *others = row
    yield from wrap(first, width)
    labels = columns[1:] or [""] * len(others)
    indent = max(map(cell_len, labels), default=0)
    for label, cell in zip(labels, others, strict=True):
        filled = f"{_GAP}{label}".ljust(len(_GAP) + indent) + (_GAP if label else "")
        yield from wrap(cell, width, first=filled, rest=" " * cell_len(filled))


def _row_lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Lay one row out, on several lines where a cell is wrapped."""
    cells = [
        wrap(" ".join(shorten(word, width) for word in cell.split()), width)
        for cell, width in zip(row, widths, strict=True)
    ]
    height = max(len(lines) for lines in cells)
    full = [[*lines, *[""] * (height - len(lines))] for lines in cells]
    return [
        _GAP.join(text + " " * (width - cell_len(text)) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in zip(*full, strict=True)
    ]
