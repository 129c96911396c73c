"""Installations are recorded with all that is known of them, and told from one another."""

import dataclasses
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from altindex_magic.ledger import Installation

ACME = "https://acme.example/simple/"


def test_the_last_installation_of_a_project_counts(ledger, rows):
    """In each environment; every one is kept."""
    first = Installation("acme-models", "1.0", ACME, "/venv", "a.whl", "0" * 64, "2026-01-01", "1" * 64, 7)
    second = Installation("acme-models", "1.1", None, "/venv", stamp=8)
    ledger.installs.record([first])
    assert dataclasses.replace(ledger.installs.latest("/venv")["acme-models"], at="") == first
    ledger.installs.record([second, Installation("acme-models", "2.0", ACME, "/other")])
    ledger.installs.record([])
    (found,) = ledger.installs.latest("/venv").values()
    assert found.at
    assert dataclasses.replace(found, at="") == second
    assert ledger.installs.latest("/elsewhere") == {}
    assert rows("SELECT count(*) FROM install") == [(3,)]


@pytest.mark.parametrize(
    ("recorded", "version", "stamp", "same"),
    [(7, "1.0", 7, True), (7, "1.0", 8, False), (7, "1.1", 7, False), (None, "1.0", 8, True), (None, "1.1", 8, False)],
)
def test_an_installation_is_told_from_the_next_one_of_the_same_version(recorded, version, stamp, same):
    """By its moment; one that was recorded without a moment is known by its version."""
    assert Installation("acme", "1.0", ACME, "/venv", stamp=recorded).is_of(version, stamp) is same


def test_an_environment_is_known_since_the_first_time(ledger, path):
    """The moment is in UTC, and later ones do not replace it."""
    assert ledger.installs.known_since("/venv") is None
    before = datetime.now(UTC).replace(microsecond=0)
    ledger.installs.meet("/venv")
    assert before <= ledger.installs.known_since("/venv") <= datetime.now(UTC)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE environment SET since = '2020-01-01 00:00:00'")
    ledger.installs.meet("/venv")
    assert ledger.installs.known_since("/venv") == datetime(2020, 1, 1, tzinfo=UTC)
