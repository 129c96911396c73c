"""The disk and the process fail; what is kept stays whole, and the next attempt works."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from altindex_magic.gateway.part import PREFIX, Part, sweep
from tests.faults.proxy import Fault, Harm

posix = pytest.mark.skipif(os.name == "nt", reason="limits and signals of POSIX")

INSTALLS = """
import json, os, sys, urllib.request
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from altindex_magic import request
from altindex_magic.places import Places
from altindex_magic.service import AltIndex, Session, World
import base64
root = Path(sys.argv[1])
places = Places(*(root / name for name in ("config", "site", "data", "state", "cache")))
session = Session(World(places, os.environ))
service = AltIndex(session)
list(service.perform(request.Use(("private",))))
address = urlsplit(os.environ["PIP_INDEX_URL"])
right = base64.b64encode(f"{address.username}:{address.password}".encode()).decode()
headers = {"Authorization": f"Basic {right}", "Accept": "application/vnd.pypi.simple.v1+json"}
def get(path):
    url = urljoin(f"http://127.0.0.1:{address.port}{address.path}", path)
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers)).read()
print("ready", flush=True)
(file,) = json.loads(get("acme-models/"))["files"]
sys.stdout.buffer.write(get("acme-models/" + file["url"]))
session.close()
"""


def link(bench):
    (file,) = json.loads(bench.get("acme-models/").body)["files"]
    return f"acme-models/{file['url']}"


@contextmanager
def files_of_at_most(size):
    """Let this process write no file that is larger: as a full disk does, it fails the write that goes past it."""
    import resource  # noqa: PLC0415 - POSIX only

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@posix
@pytest.mark.parametrize("room", [0, 1000, 100_000, -1])
def test_a_full_disk_under_the_cache(bench, room):
    """No part of the file is given as the whole, also if only its last byte has no room, and the place is named."""
    there, ledger = link(bench), bench.places.ledger_file
    with files_of_at_most(room if room >= 0 else bench.wheel.stat().st_size + room):
        assert bench.get(there).status in {0, 403}
    (refusal,) = bench.gateway.feed.refusals_since(0)
    assert refusal.reference == "unwritable-file"
    full = {f"{place} cannot be written. Nothing was changed." for place in (bench.places.files_cache, ledger)}
    assert refusal.what in full
    bench.sound()
    assert bench.get(there).body == bench.wheel.read_bytes()


@posix
@pytest.mark.parametrize("seed", range(6))
def test_a_kill_at_a_random_point(bench, seed):
    """A process is killed while it fetches by drops; the next one gets the file, and nothing known is lost."""
    chosen = random.Random(seed)
    bench.proxy.fault = Fault(f"GET /files/{bench.wheel.name}", Harm.DRIP, chosen.randrange(100_000))
    environ = {**bench.environ, "PIP_INDEX_URL": f"http://127.0.0.1:{bench.proxy.port}/nothing/"}
    argv = [sys.executable, "-c", INSTALLS, str(bench.folder)]
    with subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chosen.random() * 0.2)
        process.kill()
    bench.proxy.fault = None
    done = subprocess.run(argv, env=environ, capture_output=True, check=True)
    assert done.stdout.removeprefix(b"ready\n") == bench.wheel.read_bytes()
    assert bench.service.session.ledger.origin("acme-models") is not None


def test_ten_processes_on_one_store_and_ledger(bench):
    """All get the right file, from one cache, and the cache holds it once."""
    environ = {**bench.environ, "PIP_INDEX_URL": f"http://127.0.0.1:{bench.proxy.port}/nothing/"}
    argv = [sys.executable, "-c", INSTALLS, str(bench.folder)]
    started = [subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE) for _ in range(10)]
    outputs = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0] * 10
    assert {output.removeprefix(b"ready\n") for output in outputs} == {bench.wheel.read_bytes()}
    bench.sound()
    assert len([path for path in bench.places.files_cache.rglob("*") if path.is_file()]) == 1


@posix
@pytest.mark.parametrize("room", [0, 1000, 100_000, -1])
def test_a_full_disk_under_the_built_in_index(bench, room):
    """An upload is refused, the place is named, nothing is shown or left behind, and it can be sent again."""
    folder, size = bench.places.local_index, bench.to_send.stat().st_size
    with files_of_at_most(room if room >= 0 else size + room):
        assert bench.upload("local").status in {0, 403}
    (refusal,) = bench.gateway.feed.refusals_since(0)
    assert (refusal.reference, refusal.what) == ("unwritable-file", f"{folder} cannot be written. Nothing was changed.")
    assert refusal.why == os.strerror(errno.EFBIG)
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert bench.upload("local").status == 200
    assert (folder / "acme-models" / bench.to_send.name).read_bytes() == bench.to_send.read_bytes()


def test_what_a_kill_has_left_is_swept_up_and_what_is_being_written_is_not(bench, tmp_path):
    """Of the parts in the cache those go that no process holds."""
    store = bench.places.files_cache
    store.mkdir(parents=True, exist_ok=True)
    (store / f"{PREFIX}of-a-process-that-was-killed").write_bytes(b"half")
    with Part(store) as held:
        held.append(b"half")
        sweep(store, tmp_path / "no such folder")
        assert list(store.glob(f"{PREFIX}*")) == [held.path]
        assert held.read(0, 4) == b"half"
    assert not list(store.glob(f"{PREFIX}*"))


def test_a_damaged_file_in_the_cache_is_fetched_again(bench):
    """Whatever happened to it: cut, written over, or emptied; nobody is given it."""
    there, right = link(bench), bench.wheel.read_bytes()
    assert bench.get(there).body == right
    (place,) = [path for path in bench.places.files_cache.rglob("*") if path.is_file()]
    for damaged in (b"", right[:1000], b"x" * len(right)):
        place.write_bytes(damaged)
        healed = bench.get(there)
        assert healed.body == right, (healed.status, bench.gateway.feed.refusals_since(0))
        assert place.read_bytes() == right
