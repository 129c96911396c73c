"""A real Jupyter server in a process of its own, with kernels in a throw-away environment."""

from __future__ import annotations

import asyncio
import json
import queue
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import nbformat
from jupyter_client.blocking import BlockingKernelClient

from tests.kernels import Environment, Outcome, outcome
from tests.servers.base import LOOPBACK, ServerFailed, free_port
from tests.servers.base import listens as is_listening

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

TOKEN: Final = "t0ken-of-the-tests"
_PATIENCE: Final = 120.0
_POLL: Final = 0.02
_FAULT: Final = """
def _fault(flag):
    import gc, pathlib, threading, time
    def wait():
        while not pathlib.Path(flag).exists():
            time.sleep(0.05)
        for found in [each for each in gc.get_objects() if type(each).__name__ == "Gateway"]:
            found.stop()
        pathlib.Path(flag).unlink()
    threading.Thread(target=wait, daemon=True).start()
_fault({flag!r})
"""
"""What lets a test end the gateway of a server that lives on: its configuration is a program."""
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
    token: str = TOKEN
    kernels: list[ServerKernel] = field(default_factory=list)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send one request with the token; *headers* are written with underscores."""
        given = {"Authorization": f"token {self.token}"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
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

    def end_gateway(self) -> None:
        """End the gateway inside the server, as a fault of it would."""
        self.env.root.joinpath("end-gateway").touch()
        deadline = time.monotonic() + _PATIENCE
        while self.env.root.joinpath("end-gateway").exists() and time.monotonic() < deadline:
            time.sleep(_POLL)

    def terminal(self, line: str, until: str = "dne") -> str:
        """Type a line into a new terminal and give what it shows *until* it has shown that."""
        name = self.ask("POST", "api/terminals").json["name"]
        return asyncio.run(self._typed(f"terminals/websocket/{name}", line, until))

    async def _typed(self, path: str, line: str, until: str) -> str:
        shown = ""
        headers = {"Authorization": f"token {self.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.ws_connect(f"{self.url}{path}", timeout=aiohttp.ClientWSTimeout(ws_receive=_PATIENCE)) as socket,
        ):
            await socket.send_json(["stdin", f"{line}\r"])
            try:
                while until not in shown:
                    kind, *rest = await socket.receive_json()
                    shown += rest[0] if kind == "stdout" else ""
            except TimeoutError:
                raise AssertionError(shown) from None
        return shown


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
        self._wait_for_ready()

    def _wait_for_ready(self) -> None:
        """Wait for an answer on both channels: what a cell shows is lost while the second is not connected yet.

        The client's own way gives up a kernel that misses a heartbeat while it starts.
        """
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            self.client.kernel_info()  # an earlier one may have come before the kernel did
            with suppress(queue.Empty):
                self.client.get_shell_msg(timeout=1)
                self.client.get_iopub_msg(timeout=1)
                return
        raise AssertionError(f"kernel {self.id} gave no answer within {_PATIENCE:.0f} s")

    def run(self, code: str, *answers: str) -> Outcome:
        """Run a cell; what the kernel asks is answered from *answers*."""
        outputs: list[Any] = []
        typed = iter(answers)

        def take(message: dict[str, Any]) -> None:
            if message["msg_type"] in {"stream", "display_data", "execute_result", "error"}:
                outputs.append(nbformat.v4.output_from_msg(message))

        def type_answer(_message: dict[str, Any]) -> None:
            self.client.input(next(typed))

        self.client.execute_interactive(
            code, allow_stdin=bool(answers), stdin_hook=type_answer, output_hook=take, timeout=_PATIENCE
        )
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
    token: str = TOKEN,
    python: str | Path = sys.executable,
    listens: Callable[[], bool] | None = None,
    **variables: str,
) -> Iterator[JupyterServer]:
    """Run the Jupyter server of the running environment, whose kernels live in *env*; *config* is Python."""
    port = free_port()
    write_kernel_spec(env)
    config_file = env.root / "jupyter_server_config.py"
    config_file.write_text(_FAULT.format(flag=str(env.root / "end-gateway")) + config)
    argv = [
        *(str(python), "-m", app, f"--config={config_file}", "--no-browser"),
        *(f"--IdentityProvider.token={token}", f"--ServerApp.base_url={base_url}", "--allow-root"),
        *(f"--ServerApp.root_dir={env.work}", "--ServerApp.port_retries=0"),
        *(arguments if any("sock=" in each for each in arguments) else (f"--ServerApp.port={port}", *arguments)),
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
        _wait_until_it_listens(server, listens or partial(is_listening, port))
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


def write_kernel_spec(env: Environment) -> None:
    spec = env.root / "kernels" / _SPEC
    spec.mkdir(parents=True, exist_ok=True)
    argv = [str(env.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.joinpath("kernel.json").write_text(json.dumps({"argv": argv, "display_name": _SPEC, "language": "python"}))


def _wait_until_it_listens(server: JupyterServer, listens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not listens():
        if server.process.poll() is not None:
            raise ServerFailed("jupyter", f"ended with {server.process.returncode}", server.log)
        if time.monotonic() > deadline:
            raise ServerFailed("jupyter", f"did not listen within {_PATIENCE:.0f} s", server.log)
        time.sleep(_POLL)
