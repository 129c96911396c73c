"""A transaction that cannot be finished is undone, tells its cause, and stands in nobody's way."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.ledger import Installation, Ledger
from altindex_magic.ledger.transaction import transaction

MANY = [Installation(f"acme-{number}", "1.0", "https://acme.example/simple/", "/venv") for number in range(500)]


def test_a_ledger_without_room_says_so_and_goes_on_afterwards(tmp_path):
    """SQLite rolls back by itself when the disk is full: that nothing is left to roll back is not the cause."""
    with closing(Ledger(tmp_path / "ledger.sqlite")) as ledger:
        connection = ledger._database._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 2}")
        with pytest.raises(UnwritableFile) as caught:
            ledger.installs.record(MANY)
        assert caught.value.why == "database or disk is full"
        assert ledger.installs.latest("/venv") == {}
        connection.execute(f"PRAGMA max_page_count={pages + 1000}")
        ledger.installs.record(MANY)
        assert len(ledger.installs.latest("/venv")) == len(MANY)


def test_a_commit_that_fails_leaves_no_lock(tmp_path):
    """Others can write at once, and so can this connection; a constraint that waits for the end stands for the disk."""
    path = tmp_path / "some.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as one, closing(sqlite3.connect(path, timeout=0)) as two:
        one.execute("PRAGMA foreign_keys=ON")
        one.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
        one.execute("CREATE TABLE b (a INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)")
        with pytest.raises(sqlite3.IntegrityError), transaction(one):
            one.execute("INSERT INTO b VALUES (1)")
        two.execute("INSERT INTO a VALUES (1)")
        two.commit()
        with transaction(one):
            one.execute("INSERT INTO b VALUES (1)")
        assert one.execute("SELECT count(*) FROM b").fetchone() == (1,)
