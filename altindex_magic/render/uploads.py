"""What the events about building and uploading mean, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.render import words
from altindex_magic.render.packages import progress_of
from altindex_magic.render.table import Remark, Report, Table

if TYPE_CHECKING:
    from altindex_magic.event import Built, FileRow, Projects, Published, Upload

_STATES: Final = {"built": "built", "to upload": "to upload", "uploaded": "✓ uploaded", "skipped": "skipped"}


def upload(event: Upload) -> Report:
    """Report the state of one file on its way to an index."""
    what = f"{words.name(event.filename)} to {words.name(event.index)}"
    match event.state:
        case "done":
            remark = Remark(f"{what}, {words.size(event.received)}", "done")
        case "failed":
            remark = Remark(f"{words.name(event.filename)} was not uploaded to {words.name(event.index)}.", "failed")
        case "running":
            remark = Remark(f"{what}, {progress_of(event)}")
    return Report((remark,))


def projects(event: Projects) -> Report:
    """Report which projects could be published."""
    table = Table(
        title=words.count(len(event.rows), "project"),
        columns=("Folder", "Name", "Version"),
        rows=tuple((row.path, row.name or words.NOTHING, row.version or "set by the build") for row in event.rows),
        empty=f"There is no project in {words.inert(event.folder)}. To make one: %altindex init-package NAME",
    )
    return Report(tables=(table,))


def built(event: Built) -> Report:
    """Report what was built, and where it lies."""
    head = Remark(f"Built {words.count(len(event.rows), 'file')} in {event.folder}", "done")
    table = Table("", ("File", "Size", "sha256"), tuple(_facts(row) for row in event.rows))
    return Report((head,), (table,))


def published(event: Published) -> Report:
    """Report what goes, or went, where."""
    table = Table(
        title="",
        columns=("File", "Size", "sha256", "State"),
        rows=tuple((*_facts(row), _STATES[row.state]) for row in event.rows),
        notes=("Nothing was uploaded: this was a dry run.",) if event.dry_run else (),
    )
    return Report((_head(event),), (table,))


def _head(event: Published) -> Remark:
    """Tell in one sentence how things stand."""
    coming = sum(row.state == "to upload" for row in event.rows)
    went = sum(row.state == "uploaded" for row in event.rows)
    where = f"{words.name(event.index)} ({event.address})"
    if coming:
        return Remark(f"{words.count(coming, 'file')} to upload to {where}")
    if went:
        return Remark(f"Uploaded {words.count(went, 'file')} to {where}", "done")
    return Remark(f"{where} has all of it already: nothing was uploaded.", "done")


def _facts(row: FileRow) -> tuple[str, str, str]:
    return row.filename, words.size(row.size), row.sha256
