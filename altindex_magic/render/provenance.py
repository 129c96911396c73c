"""Where distributions came from, in words, and what is hidden from installers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from altindex_magic.render import words
from altindex_magic.render.table import Remark, Report, Table
from altindex_magic.wire import event_to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from altindex_magic.event import HiddenFile, Provenance, ProvenanceRow

_DAY: Final = len("2026-01-01")
_SHORT_HASH: Final = 12
_ROUND: Final = {
    "conda": "round the gateway: conda",
    "before": "before the gateway was used here",
    "around": "round the gateway: find-links, or a tool that did not ask it",
}
_MOST_HIDDEN: Final = 20


def provenance(event: Provenance) -> Report:
    """Report where what is installed came from; as JSON, all there is to know of it."""
    if event.as_json:
        rows = [{key: value for key, value in event_to_json(row).items() if key != "kind"} for row in event.rows]
        return Report(log=tuple(json.dumps(rows, indent=2).splitlines()))
    table = Table(
        title="Where it came from",
        columns=("Project", "Version", "From", "File", "sha256", "Uploaded", "Installed"),
        rows=tuple(_row(row) for row in event.rows),
        empty="Nothing is installed.",
    )
    return Report(tables=(table,), closing=tuple(_verdict(event.rows)) if event.verified else ())


def hidden(rows: Sequence[HiddenFile]) -> tuple[Table, ...]:
    """Show what an index has and installers are not shown."""
    more = len(rows) - _MOST_HIDDEN
    table = Table(
        title=f"{words.count(len(rows), 'file')} hidden from installers",
        columns=("File", "Uploaded", "Why"),
        rows=tuple((row.filename, row.uploaded[:_DAY] or words.NOTHING, row.reason) for row in rows[:_MOST_HIDDEN]),
        notes=(f"and {more:,} more",) if more > 0 else (),
    )
    return (table,) if rows else ()


def _row(row: ProvenanceRow) -> tuple[str, ...]:
    came = f"direct URL: {row.url}" if row.way == "direct URL" else _ROUND.get(row.way, row.index or row.url)
    facts = (row.filename, row.sha256[:_SHORT_HASH], row.uploaded[:_DAY], row.installed[:_DAY])
    return (row.project, row.version, came, *(fact or words.NOTHING for fact in facts))


def _verdict(rows: Sequence[ProvenanceRow]) -> list[Remark]:
    """Tell what is wrong, what could not be looked at, and what is in order."""
    found = [
        Remark(f"{words.name(row.project)} {words.name(row.version)}: {finding}", "failed")
        for row in rows
        for finding in row.findings
    ]
    unchecked: dict[str, list[str]] = {}
    for row in rows:
        if row.unchecked:
            unchecked.setdefault(row.unchecked, []).append(row.project)
    found += [
        Remark(f"Not compared with an index, since {reason.rstrip('.')}: {words.names(names)}", "warning")
        for reason, names in unchecked.items()
    ]
    good = sum(1 for row in rows if not row.findings and not row.unchecked)
    if good:
        found.append(Remark(f"{words.count(good, 'project')} as recorded, and as the index has it", "done"))
    return found
