"""Kill what works, many times: ``python -m tests.faults.kills [--times N] [--seed S] [--write FILE]``."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from tests.environ import hermetic_environ
from tests.faults.kills.report import table, write
from tests.faults.kills.run import SHARES, Tally, tally

if TYPE_CHECKING:
    from tests.faults.kills.victims import Victim


def main() -> int:
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="altindex-kills-") as folder:
        clean = hermetic_environ(os.environ, Path(folder))
        os.environ.clear()
        os.environ.update(clean)
        over = Event()
        signal.signal(signal.SIGINT, lambda *_: over.set())  # what was done until then is told
        with ThreadPoolExecutor(given.jobs) as workers:
            runs = [
                workers.submit(
                    _run, kind, Path(folder, kind.__name__), max(1, round(given.times * share)), given.seed, over
                )
                for kind, share in sorted(SHARES.items(), key=lambda item: -item[1])
            ]
            tallies = [run.result() for run in runs]
    sys.stdout.write(f"{table(tallies)}\n")
    if given.write:
        write(given.write, tallies, given.seed)
    return 1 if any(each.problems for each in tallies) else 0


def _run(kind: type[Victim], folder: Path, times: int, seed: int, over: Event) -> Tally:
    folder.mkdir()
    result, told = Tally(kind.name), 0
    for result in tally(kind, folder, times, seed):
        for problem in result.problems[told:]:
            sys.stderr.write(f"{kind.name}, kill {result.kills}: {problem}\n")
        told = len(result.problems)
        if result.kills % 10 == 0:
            sys.stderr.write(f"{kind.name}: {result.kills} of {times}\n")
        if over.is_set():
            break
    return result


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=500, help="how many kills in all")
    parser.add_argument("--seed", type=int, default=0, help="makes the same random points again")
    parser.add_argument("--jobs", type=int, default=2, help="how many victims at the same time")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the result into this page")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
