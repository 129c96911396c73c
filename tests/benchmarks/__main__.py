"""Measure everything and print one table.

``python -m tests.benchmarks [--quick] [--only SECTION …] [--write FILE]``
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.measure import Bench
from tests.benchmarks.report import page
from tests.benchmarks.table import Row, markdown
from tests.environ import hermetic_environ
from tests.servers.base import find_program

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS: Final = ("start", "server", "pages", "files", "warm", "slow", "closures", "panel")


def main() -> None:
    """Read the command line, measure, print, and write the page if that is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and smaller sizes: a look, no proof")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS, metavar="SECTION")
    parser.add_argument("--write", type=Path, help="also write the page with the table to this file")
    wanted = parser.parse_args()
    find_program("wrk", "apt-get install wrk")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that what was started is ended
    rows: list[Row] = []
    with _place() as folder:
        for section in wanted.only:
            start = time.perf_counter()
            for row in importlib.import_module(f"tests.benchmarks.{section}").rows(Bench(folder, wanted.quick)):
                sys.stderr.write("  ".join(filter(None, row.cells)) + "\n")
                rows.append(row)
            sys.stderr.write(f"{section}: {time.perf_counter() - start:.0f} s\n\n")
    sys.stdout.write(markdown(rows))
    if wanted.write:
        wanted.write.write_text(page(rows), encoding="utf-8")


@contextmanager
def _place() -> Iterator[Path]:
    """Give a folder that is removed in the end, and an environment that says nothing of this machine."""
    with tempfile.TemporaryDirectory(prefix="altindex-bench-", ignore_cleanup_errors=True) as name:
        clean = hermetic_environ(os.environ, Path(name, "home"))
        clean.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
        os.environ.clear()
        os.environ.update(clean)
        yield Path(name)


if __name__ == "__main__":
    main()
