"""Fuzz the parsers, the rules and the masks, guided by coverage, and count the inputs.

``python -m tests.fuzz [--seconds S | --runs N] [--only TARGET …] [--write FILE]``
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.environ import hermetic_environ
from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from tests.fuzz.target import Target

_COUNTED: Final = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERED: Final = re.compile(r"cov: (\d+)")
_TABLE: Final = re.compile(r"(?<=<!-- inputs -->\n).*?(?=<!-- end -->)", re.DOTALL)
_MEMORY: Final = Path("/dev/shm")
"""On Linux a disk in memory: a target that reads files writes thousands a second."""
_LIMITS: Final = ("-max_len=4096", "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1")


@dataclass(frozen=True)
class Outcome:
    """What came of one target."""

    name: str
    inputs: int
    covered: int
    """The branches that the inputs have reached."""
    seconds: float
    report: str | None = None
    """What libFuzzer said of an input that broke it."""


def main() -> int:
    """Fuzz one target after the other; the exit status tells whether any input broke one."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    bound = parser.add_mutually_exclusive_group()
    bound.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    bound.add_argument("--runs", type=int, help="the number of inputs for each target")
    parser.add_argument("--only", nargs="+", choices=TARGETS, default=list(TARGETS), metavar="TARGET")
    parser.add_argument("--write", type=Path, help="put the table between the marks in this file")
    wanted = parser.parse_args()
    limit = f"-runs={wanted.runs}" if wanted.runs else f"-max_total_time={wanted.seconds}"
    outcomes = []
    for name in wanted.only:
        outcomes.append(fuzzed(TARGETS[name], limit))
        sys.stderr.write(f"{name}: {outcomes[-1].inputs:,} inputs\n{outcomes[-1].report or ''}")
    sys.stdout.write(table(outcomes))
    if wanted.write:
        page = wanted.write.read_text(encoding="utf-8")
        wanted.write.write_text(_TABLE.sub(lambda _: table(outcomes), page), encoding="utf-8")
    return 1 if any(outcome.report for outcome in outcomes) else 0


def fuzzed(target: Target, limit: str) -> Outcome:
    """Run one target within *limit*, beginning with the inputs that are kept."""
    with tempfile.TemporaryDirectory(prefix="altindex-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None) as name:
        folder = Path(name)
        (folder / "words").write_text("".join(f'"{_escaped(word)}"\n' for word in filter(None, target.words)))
        for path in (folder / "found", folder / "home"):
            path.mkdir()
        for seed in target.seeds():
            (folder / "found" / seed.name).write_bytes(seed.read_bytes())
        command = [sys.executable, "-m", "tests.fuzz.child", target.name, *_LIMITS, limit]
        command += [f"-dict={folder / 'words'}"] if target.words else []
        command += [f"-artifact_prefix={folder}/broken-", str(folder / "found")]
        start = time.perf_counter()
        environ = {**hermetic_environ(os.environ, folder / "home"), "TMPDIR": name}
        ran = subprocess.run(command, env=environ, capture_output=True, check=False)
        said = ran.stderr.decode(errors="replace")
        report = None if ran.returncode == 0 else _report(folder, said + ran.stdout.decode(errors="replace"))
    counted, covered = _COUNTED.findall(said), _COVERED.findall(said)
    return Outcome(
        target.name,
        int(counted[-1]) if counted else 0,
        int(covered[-1]) if covered else 0,
        time.perf_counter() - start,
        report,
    )


def table(outcomes: list[Outcome]) -> str:
    """Write the outcomes as a table in Markdown."""
    rows = [
        f"| {each.name} | {each.inputs:,} | {each.covered:,} | {each.seconds:.0f} | {_answer(each)} |\n"
        for each in outcomes
    ]
    inputs, seconds = sum(each.inputs for each in outcomes), sum(each.seconds for each in outcomes)
    total = f"| **in all** | **{inputs:,}** | | **{seconds:.0f}** | |\n"
    return "".join(["| target | inputs | branches | seconds | broken |\n|---|---:|---:|---:|---|\n", *rows, total])


def _answer(outcome: Outcome) -> str:
    return "yes" if outcome.report else "no"


def _report(folder: Path, said: str) -> str:
    """Give the traceback and the input, to be kept in the corpus when it is mended."""
    lines = [line for line in said.splitlines() if not line.startswith(("INFO", "#", "stat::", "\tNEW"))]
    broken = [path.read_bytes() for path in sorted(folder.glob("broken-*"))]
    return "\n".join([*lines[-40:], *map(repr, broken), ""])


def _escaped(word: str) -> str:
    """Write a word as a dictionary of libFuzzer has it."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    sys.exit(main())
