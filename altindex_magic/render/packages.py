"""What the events about projects and files mean, in words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TypeVar

from altindex_magic.render import words
from altindex_magic.render.provenance import hidden
from altindex_magic.render.table import Remark, Report, Table

if TYPE_CHECKING:
    from altindex_magic.event import (
        Answer,
        Change,
        Decided,
        Download,
        Found,
        Installed,
        Packages,
        Planned,
        Upload,
        VersionRow,
        Versions,
        Why,
    )

_MOST_ROWS: Final = 50
_TO_THE_MINUTE: Final = len("2026-10-02T08:00")
_Row = TypeVar("_Row")


def versions(event: Versions) -> Report:
    """Report the result of ``versions``, newest first."""
    project = words.name(event.project)
    rows, rest = _first(event.rows, "older")
    table = Table(
        title=f"Versions of {project}",
        columns=("Version", "Index", "Files", "Uploaded", "Note"),
        rows=tuple(_version_row(row) for row in rows),
        empty=f"No index in use offers {project}. To see who would answer: %altindex why {project}",
        notes=rest,
    )
    return Report(tables=(table,))


def found(event: Found) -> Report:
    """Report the result of ``search``, and which indexes could not be searched."""
    text = words.name(event.text)
    rows, rest = _first(event.rows, "more: search for a longer text")
    unlisted = f"Not searched, since they give no list of their names: {words.names(event.unlisted)}"
    table = Table(
        title=f"{words.count(len(event.rows), 'project')} with “{text}” in the name",
        columns=("Project", "Index"),
        rows=rows,
        empty=f"No project with “{text}” in the name on the private indexes in use."
        if event.searched
        else "No private index is in use, so there is nothing to search. To use one: %altindex use NAME",
        notes=(*rest, unlisted) if event.unlisted else rest,
    )
    return Report(tables=(table,))


def why(event: Why) -> Report:
    """Report which index answers for a name, by which rule, and what went wrong there last."""
    facts = (
        ("Rule", event.rule),
        ("Reason", event.reason),
        ("Credential", event.credential),
        *(("Decided", _decision(each)) for each in event.decided),
    )
    table = Table(title="", columns=(), rows=tuple(fact for fact in facts if fact[1]))
    tables = (table,) if table.rows else ()
    return Report((_answers(event),), (*tables, *hidden(event.hidden)), (event.error,) if event.error else ())


def _answers(event: Why) -> Remark:
    """Say in a sentence which index answers for a name, and whether it has the project."""
    project = words.name(event.project)
    if event.rule == "refused":
        return Remark(f"{project} is refused.", "warning")
    if event.index is None:
        return Remark(f"No index answers for {project}.", "warning")
    index = words.name(event.index)
    if event.absent:
        return Remark(f"{index} answers for {project}, and has no such project.", "warning")
    return Remark(f"{project} comes from {index}.")


def _decision(decided: Decided) -> str:
    """Tell what was decided, and when."""
    whence = f" from {words.inert(decided.index or 'the default index')}" if decided.action == "allow" else ""
    return f"{decided.action}{whence}, {decided.at} UTC"


def answer(event: Answer) -> Report:
    """Report which index answered for a project."""
    return Report((Remark(f"{words.name(event.project)} comes from {words.name(event.index)} ({event.rule})."),))


def download(event: Download) -> Report:
    """Report the state of one file."""
    what = f"{words.name(event.project)} {words.name(event.version)}" if event.project else words.name(event.filename)
    source = f"from {words.name(event.index)}"
    match event.state:
        case "done":
            remark = Remark(f"{what} {source}, {words.size(event.received)}", "done")
        case "cached":
            remark = Remark(f"{what} {source}, cached, {words.size(event.total or event.received)}", "done")
        case "failed":
            remark = Remark(f"{what} {source} was not downloaded.", "failed")
        case "running":
            remark = Remark(f"{what} {source}, {progress_of(event)}")
    return Report((remark,))


def progress_of(event: Download | Upload) -> str:
    """Tell how much of a file has come: ``1.2 MB of 3.4 MB``."""
    received = words.size(event.received)
    return received if event.total is None else f"{received} of {words.size(event.total)}"


def installed(event: Installed) -> Report:
    """Report what an installation changed, and which imported modules are out of date."""
    if not event.changes:
        return Report((_without_changes(event),), closing=_restart(event.stale))
    rows, rest = _first(event.changes, "more")
    table = Table(title="", columns=(), rows=tuple(_change(each) for each in rows), notes=rest)
    return Report((_summary(event),), (table,), closing=_restart(event.stale))


def planned(event: Planned) -> Report:
    """Report what an installation would change."""
    if not event.changes:
        return Report((Remark("Already satisfied: nothing would be changed.", "done"),))
    rows, rest = _first(event.changes, "more")
    table = Table(title="", columns=(), rows=tuple(_change(each) for each in rows), notes=rest)
    head = Remark(f"{words.name(event.tool)} would change {words.count(len(event.changes), 'project')}:")
    stale = f"Imported already, and out of date then: {words.names(event.stale)}."
    return Report((head,), (table,), closing=(Remark(stale, "warning"),) if event.stale else ())


def environment(event: Packages) -> Report:
    """Report what is installed, and where it came from."""
    newer = [row for row in event.rows if row.newer]
    title = words.count(len(event.rows), "project")
    table = Table(
        title=f"{title}, {len(newer)} with a newer version" if event.looked else title,
        columns=("Project", "Version", "From", *(("Newer",) if event.looked else ())),
        rows=tuple(
            (row.project, row.version, row.index or words.NOTHING, *((row.newer or "",) if event.looked else ()))
            for row in event.rows
        ),
        empty="Nothing is installed.",
    )
    return Report(tables=(table,))


def _without_changes(event: Installed) -> Remark:
    """Tell an installation into another folder from one that was not needed."""
    if event.elsewhere:
        folder = words.inert(event.elsewhere)
        return Remark(f"Done with {words.name(event.tool)}: what was asked for is in {folder}.", "done")
    return Remark("Already satisfied: nothing was changed.", "done")


def _summary(event: Installed) -> Remark:
    """Count the changes."""
    kinds = Counter(_kind(each) for each in event.changes)
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in ("new", "changed", "removed") if kinds[kind])
    time = f" in {words.duration(event.seconds)}" if event.seconds else ""
    return Remark(f"Done with {words.name(event.tool)}{time}: {counts}.", "done")


def _kind(change: Change) -> str:
    """Tell what happened to a distribution."""
    if change.before is None:
        return "new"
    return "removed" if change.after is None else "changed"


def _change(change: Change) -> tuple[str, str, str]:
    """Write one change: ``~ numpy``, ``1.26 → 2.0``, ``from default``."""
    source = f"from {change.index}" if change.index else "not through the indexes in use"
    if change.before is None:
        return f"+ {change.project}", change.after or "", source
    if change.after is None:
        return f"- {change.project}", change.before, ""
    return f"~ {change.project}", f"{change.before} → {change.after}", source


def _restart(stale: tuple[str, ...]) -> tuple[Remark, ...]:
    """Name the modules that a restart would renew; say nothing of a restart otherwise."""
    if not stale:
        return ()
    text = f"These modules are already imported and changed on disk: {words.names(stale)}. "
    return (Remark(text + "Restart the kernel to use the new files.", "warning"),)


def _version_row(row: VersionRow) -> tuple[str, ...]:
    """Write one version; an empty reason is a reason not given (PEP 592)."""
    note = "" if row.yanked is None else f"yanked: {row.yanked}" if row.yanked else "yanked"
    uploaded = row.uploaded[:_TO_THE_MINUTE].replace("T", " ")
    return row.version, row.index, f"{row.files}", uploaded or words.NOTHING, note


def _first(rows: tuple[_Row, ...], rest: str) -> tuple[tuple[_Row, ...], tuple[str, ...]]:
    """Give as many rows as a person reads, and a note that counts the others."""
    others = len(rows) - _MOST_ROWS
    return rows[:_MOST_ROWS], (f"and {others:,} {rest}",) if others > 0 else ()
