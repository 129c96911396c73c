"""What the files of other tools have and how they change, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.render import words
from altindex_magic.render.table import Remark, Report, Table

if TYPE_CHECKING:
    from altindex_magic.event import FileDiff, Finding, Findings

_MOST_LINES: Final = 200


def findings(event: Findings) -> Report:
    """Report what ``import`` found."""
    table = Table(
        title=words.count(len(event.rows), "index") + " found",
        columns=("Index", "URL", "Uploads to", "Secret", "From"),
        rows=tuple(_row(each) for each in event.rows),
        empty="No index but the default one was found in the files and variables of pip, uv, twine, poetry and pdm.",
    )
    return Report(tables=(table,), errors=event.problems)


def _row(finding: Finding) -> tuple[str, ...]:
    """Write one index, with what it is called here if it is known."""
    index = finding.index
    known = "" if finding.known_as is None else f" (known as {words.name(finding.known_as)})"
    role = " (default)" if index.default else ""
    return (
        f"{index.name}{role}{known}",
        index.url,
        words.NOTHING if index.publish_url is None else index.publish_url,
        "found" if finding.secret else words.NOTHING,
        ", ".join(finding.sources),
    )


def file_diff(event: FileDiff) -> Report:
    """Report the change of one file, and how it is taken back."""
    if not event.lines:
        return Report((Remark(f"{event.path} is already as it should be.", "done"),))
    shown, rest = event.lines[:_MOST_LINES], len(event.lines) - _MOST_LINES
    more = (f"and {words.count(rest, 'more line')}",) if rest > 0 else ()
    if event.written:
        closing = Remark(f"{event.path} was written. To take it back: %altindex undo", "done")
    else:
        closing = Remark("Nothing was written.")
    return Report((Remark(f"{event.path}:"),), listing=(*shown, *more), closing=(closing,))
