"""An older ledger becomes a new one without losing a thing, and a newer one is left alone."""

import sqlite3
from contextlib import closing

import pytest

from altindex_magic.errors.trust import NewerLedger
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.ledger import Ledger, SeenFile, schema
from altindex_magic.routing import Origin

ACME = "https://acme.example/simple/"
FIRST_VERSION = f"""
    CREATE TABLE origin (project TEXT PRIMARY KEY, url TEXT, exclusive INTEGER NOT NULL,
        decided INTEGER NOT NULL DEFAULT 0, since TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
    CREATE INDEX origin_url ON origin (url);
    CREATE TABLE install (id INTEGER PRIMARY KEY, project TEXT NOT NULL, version TEXT NOT NULL, url TEXT,
        prefix TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
    INSERT INTO origin (project, url, exclusive, decided) VALUES ('acme', '{ACME}', 1, 1);
    INSERT INTO install (project, version, url, prefix) VALUES ('acme', '1.0', '{ACME}', '/venv');
    PRAGMA user_version=1;
"""


@pytest.fixture
def old(path):
    """Write a ledger of the first version."""
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(FIRST_VERSION)


def test_a_ledger_of_the_first_version_becomes_one_of_the_newest(old, path, rows):
    """With all that it remembers, and once."""
    for _ in range(2):
        with closing(Ledger(path)) as ledger:
            assert ledger.origin("acme") == Origin(ACME, decided=True)
            assert ledger.installs.latest("/venv")["acme"].is_of("1.0", 7)
            ledger.files.first(SeenFile(ACME, "acme-1.0.tar.gz", "acme", "1" * 64))
    assert rows("PRAGMA user_version") == [(2,)]


def test_a_step_that_fails_leaves_the_old_version_whole(old, path, rows, monkeypatch):
    """All steps or none."""
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, ("CREATE TABLE half (x)", "no SQL at all")))
    with pytest.raises(UnwritableFile):
        Ledger(path)
    assert rows("PRAGMA user_version") == [(1,)]
    assert rows("SELECT name FROM sqlite_master WHERE name IN ('file', 'half')") == []


def test_a_ledger_from_the_future_is_left_alone(old, path, rows):
    """What is not understood must not be ignored."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version=3")
    with pytest.raises(NewerLedger) as caught:
        Ledger(path)
    assert str(caught.value).splitlines() == [
        f"{path} was written by a newer altindex_magic. Nothing was changed.  [newer-ledger]",
        "  why     What it remembers of origins and files cannot be understood in full, and must not be ignored.",
        "  do      Update altindex_magic in this environment, then restart the kernel.",
    ]
    assert rows("PRAGMA user_version") == [(3,)]
