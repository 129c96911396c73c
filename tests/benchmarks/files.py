"""Files: from the cache, through the gateway into nowhere, and one cold file for many clients."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil

from tests.benchmarks import parts, stock
from tests.benchmarks.load import fetch, fetches, file_url
from tests.benchmarks.measure import Bench, median
from tests.benchmarks.table import Row, at_least, at_most

if TYPE_CHECKING:
    from collections.abc import Iterator

_MB = 2**20


def rows(bench: Bench) -> Iterator[Row]:
    """Measure with sparse files: their bytes cost no disk, and all the rest as any others."""
    folder = bench.folder / "files" / "main"
    stock.sparse_file(folder, "bench-cached", 90 * _MB)
    stock.sparse_file(folder, "bench-huge", 2048 * _MB if not bench.quick else 512 * _MB)
    shared = stock.sparse_file(folder, "bench-shared", 64 * _MB)
    with (
        parts.index(bench.folder / "files") as index,
        parts.gateway(bench.folder / "files-home", index.simple()) as gateway,
    ):
        cached = file_url(f"{gateway.url}bench-cached/")
        fetch(cached)
        yield at_least("cached file of 90 MB", median(fetch(cached) for _ in range(bench.rounds(9, 3))), 500, "MB/s")
        with _grown(gateway.pid) as grown:
            fetch(file_url(f"{gateway.url}bench-huge/"))
        yield at_most(f"streaming a cold file of {'2' if not bench.quick else '0.5'} GB, added RSS", grown[0], 64, "MB")
        fetches(file_url(f"{gateway.url}bench-shared/"), 8)
        times = index.asked(f"/main/files/{shared}")
        yield Row("8 clients asking for one cold file", f"{times} upstream", target="1 upstream", met=times == 1)


@contextmanager
def _grown(pid: int) -> Iterator[list[float]]:
    """Give a list that holds, after the block, by how many megabytes the process grew at most."""
    process, found, over = psutil.Process(pid), [0.0], threading.Event()
    before = process.memory_info().rss

    def watch() -> None:
        while not over.wait(0.01):
            found[0] = max(found[0], (process.memory_info().rss - before) / 1e6)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()
