"""The other index proxies, run as their own pages say, each in front of the same index."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tests.servers.base import LOOPBACK, ServerMissing, ServerProcess, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HOW = "pip install -e '.[bench]'"


@contextmanager
def proxpi(folder: Path, index: str) -> Iterator[str]:
    """Run proxpi as its container image does: gunicorn with 2 threads. Give the address of its simple API."""
    _need("proxpi", "gunicorn")
    port = free_port()
    settings = [f"PROXPI_INDEX_URL={index}", "PROXPI_INDEX_TTL=1800"]
    serve = [sys.executable, "-m", "gunicorn", "--threads", "2", "--bind", f"{LOOPBACK}:{port}", "proxpi.server:app"]
    with _running(["/usr/bin/env", *settings, *serve], port, folder):
        yield f"http://{LOOPBACK}:{port}/index/"


@contextmanager
def simpleindex(folder: Path, index: str) -> Iterator[str]:
    """Run simpleindex with one HTTP route, which answers with a redirect to *index*."""
    _need("simpleindex")
    folder.mkdir(parents=True)
    port = free_port()
    route = f'[routes."{{project}}"]\nsource = "http"\nto = "{index}{{project}}/"\n'
    configuration = folder / "configuration.toml"
    configuration.write_text(f'{route}\n[server]\nhost = "{LOOPBACK}"\nport = {port}\n')
    with _running([sys.executable, "-m", "simpleindex", configuration], port, folder):
        yield f"http://{LOOPBACK}:{port}/"


@contextmanager
def devpi(folder: Path, index: str) -> Iterator[str]:
    """Run devpi-server with a mirror of *index*."""
    _need("devpi_server")
    folder.mkdir(parents=True)
    data = folder / "data"
    program = "from devpi_server.init import init; init()"
    init = [sys.executable, "-c", program, "--serverdir", data, "--root-passwd", "bench"]
    subprocess.run(init, check=True, capture_output=True, cwd=folder)
    port = free_port()
    where = ["--serverdir", data, "--host", LOOPBACK, "--port", str(port)]
    with _running([sys.executable, "-m", "devpi_server", *where], port, folder):
        origin = f"http://{LOOPBACK}:{port}"
        lines = (
            ["use", origin],
            ["login", "root", "--password", "bench"],
            ["index", "root/pypi", f"mirror_url={index}"],
        )
        for verb, *words in lines:
            argv = [sys.executable, "-m", "devpi", verb, "--clientdir", folder / "client", *words]
            subprocess.run(argv, check=True, capture_output=True, cwd=folder)
        yield f"{origin}/root/pypi/+simple/"


@contextmanager
def _running(argv: list[str | Path], port: int, folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    process = ServerProcess(argv, port=port, folder=folder)
    process.start()
    try:
        yield
    finally:
        process.stop()


def _need(*modules: str) -> None:
    for module in modules:
        if find_spec(module) is None:
            raise ServerMissing(module, _HOW)
