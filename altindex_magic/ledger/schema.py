"""The tables of the ledger, and the steps from each version of them to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.ledger.transaction import transaction

if TYPE_CHECKING:
    import sqlite3

_ORIGINS_AND_INSTALLS: Final = (
    """CREATE TABLE IF NOT EXISTS origin (
        project   TEXT PRIMARY KEY,
        url       TEXT,
        exclusive INTEGER NOT NULL,
        decided   INTEGER NOT NULL DEFAULT 0,
        since     TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    )""",
    "CREATE INDEX IF NOT EXISTS origin_url ON origin (url)",
    """CREATE TABLE IF NOT EXISTS install (
        id       INTEGER PRIMARY KEY,
        project  TEXT NOT NULL,
        version  TEXT NOT NULL,
        url      TEXT,
        prefix   TEXT NOT NULL,
        at       TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    )""",
)
_FILES_AND_DECISIONS: Final = (
    """CREATE TABLE file (
        origin      TEXT NOT NULL,
        filename    TEXT NOT NULL,
        project     TEXT NOT NULL,
        sha256      TEXT NOT NULL,
        upload_time TEXT,
        first_seen  TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
        PRIMARY KEY (origin, filename)
    )""",
    "CREATE INDEX file_project ON file (project)",
    """CREATE TABLE decision (
        id      INTEGER PRIMARY KEY,
        project TEXT NOT NULL,
        action  TEXT NOT NULL,
        url     TEXT,
        at      TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    )""",
    """CREATE TABLE environment (
        prefix TEXT PRIMARY KEY,
        since  TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    )""",
    "ALTER TABLE install ADD COLUMN filename TEXT",
    "ALTER TABLE install ADD COLUMN sha256 TEXT",
    "ALTER TABLE install ADD COLUMN upload_time TEXT",
    "ALTER TABLE install ADD COLUMN record TEXT",
    "ALTER TABLE install ADD COLUMN stamp INTEGER",
    "CREATE INDEX install_prefix ON install (prefix, project)",
)

STEPS: Final = (_ORIGINS_AND_INSTALLS, _FILES_AND_DECISIONS)
"""What makes version 1 out of nothing, version 2 out of version 1, and so on. A step is never changed."""


def migrate(database: sqlite3.Connection) -> bool:
    """Bring the tables to the newest version, all steps or none; ``False`` if they are newer than this.

    The lock is taken before the version is read: of several processes that begin at once, one does it.
    """
    with transaction(database):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        for step in STEPS[version:]:
            for statement in step:
                database.execute(statement)
        database.execute(f"PRAGMA user_version={max(version, len(STEPS))}")
    return int(version) <= len(STEPS)
