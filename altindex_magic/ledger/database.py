"""The SQLite file behind the ledger: opened, locked for threads, its errors turned into ours."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.errors.ownership import DamagedLedger
from altindex_magic.errors.trust import NewerLedger
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.ledger.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY_SECONDS: Final = 10.0
_RETRY_SECONDS: Final = 0.01

Row = tuple[Any, ...]


class Database:
    """A connection that several threads may use; every write is one transaction."""

    def __init__(self, path: Path) -> None:
        """Open, or create with mode 0600, the database at *path*.

        Raises:
            DamagedLedger: it is no database, or a broken one.
            NewerLedger: a later version of this package has written it.
            UnwritableFile: the system does not let us write it.

        """
        self._path = path
        self._lock = threading.Lock()
        with self._guard():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            self._connection, understood = _opened(path)
        if not understood:
            self.close()
            raise NewerLedger(path)

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def one(self, query: str, *values: object) -> Row | None:
        """Give the first row that *query* finds."""
        with self._guard(), self._lock:
            row: Row | None = self._connection.execute(query, values).fetchone()
            return row

    def all(self, query: str, *values: object) -> list[Row]:
        """Give every row that *query* finds."""
        with self._guard(), self._lock:
            return self._connection.execute(query, values).fetchall()

    def write(self, *statements: Row) -> None:
        """Run *statements*, each a text and its values, all or none."""
        with self._guard(), self._lock:
            if len(statements) == 1:
                self._connection.execute(statements[0][0], statements[0][1:])
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for text, *values in statements:
                    self._connection.execute(text, values)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Turn the system's errors into ours."""
        try:
            yield
        except (OSError, sqlite3.Error) as problem:
            if getattr(problem, "sqlite_errorcode", None) in _DAMAGE:
                raise DamagedLedger(self._path, str(problem)) from problem
            raise UnwritableFile(self._path, str(problem)) from problem


def _opened(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Connect to the database at *path* and bring its tables up to date; tell whether they can be understood."""
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    try:
        _write_ahead(database)
        database.execute("PRAGMA synchronous=NORMAL")
        return database, migrate(database)
    except BaseException:
        database.close()
        raise


def _write_ahead(database: sqlite3.Connection) -> None:
    """Switch to WAL mode. SQLite does not wait here for others that switch at the same moment, so we do."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return
