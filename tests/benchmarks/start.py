"""What it costs to be there: loading the extension, and putting indexes to use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.benchmarks import parts, stock
from tests.benchmarks.measure import Bench, magic, median, timed_cell
from tests.benchmarks.table import Row, at_most
from tests.kernels import Environment, environment, notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOAD: Final = magic("%load_ext altindex_magic")
_USE: Final = magic("%altindex use bench")
_IMPORT: Final = """
import subprocess, sys
program = "import time; a = time.perf_counter(); import altindex_magic; print(time.perf_counter() - a)"
print(float(subprocess.check_output([sys.executable, "-c", program])))
"""
_SERVICE: Final = """
import time
from altindex_magic import request
start = time.perf_counter()
from altindex_magic.service.current import current, end
times = []
for _ in range(6):
    list(current().perform(request.Use(("bench",))))
    times.append(time.perf_counter() - start)
    start = time.perf_counter()
print(*times)
end()
"""


def rows(bench: Bench) -> Iterator[Row]:
    """Measure in fresh kernels and in fresh processes."""
    stock.private(bench.folder / "start", 1)
    env = environment(bench.folder / "start-env")
    with parts.index(bench.folder / "start") as index:
        url = index.simple("private0")
        define = f"import altindex_magic as a; a.add('bench', {url!r}); a.add('main', {url!r}, default=True)"
        env.run(env.python, "-c", define)
        kernels = [_in_kernel(env) for _ in range(bench.rounds(7, 3))]
        services = [_in_process(env) for _ in range(bench.rounds(5, 2))]
    loads, firsts, laters = zip(*kernels, strict=True)
    yield at_most("`%load_ext altindex_magic`, fresh kernel", median(loads) * 1000, 30, "ms")
    imports = [float(env.run(env.python, "-c", _IMPORT).stdout) for _ in range(5)]
    yield at_most("`import altindex_magic`, fresh process", median(imports) * 1000, 30, "ms")
    yield at_most("`%altindex use`, first, in a kernel", median(firsts) * 1000, 300, "ms")
    yield at_most("`%altindex use`, later, in a kernel", median(laters) * 1000, 30, "ms")
    yield at_most("`use`, first, in a fresh process", median(first for first, _ in services) * 1000, 300, "ms")
    yield at_most("`use`, later, in the same process", median(later for _, later in services) * 1000, 30, "ms")


def _in_kernel(env: Environment) -> tuple[float, float, float]:
    """Give the seconds of loading, of the first ``use``, and of a later one."""
    with notebook(env) as running:
        load = timed_cell(running, _LOAD)
        uses = [timed_cell(running, _USE) for _ in range(6)]
    return load, uses[0], median(uses[1:])


def _in_process(env: Environment) -> tuple[float, float]:
    times = [float(word) for word in env.run(env.python, "-c", _SERVICE).stdout.split()]
    return times[0], median(times[1:])
