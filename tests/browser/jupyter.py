"""A real Jupyter server whose kernels run in a throw-away environment, with its two front ends."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import nbformat
import psutil

from tests.kernels import Environment, kernel_options
from tests.servers.base import LOOPBACK, ServerProcess, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_TOKEN: Final = "browser-tests"
_PATIENCE: Final = 120.0
_SETTINGS: Final = {
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


@dataclass(frozen=True)
class Jupyter:
    """A running Jupyter server. Widget state is saved with its notebooks."""

    env: Environment
    port: int
    process: ServerProcess

    @property
    def log(self) -> Path:
        return self.process.log

    def url(self, front_end: str, notebook: str) -> str:
        """Give the address of *notebook* in ``lab``, JupyterLab, or in ``notebooks``, Notebook 7."""
        folder = "lab/tree" if front_end == "lab" else front_end
        return f"{self.origin}/{folder}/{notebook}?{urlencode({'token': _TOKEN, 'reset': ''})}"

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def kernel_id(self, notebook: str) -> str:
        """Find the kernel of *notebook*."""
        (kernel,) = [each["kernel"]["id"] for each in self._sessions() if each["path"] == notebook]
        return str(kernel)

    def kernel_pid(self, notebook: str) -> int:
        """Find the process of the kernel of *notebook*."""
        kernel = self.kernel_id(notebook)
        processes = psutil.process_iter(["cmdline"])
        return next(each.pid for each in processes if kernel in " ".join(each.info["cmdline"] or ()))

    def end_kernels(self) -> None:
        """Shut the kernels of all notebooks down, also one that is just being started anew."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            with suppress(HTTPError):
                sessions = self._sessions()
                for session in sessions:
                    self.ask(f"api/sessions/{session['id']}", "DELETE")
                if not sessions:
                    return
        raise AssertionError("there are kernels that cannot be ended")

    def forget_indexes(self) -> None:
        """Take away what a user has defined, so that the next one begins with nothing."""
        for file in self.env.home.rglob("indexes.toml"):
            file.unlink()

    def _sessions(self) -> list[dict[str, Any]]:
        return list(json.loads(self.ask("api/sessions")))

    def ask(self, path: str, method: str = "GET") -> bytes:
        """Ask the server's REST API."""
        url = f"{self.origin}/{path}?token={_TOKEN}"
        with urlopen(Request(url, method=method)) as answer:
            return bytes(answer.read())

    def write(self, name: str, cells: Sequence[str]) -> Path:
        """Write a notebook with these cells, not run yet."""
        node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        node.metadata["kernelspec"] = {"name": "throw-away", "display_name": "throw-away", "language": "python"}
        path = self.env.work / name
        nbformat.write(node, path)
        return path


@contextmanager
def jupyter(env: Environment, **variables: str) -> Iterator[Jupyter]:
    """Run a server over the working folder of *env*, and log all that it logs."""
    kernel_options(env)  # writes the kernel specification
    settings = env.root / "settings"
    settings.mkdir()
    settings.joinpath("overrides.json").write_text(json.dumps(_SETTINGS))
    port = free_port()
    argv = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--log-level=DEBUG"),
        f"--ServerApp.ip={LOOPBACK}",
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={env.work}",
        "--ServerApp.jpserver_extensions={'notebook': True}",
        f"--IdentityProvider.token={_TOKEN}",
        *("--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"),
        f"--LabApp.app_settings_dir={settings}",
        f"--LabApp.user_settings_dir={settings / 'user'}",
        f"--LabApp.workspaces_dir={settings / 'workspaces'}",
    ]
    process = _Server(argv, port, env.root, env.environ(JUPYTER_PATH=str(env.root), **variables))
    process.start()
    try:
        yield Jupyter(env, port, process)
    finally:
        process.stop()


class _Server(ServerProcess):
    """A server process that sees what its kernels are to see."""

    def __init__(self, argv: Sequence[str], port: int, folder: Path, environ: dict[str, str]) -> None:
        super().__init__(argv, port=port, folder=folder)
        self._environ = environ

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=self._environ,
            )
        self._wait_until_it_listens(self._process)
