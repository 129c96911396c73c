"""A real Jupyter server in a process of its own, with kernels in a throw-away environment."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import nbformat
from jupyter_client.blocking import BlockingKernelClient

from tests.kernels import Environment, Outcome, outcome
from tests.servers.base import LOOPBACK, ServerFailed, free_port, listens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKEN: Final = "t0ken-of-the-tests"
_PATIENCE: Final = 60.0
_POLL: Final = 0.02
_SPEC: Final = "throw-away"


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class JupyterServer:
    """A server that listens."""

    url: str
    env: Environment
    log: Path
    process: subprocess.Popen[bytes]
    tls: ssl.SSLContext | None = None
    kernels: list[ServerKernel] = field(default_factory=list)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send one request with the token; *headers* are written with underscores."""
        given = {"Authorization": f"token {TOKEN}"} | {name.replace("_", "-"): text for name, text in headers.items()}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data=data, headers=given, method=method)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self.tls)
        )
        try:
            with opener.open(request, timeout=_PATIENCE) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as problem:
            with problem:
                return Answer(problem.code, problem.headers, problem.read())

    def kernel(self, name: str = _SPEC) -> ServerKernel:
        """Start a kernel as a notebook does."""
        model = self.ask("POST", "api/kernels", {"name": name}).json
        kernel = ServerKernel(self, model["id"])
        self.kernels.append(kernel)
        kernel.connect()
        return kernel


@dataclass
class ServerKernel:
    """A kernel of a server, talked to as its front end does."""

    server: JupyterServer
    id: str
    client: BlockingKernelClient = field(init=False)

    def connect(self) -> None:
        """Open the channels of the kernel that runs now."""
        self.client = BlockingKernelClient(connection_file=str(self.server.env.root / f"runtime/kernel-{self.id}.json"))
        self.client.load_connection_file()
        self.client.start_channels()
        self.client.wait_for_ready(_PATIENCE)

    def run(self, code: str) -> Outcome:
        """Run a cell."""
        outputs: list[Any] = []

        def take(message: dict[str, Any]) -> None:
            if message["msg_type"] in {"stream", "display_data", "execute_result", "error"}:
                outputs.append(nbformat.v4.output_from_msg(message))

        self.client.execute_interactive(code, allow_stdin=False, output_hook=take, timeout=_PATIENCE)
        return outcome(outputs)

    def restart(self) -> None:
        """Press the restart button."""
        self.client.stop_channels()
        answer = self.server.ask("POST", f"api/kernels/{self.id}/restart")
        assert answer.status == 200, answer.body
        self.connect()

    def close(self) -> None:
        self.client.stop_channels()


@contextmanager
def jupyter_server(
    env: Environment,
    *arguments: str,
    config: str = "",
    app: str = "jupyter_server",
    base_url: str = "/",
    tls: ssl.SSLContext | None = None,
    **variables: str,
) -> Iterator[JupyterServer]:
    """Run the Jupyter server of the running environment, whose kernels live in *env*; *config* is Python."""
    port = free_port()
    _kernel_spec(env)
    config_file = env.root / "jupyter_server_config.py"
    config_file.write_text(config)
    argv = [
        *(sys.executable, "-m", app, f"--config={config_file}", f"--ServerApp.port={port}", "--no-browser"),
        *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.base_url={base_url}", "--allow-root"),
        *(f"--ServerApp.root_dir={env.work}", "--ServerApp.port_retries=0"),
        *arguments,
    ]
    log_file = env.root / "server.log"
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=env.work,
            env=server_environ(env) | variables,
        )
    url = f"{'https' if tls else 'http'}://{LOOPBACK}:{port}{base_url}"
    server = JupyterServer(url, env, log_file, process, tls)
    try:
        _wait_until_it_listens(server, port)
        yield server
    finally:
        for kernel in server.kernels:
            kernel.close()
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def server_environ(env: Environment) -> dict[str, str]:
    """Give the variables of a server whose kernels live in *env*."""
    return env.environ() | {
        "JUPYTER_RUNTIME_DIR": str(env.root / "runtime"),
        "JUPYTER_PATH": str(env.root),
        "JUPYTER_PLATFORM_DIRS": "1",
    }


def _kernel_spec(env: Environment) -> None:
    spec = env.root / "kernels" / _SPEC
    spec.mkdir(parents=True, exist_ok=True)
    argv = [str(env.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.joinpath("kernel.json").write_text(json.dumps({"argv": argv, "display_name": _SPEC, "language": "python"}))


def _wait_until_it_listens(server: JupyterServer, port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not listens(port):
        if server.process.poll() is not None:
            raise ServerFailed("jupyter", f"ended with {server.process.returncode}", server.log)
        if time.monotonic() > deadline:
            raise ServerFailed("jupyter", f"did not listen within {_PATIENCE:.0f} s", server.log)
        time.sleep(_POLL)
