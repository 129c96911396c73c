"""What every section of the benchmarks measures with: a place to work, timed cells and timed processes."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.kernels import Environment, Notebook


@dataclass(frozen=True)
class Bench:
    """One run of the benchmarks."""

    folder: Path
    quick: bool = False

    def rounds(self, full: int, quick: int = 1) -> int:
        """Say how often to repeat a measurement."""
        return quick if self.quick else full


class Failed(Exception):
    """Something that is measured did not work; there is no figure for that."""


def timed_cell(notebook: Notebook, statement: str) -> float:
    """Run *statement* in a cell and give the seconds that it took inside the kernel."""
    before, after = "import time\n_start = time.perf_counter()", "print('\\nseconds', time.perf_counter() - _start)"
    source = f"{before}\n{statement}\n{after}"
    [outcome] = notebook.run(source)
    if outcome.error:
        raise Failed(outcome.shown)
    return float(outcome.text.rpartition("seconds")[2])


def magic(line: str) -> str:
    """Write the call of a line magic as a statement."""
    name, _, rest = line.removeprefix("%").partition(" ")
    return f"get_ipython().run_line_magic({name!r}, {rest!r})"


def timed_run(env: Environment, *argv: str | Path) -> float:
    """Run a command in *env* and give the seconds from its start to its end."""
    start = time.perf_counter()
    result = env.run(*argv)
    seconds = time.perf_counter() - start
    if result.returncode:
        raise Failed(f"{argv}\n{result.stdout}\n{result.stderr}")
    return seconds


def median(values: Iterable[float]) -> float:
    """Give the one in the middle."""
    return statistics.median(values)
