"""Somebody sets the clock, back or forward: nothing is trusted longer for it, and nobody waits for it."""

from __future__ import annotations

import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

import altindex_magic
from altindex_magic import filters
from altindex_magic.config.store import Store
from altindex_magic.credentials import memory
from altindex_magic.errors.credential import KeyringFailed
from altindex_magic.errors.usage import StoreBusy
from altindex_magic.gateway.clock import Clock
from altindex_magic.gateway.guard import UPLOADER, Guard, basic
from altindex_magic.model import Credential, Index, Layer, Scope
from altindex_magic.places import Places
from altindex_magic.secret import Secret
from altindex_magic.simple_api import File, Page

DAY = timedelta(days=1)
JUMPS = {"thirty years back": -30 * 365 * DAY, "a day back": -DAY, "a day on": DAY, "thirty years on": 30 * 365 * DAY}
jumps = pytest.mark.parametrize("jump", JUMPS.values(), ids=list(JUMPS))
WALL_CLOCK = re.compile(r"time\.time|datetime\.now\(|utcnow|\.today\(")
READS_THE_TIME_OF_DAY = {
    "credentials/chain.py": "to say when a credential expires",
    "credentials/memory.py": "the end of a token is a time of day; it has a deadline besides",
    "gateway/clock.py": "upload times are times of day; the earliest that it can be counts",
    "gateway/causes.py": "to say when a refused secret ended",
    "gateway/refusals.py": "to say when a refused secret ended",
    "gateway/skew.py": "to compare with the clock of the index",
    "service/arrivals.py": "the times of files are times of day",
    "service/doctor.py": "to tell the age of files",
}


class Wall:
    """The clock of the day, for a module that asks ``datetime`` for it; the seconds that count go on by hand."""

    def __init__(self, monkeypatch):
        self.time, self.seconds = datetime.now(UTC), 1000.0
        wall = self

        class Moved(datetime):
            @classmethod
            def now(cls, _zone=None):
                return wall.time

        monkeypatch.setattr(memory, "datetime", Moved)
        monkeypatch.setattr(memory.time, "monotonic", lambda: wall.seconds)

    def jump(self, by):
        self.time += by

    def passes(self, seconds):
        self.time += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def wall(monkeypatch):
    return Wall(monkeypatch)


def token(wall, seconds):
    return Credential("user", Secret("t0ken-of-the-tests"), "command", expires=wall.time + timedelta(seconds=seconds))


@jumps
def test_a_token_is_believed_no_longer_than_it_lives(wall, jump):
    """It is asked for anew at its end, although the clock says that this is far away."""
    known, asked = memory.Memory(), []

    def ask():
        asked.append(1)
        return token(wall, 3600)

    known.recall(("url", "", "command"), ask)
    wall.jump(jump)
    wall.passes(3600)
    known.recall(("url", "", "command"), ask)
    assert len(asked) == 2


@jumps
def test_a_failure_is_believed_for_seconds(wall, jump):
    """A clock that goes back makes nobody wait for a day."""
    known, asked = memory.Memory(), []

    def ask():
        asked.append(1)
        raise KeyringFailed("acme", "It is locked")

    for _ in range(2):
        with pytest.raises(KeyringFailed):
            known.recall(("url", "", "keyring"), ask)
    assert len(asked) == 1
    wall.jump(jump)
    wall.passes(11)
    with pytest.raises(KeyringFailed):
        known.recall(("url", "", "keyring"), ask)
    assert len(asked) == 2


@jumps
def test_no_file_gets_older_by_a_jump(jump):
    """What was uploaded an hour ago stays hidden for the rest of its cooldown; a day later it is shown."""
    start, now = datetime(2026, 6, 1, tzinfo=UTC), {"wall": datetime(2026, 6, 1, tzinfo=UTC), "count": 0.0}
    clock = Clock(lambda: now["wall"], lambda: now["count"])
    uploaded = (start - timedelta(hours=1)).isoformat()
    young = File("acme_models-1.0-py3-none-any.whl", "https://acme.example/a.whl", {}, {"upload-time": uploaded})
    page = Page(project="acme-models", files=(young,), fields={}, api_version="1.1")
    now["wall"] += jump
    assert not filters.shown(page, filters.Rules(cooldown=DAY), clock.earliest()).page.files
    now["wall"], now["count"] = start + DAY, DAY.total_seconds()
    assert filters.shown(page, filters.Rules(cooldown=DAY), clock.earliest()).page.files == (young,)


@jumps
def test_a_right_to_publish_ends_when_it_should(monkeypatch, jump):
    """After its seconds, whatever the clock of the day says; and not before."""
    real, count = time.time, {"now": 1000.0}
    monkeypatch.setattr(time, "monotonic", lambda: count["now"])
    guard = Guard()
    right = basic(UPLOADER, guard.grant_upload("acme", 60))
    request = make_mocked_request("POST", "/", {"Authorization": right})
    monkeypatch.setattr(time, "time", lambda: real() + jump.total_seconds())
    assert guard.may_upload(request, "acme")
    count["now"] += 61
    assert not guard.may_upload(request, "acme")


@jumps
def test_a_lock_is_waited_for_as_long_as_it_was_said(monkeypatch, tmp_path, jump):
    """Also while the clock goes back and back."""
    real, reads = time.time, iter(range(10**9))
    places = Places(*(tmp_path / name for name in ("config", "site", "data", "state", "cache")))
    index = Index("acme", "https://acme.example/simple/", layer=Layer.USER, source="")
    store = Store(places, None, patience=0.2)
    store.add(index, Scope.USER, replace=False)
    monkeypatch.setattr(time, "time", lambda: real() + jump.total_seconds() * next(reads))
    held, over = threading.Event(), threading.Event()

    def hold():
        with Store(places, None)._section_of(Scope.USER).document.edited():
            held.set()
            over.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(10)
    with pytest.raises(StoreBusy, match=r"within 0\.2 seconds"):
        store.add(index, Scope.USER, replace=True)
    over.set()
    other.join()
    store.add(index, Scope.USER, replace=True)


@jumps
def test_a_session_goes_on(bench, monkeypatch, jump):
    """Capabilities, decisions, and what is fresh go by another clock: a file comes, a version goes."""
    (file,) = json.loads(bench.get("acme-models/").body)["files"]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + jump.total_seconds())
    assert bench.get(f"acme-models/{file['url']}").body == bench.wheel.read_bytes()
    assert bench.upload().status == 200
    bench.sound()


def test_durations_go_by_a_clock_that_nobody_sets():
    """The time of day is read only where a time of day is meant."""
    package = Path(altindex_magic.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if WALL_CLOCK.search(path.read_text(encoding="utf-8"))
    }
    assert found <= set(READS_THE_TIME_OF_DAY), found - set(READS_THE_TIME_OF_DAY)
