"""A real Jupyter server whose kernels run in a throw-away environment, with its two front ends."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
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
        return f"http://{LOOPBACK}:{self.port}/{folder}/{notebook}?{urlencode({'token': _TOKEN, 'reset': ''})}"

    def has_kernel(self, notebook: str) -> bool:
        """Tell whether *notebook* has a kernel that waits for work, with a front end that listens to it."""
        kernels = [session["kernel"] for session in self._sessions(notebook)]
        return any(kernel["execution_state"] == "idle" and kernel["connections"] for kernel in kernels)

    def choose_theme(self, name: str) -> None:
        """Set the theme of the next page that is opened."""
        file = self.env.root / "settings/user/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"theme": name}))

    def kernel_pid(self, notebook: str) -> int:
        """Find the process of the kernel of *notebook*."""
        (session,) = self._sessions(notebook)
        processes = psutil.process_iter(["cmdline"])
        return next(each.pid for each in processes if session["kernel"]["id"] in " ".join(each.info["cmdline"] or ()))

    def end_kernel(self, notebook: str) -> None:
        """Shut the kernel of *notebook* down."""
        for session in self._sessions(notebook):
            self._ask(f"sessions/{session['id']}", "DELETE")

    def _sessions(self, notebook: str) -> list[dict[str, Any]]:
        return [session for session in json.loads(self._ask("sessions")) if session["path"] == notebook]

    def _ask(self, path: str, method: str = "GET") -> bytes:
        """Ask the server's REST API."""
        url = f"http://{LOOPBACK}:{self.port}/api/{path}?token={_TOKEN}"
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
