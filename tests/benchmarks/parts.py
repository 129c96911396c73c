"""The processes that are measured: an index, and a gateway of ours. Each ends with its block, by its own pid."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import ProxyHandler, build_opener

from tests.environ import hermetic_environ
from tests.servers.base import LOOPBACK, ServerProcess, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Index:
    """A running index of the benchmark's own."""

    origin: str

    def simple(self, name: str = "main") -> str:
        """Give the address of one of its indexes."""
        return f"{self.origin}/{name}/simple/"

    def asked(self, path: str) -> int:
        """Tell how often *path* was asked for."""
        with build_opener(ProxyHandler({})).open(f"{self.origin}/asked") as answer:
            return int(json.load(answer).get(path, 0))


@contextmanager
def index(folder: Path, delay: float = 0.0) -> Iterator[Index]:
    """Serve the indexes below *folder*, each answer *delay* seconds late."""
    port = free_port()
    find = ["/usr/bin/env", f"PYTHONPATH={ROOT}"]
    argv = [*find, sys.executable, "-m", "tests.benchmarks.upstream", folder, str(port), str(delay)]
    process = ServerProcess(argv, port=port, folder=folder)
    process.start()
    try:
        yield Index(f"http://{LOOPBACK}:{port}")
    finally:
        process.stop()


@dataclass(frozen=True)
class Gateway:
    """A running gateway of ours."""

    url: str
    """What pip and uv are told, capability included."""
    pid: int


@contextmanager
def gateway(home: Path, default: str, private: Sequence[str] = ()) -> Iterator[Gateway]:
    """Run a session that uses the indexes *private* before *default*, as a kernel does."""
    home.mkdir(parents=True, exist_ok=True)
    environ = hermetic_environ(os.environ, home) | {"PYTHONPATH": str(ROOT)}
    argv = [sys.executable, "-m", "tests.benchmarks.session", default, *private]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ, cwd=home) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        line = process.stdout.readline()
        try:
            yield Gateway(json.loads(line)["url"], process.pid)
        finally:
            process.stdin.close()
            process.wait(20)
