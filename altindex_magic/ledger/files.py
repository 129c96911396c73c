"""The files that were seen: the first sha256 of each name, which a later one may not replace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from altindex_magic.ledger.database import Database


_INSERT: Final = """
    INSERT INTO file (origin, filename, project, sha256, upload_time) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_SELECT: Final = "SELECT origin, filename, project, sha256, upload_time, first_seen FROM file"


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A distribution file as it was when it was first seen.

    ``origin`` is the URL of its index, or nothing for the default index: a mirror in its place has to
    give the same files.
    """

    origin: str
    filename: str
    project: str
    sha256: str
    upload_time: str | None = None
    first_seen: str = ""


class SeenFiles:
    """Remembers files by origin and name."""

    def __init__(self, database: Database) -> None:
        """Keep them in *database*."""
        self._database = database

    def first(self, file: SeenFile) -> SeenFile:
        """Give what was first seen under the name of *file*, which is *file* itself if nothing was."""
        known = self.find(file.origin, file.filename)
        if known:
            return known
        self._database.write((_INSERT, file.origin, file.filename, file.project, file.sha256, file.upload_time))
        return self.find(file.origin, file.filename) or file  # another process may have been faster

    def find(self, origin: str, filename: str) -> SeenFile | None:
        """Give the file that was first seen under this name."""
        row = self._database.one(f"{_SELECT} WHERE origin = ? AND filename = ?", origin, filename)
        return SeenFile(*row) if row else None

    def of(self, origin: str, project: str) -> dict[str, SeenFile]:
        """Give all seen files of *project* from one origin, by name."""
        rows = self._database.all(f"{_SELECT} WHERE project = ? AND origin = ?", project, origin)
        return {row[1]: SeenFile(*row) for row in rows}
