"""What further indexes cost: nothing with us, a round trip a name with ``--extra-index-url``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks import parts, stock
from tests.benchmarks.installs import PIP, place
from tests.benchmarks.measure import Bench, median
from tests.benchmarks.table import Row, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.parts import Index

_DELAY = 0.05
_FEW, _SOME, _MANY = 1, 4, 8


def rows(bench: Bench) -> Iterator[Row]:
    """Install one closure with one, four and eight private indexes before the default one, every cache empty."""
    packages = 20 if bench.quick else 60
    folder = bench.folder / "many"
    stock.closure(folder / "main", packages)
    private = stock.private(folder, _MANY)
    with parts.index(folder, _DELAY) as index:
        uv, pip = _ours(bench, index, private, packages)
        counts = (_FEW, _MANY) if bench.quick else (_FEW, _SOME, _MANY)
        plain = {count: _plain(bench, index, private[:count], packages) for count in counts}
    about = f"{packages} packages, 50 ms round trip, cold"
    yield _flat(f"`%altindex install`, {about}", uv)
    yield _flat(f"`%pip install`, {about}", pip)
    growth = shown(plain[_MANY] / plain[_FEW])
    yield Row(f"pip with `--extra-index-url`, {about}: 1 → 8 indexes", "", _steps(plain), growth)
    if _SOME in plain:
        times = plain[_SOME] / uv[_SOME]
        figure = f"pip with `--extra-index-url` / `%altindex install`, {about}, 4 indexes"
        yield Row(figure, f"{shown(uv[_SOME])} s", f"{shown(plain[_SOME])} s", shown(times), "≥ 4", times >= 4)


def _ours(
    bench: Bench, index: Index, private: Sequence[str], packages: int
) -> tuple[dict[int, float], dict[int, float]]:
    """Give the seconds of ``%altindex install`` and of ``%pip install``, by the number of private indexes."""
    times: dict[tuple[str, int], list[float]] = {}
    for number in range(bench.rounds(3)):  # in turn, so that other work on the machine meets all alike
        for tool, line in (("uv", "%altindex install --quiet"), ("pip", f"%pip install {PIP}")):
            for count in (_FEW, _SOME, _MANY):
                where = bench.folder / f"many-{tool}-{count}-{number}"
                with place(where, index, private[:count], packages) as there:
                    times.setdefault((tool, count), []).append(there.by_magic(line))
    uv, pip = ({count: median(times[tool, count]) for count in (_FEW, _SOME, _MANY)} for tool in ("uv", "pip"))
    return uv, pip


def _plain(bench: Bench, index: Index, private: Sequence[str], packages: int) -> float:
    with place(bench.folder / f"many-plain-{len(private)}", index, private, packages) as there:
        return there.by_pip()


def _flat(figure: str, found: dict[int, float]) -> Row:
    ratio = found[_MANY] / found[_FEW]
    return Row(f"{figure}: 1 → 8 indexes", _steps(found), "", shown(ratio), "≤ 1.10", ratio <= 1.1)


def _steps(found: dict[int, float]) -> str:
    return " → ".join(shown(seconds) for seconds in found.values()) + " s"
