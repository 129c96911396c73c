"""What the events about lock files mean, in words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from altindex_magic.render import words
from altindex_magic.render.table import Remark, Report, Table

if TYPE_CHECKING:
    from altindex_magic.event import Locked


def locked(event: Locked) -> Report:
    """Report what went into a lock file, and how much of it comes from which index."""
    shares = Counter(row.index for row in event.rows)
    counts = ", ".join(f"{count} from {words.name(index)}" for index, count in shares.most_common())
    share = f": {counts}" if counts else ""
    what = f"{words.count(len(event.rows), 'project')} in {words.inert(event.path)}{share}."
    head = Remark(f"Locked {what}", "done") if event.written else Remark(f"Would lock {what}")
    table = Table(
        title="",
        columns=("Project", "Version", "From", "Files"),
        rows=tuple((row.project, row.version, row.index, f"{row.files}") for row in event.rows),
        notes=() if event.written else ("Nothing was written: this was a dry run.",),
        aside=True,
    )
    return Report((head,), (table,))
