"""The memory across kernels: which index answered for which name.

SQLite in WAL mode in the user's state directory. Several kernels and servers share it; every
write is one transaction.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.routing import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEMA_VERSION: Final = 1
_BUSY_SECONDS: Final = 10.0
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS origin (
    project   TEXT PRIMARY KEY,
    url       TEXT,
    exclusive INTEGER NOT NULL,
    decided   INTEGER NOT NULL DEFAULT 0,
    since     TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS origin_url ON origin (url);
CREATE TABLE IF NOT EXISTS install (
    id       INTEGER PRIMARY KEY,
    project  TEXT NOT NULL,
    version  TEXT NOT NULL,
    url      TEXT,
    prefix   TEXT NOT NULL,
    at       TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
"""


class Ledger:
    """Remembers origins and installations. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open, or create with mode 0600, the database at *path*."""
        self._path = path
        self._lock = threading.Lock()
        with self._guard():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def origin(self, project: str) -> Origin | None:
        """Tell where *project* (normalised) came from before, also if another kernel learnt it just now."""
        row = self._one("SELECT url, exclusive, decided FROM origin WHERE project = ?", project)
        if row is None:
            return None
        url, exclusive, decided = row
        return Origin(None if url is None else str(url), exclusive=bool(exclusive), decided=bool(decided))

    def remember(self, project: str, origin: Origin) -> None:
        """Keep the first origin of *project*; a later one never replaces it."""
        self._write(
            "INSERT INTO origin (project, url, exclusive) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            project,
            origin.url,
            origin.exclusive,
        )

    def decide(self, project: str, origin: Origin) -> None:
        """Replace the origin of *project* because a person said so."""
        self._write(
            "INSERT INTO origin (project, url, exclusive, decided) VALUES (?, ?, ?, 1) "
            "ON CONFLICT (project) DO UPDATE SET url=excluded.url, exclusive=excluded.exclusive, "
            "decided=1, since=CURRENT_TIMESTAMP",
            project,
            origin.url,
            origin.exclusive,
        )

    def witness(self, url: str) -> str | None:
        """Give a project that the index at *url* is known to have, the latest first."""
        row = self._one("SELECT project FROM origin WHERE url = ? ORDER BY since DESC, rowid DESC LIMIT 1", url)
        return str(row[0]) if row else None

    def record_install(self, project: str, version: str, url: str | None, prefix: str) -> None:
        """Keep that *version* of *project* went from the index at *url* into the environment *prefix*."""
        self._write(
            "INSERT INTO install (project, version, url, prefix) VALUES (?, ?, ?, ?)", project, version, url, prefix
        )

    def _one(self, query: str, *values: object) -> tuple[object, ...] | None:
        with self._guard(), self._lock:
            row: tuple[object, ...] | None = self._db.execute(query, values).fetchone()
            return row

    def _write(self, query: str, *values: object) -> None:
        with self._guard(), self._lock:
            self._db.execute(query, values)

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Turn the system's errors into ours."""
        try:
            yield
        except (OSError, sqlite3.Error) as problem:
            raise UnwritableFile(self._path, str(problem)) from problem
