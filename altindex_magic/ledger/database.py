"""The SQLite file behind the ledger: opened, locked for threads, its errors turned into ours."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.errors.ownership import DamagedLedger
from altindex_magic.errors.trust import NewerLedger
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.ledger.schema import migrate
from altindex_magic.ledger.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY_SECONDS: Final = 10.0
_RETRY_SECONDS: Final = 0.01
_NEXT_TO_NOTHING: Final = 2**16
"""In bytes: what SQLite makes room for at a time."""

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
            with transaction(self._connection):
                for text, *values in statements:
                    self._connection.execute(text, values)

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Turn the system's errors into ours."""
        try:
            yield
        except (OSError, sqlite3.Error) as problem:
            if _kind(problem) in _DAMAGE:
                raise DamagedLedger(self._path, str(problem)) from problem
            raise UnwritableFile(self._path, _reason(problem, self._path)) from problem


def _kind(problem: OSError | sqlite3.Error) -> int | None:
    """Give the primary result code of SQLite; the extended ones have it in their last byte."""
    code = getattr(problem, "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF


def _reason(problem: OSError | sqlite3.Error, path: Path) -> str:
    """Say why. SQLite speaks of an I/O error, or of a file that it cannot open, where the disk is full."""
    if _kind(problem) in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN} and _is_full(path.parent):
        return os.strerror(errno.ENOSPC)
    return getattr(problem, "strerror", None) or str(problem)


def _is_full(folder: Path) -> bool:
    """Tell whether there is no room for another step of the log, or for another file."""
    files = os.statvfs(folder) if hasattr(os, "statvfs") else None
    no_more_files = files is not None and files.f_files > 0 and files.f_favail == 0
    return no_more_files or shutil.disk_usage(folder).free < _NEXT_TO_NOTHING


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
