"""What reading ahead is worth: ``%pip`` with a slow index, through the gateway and without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks import parts, stock
from tests.benchmarks.installs import PIP, place
from tests.benchmarks.measure import Bench, median
from tests.benchmarks.table import Row, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_DELAY = 0.1


def rows(bench: Bench) -> Iterator[Row]:
    """Install one closure in a new place each time."""
    packages = 30 if bench.quick else 100
    folder = bench.folder / "slow"
    stock.closure(folder / "main", packages)
    ours, direct = [], []
    with parts.index(folder, _DELAY) as index:
        for number in range(bench.rounds(2)):
            with place(bench.folder / f"slow-env{number}", index, (), packages) as there:
                ours.append(there.by_magic(f"%pip install {PIP}"))
                direct.append(there.by_pip())
    ratio = median(ours) / median(direct)
    figure = f"`%pip install` / pip direct, {packages} packages, one index, 100 ms round trip, cold"
    yield Row(figure, f"{shown(median(ours))} s", f"{shown(median(direct))} s", shown(ratio), "≤ 0.5", ratio <= 0.5)
