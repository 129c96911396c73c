"""Events and errors as HTML for a notebook: no script, nothing fetched, everything from outside escaped.

Without its style, as where a front end strips it from a notebook it does not trust, it still reads from top to bottom.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from altindex_magic.render.report import report
from altindex_magic.render.style import STYLE
from altindex_magic.render.table import Bar, Link
from altindex_magic.render.words import count, inert, log_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from altindex_magic.errors import AltIndexError
    from altindex_magic.render.report import Showable
    from altindex_magic.render.table import Cell, Remark, Severity, Table

_MARKS: Final[dict[Severity, str]] = {"done": "✓", "info": "", "warning": "Warning:", "failed": "✗"}
_COMMAND: Final = re.compile(r"(?:^|(?<=: ))%altindex\b.*")
_BACKTICKS: Final = re.compile(r"`([^`]+)`")
_LONG: Final = 30
"""A cell longer than this may break anywhere."""
_WIDE: Final = 6
"""A table of so many columns shows its cells below one another on a narrow page."""
_FOLDED_FROM: Final = 4
"""A table of so many rows is folded away when it stands aside."""


def to_html(shown: Showable) -> str:
    """Write what *shown* means as one ``div``."""
    said = report(shown)
    parts = [
        *map(_remark, said.remarks),
        *map(_folding, said.tables),
        *map(_card, said.errors),
        _log(said.listing, folded=False),
        *map(_remark, said.closing),
        _log(said.log, folded=bool(said.remarks)),
    ]
    return f'<div class="altindex">{STYLE}{"".join(parts)}</div>'


def _safe(text: object) -> str:
    """Make *text* from outside inert for a screen and for HTML, in an element and in an attribute."""
    return escape(inert(text), quote=True)


def _prose(text: str) -> str:
    """Set a sentence: what stands between backticks and the command at its end as code, to be copied."""
    line = inert(text)
    command = _COMMAND.search(line)
    sentence = _BACKTICKS.sub(r"<code>\1</code>", _breakable(line[: command.start()] if command else line))
    return " ".join(part for part in (sentence, f"<code>{_safe(command[0])}</code>" if command else "") if part)


def _breakable(text: str) -> str:
    """Let a URL or a path break after its slashes."""
    return _safe(text).replace("/", "/<wbr>")


def _remark(remark: Remark) -> str:
    """Write one sentence; its mark is a sign or a word, and never a colour alone."""
    mark = _MARKS[remark.severity]
    span = f'<span class="mark">{mark}</span> ' if mark else ""
    return f'<p class="{remark.severity}">{span}{_prose(remark.text)}</p>'


def _folding(table: Table) -> str:
    """Write a table, folded away where it stands aside and is long."""
    if not table.aside or len(table.rows) < _FOLDED_FROM:
        return _table(table)
    return f"<details><summary>{_safe(table.title)}</summary>{_table(table)}</details>"


def _table(table: Table) -> str:
    """Write a table with its caption and notes, or the sentence that stands in for its rows."""
    notes = "".join(f'<p class="note">{_prose(note)}</p>' for note in table.notes)
    if not table.rows:
        return f"<p>{_prose(table.empty)}</p>{notes}"
    caption = f"<caption>{_safe(table.title)}</caption>" if table.title else ""
    heads = "".join(f'<th scope="col">{_safe(column)}</th>' for column in table.columns)
    head = f"<thead><tr>{heads}</tr></thead>" if heads else ""
    body = "".join(_row(row, table.columns) for row in table.rows)
    kind = ' class="wide"' if len(table.columns) >= _WIDE else ""
    return f'<div class="scroll"><table{kind}>{caption}{head}<tbody>{body}</tbody></table></div>{notes}'


def _row(row: Sequence[Cell], columns: Sequence[str]) -> str:
    """Write one row; each cell knows its column, for a page too narrow to show them side by side."""
    first, *others = row
    labels = columns[1:] or [""] * len(others)
    cells = "".join(_cell(cell, label) for cell, label in zip(others, labels, strict=True))
    return f'<tr><th scope="row"{_long(first)}>{_breakable(str(first))}</th>{cells}</tr>'


def _cell(cell: Cell, column: str) -> str:
    """Write one cell; a bar is drawn, a long text may break anywhere."""
    label = f' data-column="{_safe(column)}"' if column else ""
    if isinstance(cell, Bar):
        value = "" if cell.percent is None else f' value="{cell.percent}"'
        bar = f'<progress max="100"{value} aria-label="{_safe(column)}"></progress>'
        return f'<td{label}><span class="bar">{bar}{_safe(cell)}</span></td>'
    if isinstance(cell, Link):
        href = _safe(quote(f"/{cell.path.lstrip('/')}"))
        return f'<td{label}><a href="{href}" target="_blank" rel="noopener">{_safe(cell)}</a></td>'
    return f"<td{label}{_long(cell)}><span>{_breakable(cell)}</span></td>"


def _long(cell: Cell) -> str:
    """Mark a cell that may break anywhere."""
    return ' class="long"' if len(str(cell)) > _LONG else ""


def _card(error: AltIndexError) -> str:
    """Write one error as a card."""
    facts = (
        ("Index", _breakable(error.index or "")),
        ("Why", _prose(error.why or "")),
        ("Do", "<br>".join(_prose(line) for line in (error.remedy or "").splitlines())),
    )
    listed = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in facts if value)
    what = f'<p class="what"><span class="mark">{_MARKS["failed"]}</span> {_prose(error.what)}</p>'
    reference = f'<p class="reference">Reference: <code>{_safe(error.reference)}</code></p>'
    return f'<section class="error">{what}<dl>{listed}</dl>{reference}</section>'


def _log(lines: Sequence[str], *, folded: bool) -> str:
    """Set lines as they are; the output of an installer is folded away below what was said of it."""
    if not lines:
        return ""
    text = "\n".join(escape(log_line(line)) for line in lines)
    pre = f"<pre>{text}</pre>"
    return f"<details><summary>Log ({count(len(lines), 'line')})</summary>{pre}</details>" if folded else pre
