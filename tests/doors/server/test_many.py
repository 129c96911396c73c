"""Many kernels on one gateway at once."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

from altindex_magic.environment import Wanted
from altindex_magic.event import Answer
from altindex_magic.places import Places
from altindex_magic.server.inside import Inside
from altindex_magic.server.settings import Settings
from tests.doors.server.conftest import define
from tests.packages import wheel

pytestmark = pytest.mark.slow

KERNELS = 50
CLOSURE = [f"acme-part{number}" for number in range(8)]


@pytest.fixture
def inside(open_team, hermetic):
    """Run what is inside of a server, with a set of an index that has a project with eight requirements."""
    for project in CLOSURE:
        open_team.has(project)
    wheel(open_team.server.folder, "acme-all", "1.0", requires=CLOSURE)
    define(hermetic, team=open_team.url)
    found = Inside(Settings(Places.of_user(), "/altindex", Wanted(("team",), only=True)))
    assert found.start() is None
    yield found
    found.close()


def test_fifty_kernels_install_at_once_and_each_file_is_fetched_once(inside, open_team, tmp_path):
    """Each with the capability that it was lent and a cache of its own; none fails, and none is told of another."""
    names = [f"kernel-{number}" for number in range(KERNELS)]
    installers = [install(tmp_path / name, inside.lend(name, os.environ, None)) for name in names]
    ended = [(process.wait(100), process.stderr.read()) for process in installers]
    for process in installers:
        process.stderr.close()
    assert [problem for status, problem in ended if status] == []
    for name in names:
        assert len(list((tmp_path / name / "target").glob("acme_*.dist-info"))) == len(CLOSURE) + 1
    assert {name: open_team.fetched(name.replace("-", "_")) for name in ("acme-all", *CLOSURE)} == dict.fromkeys(
        ("acme-all", *CLOSURE), 1
    )
    feed = inside._gateway.feed
    for name in names:
        answered = {each.event.project for each in feed.since(0, name) if isinstance(each.event, Answer)}
        assert answered == {"acme-all", *CLOSURE}


def install(folder: Path, lent) -> subprocess.Popen[bytes]:
    """Start uv with the environment of a kernel."""
    folder.mkdir()
    environ = {name: text for name, text in {**os.environ, **lent}.items() if text is not None}
    environ["UV_CACHE_DIR"] = str(folder / "cache")
    uv = Path(sysconfig.get_path("scripts"), "uv")
    argv = [uv, "pip", "install", "--quiet", "--target", folder / "target", "acme-all"]
    return subprocess.Popen(argv, env=environ, stderr=subprocess.PIPE)


def test_a_kernel_that_has_ended_is_let_in_no_longer(inside):
    """Nor is an earlier run of one that was restarted."""
    first = inside.lend("one", os.environ, b"key")
    second = inside.lend("one", os.environ, b"key")
    gateway = inside._gateway
    assert gateway._guard.readers.reading(header(second)) == "one"
    assert gateway._guard.readers.reading(header(first)) is None
    inside.take_back("one")
    assert gateway._guard.readers.reading(header(second)) is None


def header(lent) -> str:
    from altindex_magic.gateway.readers import basic  # noqa: PLC0415 - used here alone

    login = lent["PIP_INDEX_URL"].removeprefix("http://").partition("@")[0]
    return basic(*login.split(":"))
