"""A transaction of SQLite that ends with its block, in whichever way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Do all that the block does, or nothing. The lock for writing is taken at once.

    On a full disk a COMMIT fails and leaves the transaction open, with its lock; and some failures
    roll back by themselves, after which a ROLLBACK would fail and hide the cause.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
