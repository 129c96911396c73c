"""The memory across kernels: which index answered for which name, with which files, and what was installed.

SQLite in WAL mode in the user's state directory. Several kernels and servers share it; every
write is one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.event import Decided
from altindex_magic.ledger.database import Database
from altindex_magic.ledger.files import SeenFile, SeenFiles
from altindex_magic.ledger.installs import Installation, Installs
from altindex_magic.routing import Origin

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Installation", "Ledger", "SeenFile"]


_ALLOW: Final = """
    INSERT INTO origin (project, url, exclusive, decided) VALUES (?, ?, ?, 1)
    ON CONFLICT (project) DO UPDATE
    SET url=excluded.url, exclusive=excluded.exclusive, decided=1, since=CURRENT_TIMESTAMP
"""
_DECISION: Final = "INSERT INTO decision (project, action, url) VALUES (?, ?, ?)"


class Ledger:
    """Remembers origins, files and installations. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open, or create with mode 0600, the database at *path*."""
        self._database = Database(path)
        self.files = SeenFiles(self._database)
        self.installs = Installs(self._database)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def origin(self, project: str) -> Origin | None:
        """Tell where *project* (normalised) came from before, also if another kernel learnt it just now."""
        row = self._database.one("SELECT url, exclusive, decided FROM origin WHERE project = ?", project)
        return Origin(row[0], exclusive=bool(row[1]), decided=bool(row[2])) if row else None

    def remember(self, project: str, origin: Origin) -> None:
        """Keep the first origin of *project*; a later one never replaces it."""
        statement = "INSERT INTO origin (project, url, exclusive) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        self._database.write((statement, project, origin.url, origin.exclusive))

    def decide(self, project: str, origin: Origin) -> None:
        """Replace the origin of *project* because a person said so, and keep that it was said."""
        self._database.write(
            (_ALLOW, project, origin.url, origin.exclusive),
            (_DECISION, project, "allow", origin.url),
        )

    def forget(self, project: str, *, origin: bool = True) -> tuple[Origin | None, int]:
        """Forget the files of *project* and, unless told otherwise, its *origin*, because a person said so.

        What was forgotten is returned: the origin, and the number of files.
        """
        before = self.origin(project) if origin else None
        ((files,),) = self._database.all("SELECT count(*) FROM file WHERE project = ?", project)
        if before is None and not files:
            return None, 0
        self._database.write(
            ("DELETE FROM file WHERE project = ?", project),
            ("DELETE FROM origin WHERE project = ? AND ?", project, origin),
            (_DECISION, project, "forget" if origin else "forget files", None),
        )
        return before, files

    def decisions(self, project: str) -> tuple[Decided, ...]:
        """Give what was decided about *project*, the first decision first."""
        query = "SELECT action, url, at FROM decision WHERE project = ? ORDER BY id"
        return tuple(Decided(*row) for row in self._database.all(query, project))

    def witness(self, url: str) -> str | None:
        """Give a project that the index at *url* is known to have: what it gave counts before what was decided."""
        query = "SELECT project FROM origin WHERE url = ? ORDER BY decided, since DESC, rowid DESC LIMIT 1"
        row = self._database.one(query, url)
        return str(row[0]) if row else None
