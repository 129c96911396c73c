"""Installs that are timed: a kernel with our magics on one side, a bare installer on the other."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from tests.benchmarks import stock
from tests.benchmarks.measure import Failed, magic, timed_cell, timed_run
from tests.kernels import Environment, Notebook, environment, notebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.benchmarks.parts import Index

PIP: Final = "--disable-pip-version-check --no-input --quiet"


@dataclass(frozen=True)
class Place:
    """A kernel that uses some indexes, an environment for the bare installers, and folders to install into."""

    index: Index
    running: Notebook
    env: Environment
    private: tuple[str, ...]
    expected: int
    """How many packages each install must put in place."""
    numbers: Iterator[int]

    def by_magic(self, line: str) -> float:
        """Give the seconds of one of our installs, such as ``%pip install``, into an empty folder."""
        target = self._target()
        seconds = timed_cell(self.running, magic(f"{line} --target {target} {stock.ROOT}"))
        return self._checked(target, seconds)

    def by_pip(self) -> float:
        """Give the seconds of pip's own install; further indexes are given to it as ``--extra-index-url``."""
        target = self._target()
        extra = [word for name in self.private for word in ("--extra-index-url", self.index.simple(name))]
        where = ["--index-url", self.index.simple(), *extra, "--target", target]
        argv = [self.env.python, "-m", "pip", "install", *PIP.split(), *where, stock.ROOT]
        return self._checked(target, timed_run(self.env, *argv))

    def by_uv(self) -> float:
        """Give the seconds of uv's own install, from the one index."""
        target = self._target()
        where = ["--python", self.env.python, "--default-index", self.index.simple(), "--target", target]
        argv = [self.env.scripts / "uv", "pip", "install", "--quiet", *where, stock.ROOT]
        return self._checked(target, timed_run(self.env, *argv))

    def _target(self) -> Path:
        return self.env.root / "targets" / str(next(self.numbers))

    def _checked(self, target: Path, seconds: float) -> float:
        """Count what was installed: an install that did nothing is fast."""
        found = len(list(target.glob("bench_closure_*.dist-info")))
        if found != self.expected:
            raise Failed(f"{found} of {self.expected} packages were installed into {target}")
        return seconds


@contextmanager
def place(folder: Path, index: Index, private: Sequence[str], expected: int) -> Iterator[Place]:
    """Start a kernel in *folder* that uses the indexes *private* before the default one, with every cache empty."""
    env = environment(folder)
    define = ["import altindex_magic as a", f"a.add('main', {index.simple()!r}, default=True)"]
    define += [f"a.add({name!r}, {index.simple(name)!r})" for name in private]
    defined = env.run(env.python, "-c", "\n".join(define))
    if defined.returncode:
        raise Failed(defined.stderr)
    with notebook(env) as running:
        timed_cell(running, magic("%load_ext altindex_magic"))
        timed_cell(running, magic(f"%altindex use {' '.join([*private, 'main'])}"))
        yield Place(index, running, env, tuple(private), expected, count())
