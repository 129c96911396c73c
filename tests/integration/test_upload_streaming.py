"""A large file passes through the gateway without being held."""

from __future__ import annotations

import os
import shutil
import zipfile
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Self

import psutil
import pytest

from altindex_magic import request
from altindex_magic.event import Published, Upload
from altindex_magic.service import AltIndex
from tests.packages import wheel
from tests.servers.uploads import upload_index

if TYPE_CHECKING:
    from pathlib import Path

MEBIBYTE: Final = 2**20
SIZE: Final = 200 * MEBIBYTE
MOST: Final = 64 * MEBIBYTE


class Peak:
    """The most memory that this process has while the block runs, above what it had before."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._over = Event()
        self.above = 0

    def __enter__(self) -> Self:
        self._before = self._process.memory_info().rss
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.005):
            self.above = max(self.above, self._process.memory_info().rss - self._before)


def large_wheel(folder: Path) -> Path:
    """Write a wheel whose one data file is not compressed."""
    path = wheel(folder, "acme-data", "1.0")
    block = os.urandom(MEBIBYTE)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive, archive.open("acme_data.bin", "w") as member:
        for _ in range(SIZE // MEBIBYTE):
            member.write(block)
    return path


@pytest.mark.parametrize("target", ["server", "local"])
def test_a_large_upload_adds_little_memory(tmp_path, public, target):
    """The gateway, which lives in this process, reads a block, sends it on, and forgets it."""
    os.environ["PIP_INDEX_URL"] = public.url
    folder = tmp_path / "served"
    folder.mkdir()
    path, small = large_wheel(tmp_path / "dist"), wheel(tmp_path / "dist", "acme-small", "1.0")
    service = AltIndex()
    with upload_index(folder) as server:
        list(service.perform(request.Add("server", server.url, publish_url=server.upload_url)))
        list(service.perform(request.Upload((str(small),), target)))  # what is loaded once is loaded now
        with Peak() as peak:
            events = list(service.perform(request.Upload((str(path),), target)))
        service.session.close()
        received = server.behaviour.received
    steps = [event.received for event in events if isinstance(event, Upload)]
    assert isinstance(events[-1], Published)
    assert steps == sorted(steps)
    assert steps[-1] == path.stat().st_size
    assert target == "local" or received > SIZE
    assert peak.above < MOST, f"{peak.above / MEBIBYTE:.0f} MiB"
    shutil.rmtree(tmp_path / "dist")
