"""The stage of every attack."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.attacks.site import Site
from tests.attacks.stage import PRIVATE, SECRET, Stage
from tests.attacks.table import Recorder
from tests.packages import wheel

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def table(record_property) -> Recorder:
    """Give what takes down the outcome of an attack."""
    return Recorder(record_property)


@pytest.fixture
def stage(tmp_path, table) -> Iterator[Stage]:
    """Give a victim whose private index has ``acme-models`` 1.0, a public index and a host of the attacker's."""
    private = Site(tmp_path / "private", ("victim", SECRET))
    public, attacker = Site(tmp_path / "public"), Site(tmp_path / "attacker")
    wheel(private.folder, PRIVATE, "1.0")
    environ = {**os.environ, "PIP_INDEX_URL": public.url, "PRIVATE_TOKEN": SECRET}
    working = tmp_path / "work"
    working.mkdir()
    made = Stage(tmp_path, environ, private, public, attacker, table, working)
    with made.closing:
        yield made
    for site in (private, public, attacker):
        site.server.stop()
