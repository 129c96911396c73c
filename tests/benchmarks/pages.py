"""Warm pages: how many a second, and how long the slowest hundredth takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.benchmarks import parts, peers, stock
from tests.benchmarks.load import ask
from tests.benchmarks.table import Row, at_least, at_most, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.measure import Bench

_PEERS: Final = (
    ("proxpi", peers.proxpi),
    ("simpleindex (redirect only)", peers.simpleindex),
    ("devpi mirror", peers.devpi),
)


def rows(bench: Bench) -> Iterator[Row]:
    """Ask ours, then each peer, in front of the same index."""
    seconds = bench.rounds(5, 2)
    stock.pages(bench.folder / "pages" / "main")
    with parts.index(bench.folder / "pages") as index:
        with parts.gateway(bench.folder / "pages-home", index.simple()) as gateway:
            tiny, big = ask(f"{gateway.url}{stock.TINY}/", seconds), ask(f"{gateway.url}{stock.BIG}/", seconds)
        yield at_least("page of 4 files, warm, 8 clients", tiny.per_second, 5000, "requests/s")
        for name, peer in _PEERS:
            with peer(bench.folder / name.split()[0], index.simple()) as url:
                theirs = ask(f"{url}{stock.TINY}/", seconds)
            yield _beside(name, tiny.per_second, theirs.per_second)
        yield at_most("page of 600 files, warm, 8 clients, p99", big.p99, 10, "ms")


def _beside(name: str, ours: float, theirs: float) -> Row:
    ratio, is_target = ours / theirs, name == "proxpi"
    figure = f"page of 4 files, warm, 8 clients, beside {name}"
    target, met = ("≥ 3", ratio >= 3) if is_target else ("", None)
    return Row(figure, f"{shown(ours)} requests/s", f"{shown(theirs)} requests/s", shown(ratio), target, met)
