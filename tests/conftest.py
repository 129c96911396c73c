"""Every test runs with a clean environment and a home of its own."""

from __future__ import annotations

import os

import keyring.core
import pytest
from hypothesis import settings

from tests.environ import hermetic_environ

settings.register_profile("untimed", deadline=None)  # a busy machine makes no test fail
settings.load_profile("untimed")

pytest_plugins = ["tests.fixtures", "tests.attacks.table"]


@pytest.fixture(autouse=True)
def hermetic(monkeypatch, tmp_path):
    """Take away what the machine's own configuration says, and give each test an empty home.

    The keyring is chosen anew for each: without that, the library takes one of those that other tests define.
    """
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    home = tmp_path / "home"
    home.mkdir()
    clean = hermetic_environ(os.environ, home)
    for name in os.environ.keys() - clean.keys():
        monkeypatch.delenv(name)
    for name, value in clean.items():
        monkeypatch.setenv(name, value)
    return home
