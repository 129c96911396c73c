"""A ledger of its own for each test."""

import sqlite3
from contextlib import closing

import pytest

from altindex_magic.ledger import Ledger


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "ledger.sqlite"


@pytest.fixture
def ledger(path):
    with closing(Ledger(path)) as opened:
        yield opened


@pytest.fixture
def rows(path):
    """Give what asks the file itself."""

    def ask(query):
        with closing(sqlite3.connect(path)) as database:
            return database.execute(query).fetchall()

    return ask
