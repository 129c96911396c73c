"""The stage of every attack, and the table that is printed when all have been tried."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.attacks.site import Site
from tests.attacks.stage import PRIVATE, SECRET, Stage
from tests.attacks.table import Table, table_of
from tests.packages import wheel

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_terminal_summary(terminalreporter, config):
    """Print the table, and keep it beside the other reports of the run."""
    table = table_of(config)
    if not table.rows:
        return
    terminalreporter.section("attacks")
    for line in (*table.lines(), "", table.summary()):
        terminalreporter.write_line(line)
    reports = config.rootpath / "artifacts"
    reports.mkdir(exist_ok=True)
    reports.joinpath("attacks.md").write_text("\n".join([*table.lines(), "", table.summary(), ""]))


@pytest.fixture
def table(request) -> Table:
    """Give the table of this run."""
    return table_of(request.config)


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
