"""What the extension costs a Jupyter server: its start with and without, in turns."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from tests.benchmarks.measure import Bench, median
from tests.benchmarks.table import Row, at_most
from tests.kernels import environment
from tests.servers.jupyter import jupyter_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.kernels import Environment

_WITHOUT: Final = 'c.ServerApp.jpserver_extensions.update({"altindex_magic": False})\n'
_WITH: Final = 'c.AltIndexServer.use = ["local"]\n'


def rows(bench: Bench) -> Iterator[Row]:
    """Start the server in pairs, the order of the two changing, and compare within each pair."""
    env = environment(bench.folder / "server-env")
    _seconds(env, _WITH)  # the first start of all reads files that nobody has read before
    pairs = []
    for number in range(bench.rounds(11, 3)):
        order = (_WITHOUT, _WITH) if number % 2 else (_WITH, _WITHOUT)
        taken = {config: _seconds(env, config) for config in order}
        pairs.append((taken[_WITH], taken[_WITHOUT]))
    added = median(with_ours - without for with_ours, without in pairs) * 1000
    yield at_most("start of `jupyter server` with the extension, added (median of pairs)", added, 150, "ms")
    yield Row("start of `jupyter server`", *(f"{median(column):.2f} s" for column in zip(*pairs, strict=True)))


def _seconds(env: Environment, config: str) -> float:
    """Give the seconds until the server answers its first request."""
    start = time.perf_counter()
    with jupyter_server(env, config=config) as server:
        if server.ask("GET", "api").status != 200:
            raise AssertionError(server.log.read_text())
        return time.perf_counter() - start
