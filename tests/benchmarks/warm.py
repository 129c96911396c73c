"""What the gateway costs an installer that is fast by itself, and one that is not, with everything warm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks import parts, stock
from tests.benchmarks.installs import PIP, place
from tests.benchmarks.measure import Bench, median
from tests.benchmarks.table import Row, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PACKAGES = 60


def rows(bench: Bench) -> Iterator[Row]:
    """Measure in pairs, ours and the bare one in turn."""
    stock.closure(bench.folder / "warm" / "main", _PACKAGES)
    with (
        parts.index(bench.folder / "warm") as index,
        place(bench.folder / "warm-env", index, (), _PACKAGES) as there,
    ):
        rounds = bench.rounds(9, 3)
        ours, bare = _pairs(lambda: there.by_magic("%altindex install --with uv --quiet"), there.by_uv, rounds)
        yield _row("`%altindex install` (uv) / bare uv", (ours, bare), "≤ 1.10", limit=1.10)
        rounds = bench.rounds(4)
        ours, bare = _pairs(lambda: there.by_magic(f"%altindex install --with pip {PIP}"), there.by_pip, rounds)
        yield _row("`%altindex install --with pip` / plain pip", (ours, bare), "")
        ours, bare = _pairs(lambda: there.by_magic(f"%pip install {PIP}"), there.by_pip, rounds)
        yield _row("`%pip install` / plain pip", (ours, bare), "")


def _pairs(ours: Callable[[], float], bare: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Run both once to warm them up, then in turn; give the median of each."""
    ours(), bare()
    pairs = [(ours(), bare()) for _ in range(rounds)]
    return median(first for first, _ in pairs), median(second for _, second in pairs)


def _row(figure: str, pair: tuple[float, float], target: str, *, limit: float | None = None) -> Row:
    ours, bare = pair
    ratio = ours / bare
    name = f"{figure}, {_PACKAGES} packages, one index, warm"
    met = None if limit is None else ratio <= limit
    return Row(name, f"{shown(ours)} s", f"{shown(bare)} s", shown(ratio), target, met)
