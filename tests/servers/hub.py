"""A real JupyterHub with its proxy, whose users' servers are processes of this machine."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.environ import hermetic_environ
from tests.servers.base import LOOPBACK, ServerFailed, ServerMissing, find_program, free_port
from tests.servers.jupyter import JupyterServer, write_kernel_spec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.kernels import Environment

PROXY: Final = "configurable-http-proxy"
_PATIENCE: Final = 120.0
_POLL: Final = 0.2
_FIRST_UID: Final = 61_000
_AS_ANOTHER: Final = ("--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
"""A user of its own, who may enter the folder of the tests and read the interpreter wherever that is."""
_CONFIG: Final = """
import json, os
from jupyterhub.spawner import SimpleLocalProcessSpawner

given = json.loads(os.environ["HUB_OF_THE_TESTS"])

class Spawner(SimpleLocalProcessSpawner):
    @property
    def cmd(self):
        return given["users"][self.user.name]["argv"]

    @cmd.setter
    def cmd(self, value):
        pass

    def get_env(self):
        return {**super().get_env(), **given["users"][self.user.name]["environ"]}

    def make_preexec_fn(self, name):
        return None

c.JupyterHub.spawner_class = Spawner
c.Spawner.start_timeout = c.Spawner.http_timeout = 90
c.SimpleLocalProcessSpawner.home_dir_template = given["homes"] + "/{username}/home"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.bind_url = given["url"]
c.JupyterHub.hub_port = given["hub_port"]
c.ConfigurableHTTPProxy.command = given["proxy"]
c.ConfigurableHTTPProxy.api_url = given["proxy_api"]
c.JupyterHub.services = [{"name": "tests", "api_token": given["token"]}]
c.JupyterHub.load_roles = [
    {"name": "tests", "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"], "services": ["tests"]}
]
"""


@dataclass(frozen=True)
class Hub:
    """A hub that runs."""

    url: str
    token: str
    log: Path

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the hub's own API."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}hub/api/{path}", data=data, headers=headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=_PATIENCE) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, problem.read()

    def server_of(self, name: str, env: Environment) -> JupyterServer:
        """Let a user come for the first time: start the server and give a token of that user."""
        self.ask("POST", f"users/{name}")
        status, told = self.ask("POST", f"users/{name}/server")
        if status not in {201, 202}:
            raise ServerFailed("the server of the hub", f"did not start ({status}: {told!r})", self.log)
        self._wait_for(name)
        token = self.ask("POST", f"users/{name}/tokens", {})[1]["token"]
        return JupyterServer(f"{self.url}user/{name}/", env, self.log, _NO_PROCESS, token=token)

    def _wait_for(self, name: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self.ask("GET", f"users/{name}")[1]["servers"].get("", {}).get("ready"):
            if time.monotonic() > deadline:
                raise ServerFailed("the server of the hub", "was not ready in time", self.log)
            time.sleep(_POLL)


_NO_PROCESS: Any = None
"""The hub ends what it has started."""


@dataclass(frozen=True)
class HubFiles:
    """Where a hub lives, its proxy, and what its administrator has written."""

    folder: Path
    proxy: Path
    config: Path
    environ: Mapping[str, str]


@contextmanager
def jupyterhub(own: HubFiles, users: Mapping[str, Environment], environ: Mapping[str, str]) -> Iterator[Hub]:
    """Run a hub for *users*, who all have the variables *environ* and, where this is root, a user id of their own."""
    folder = own.folder
    node = find_program("node", "apt-get install nodejs")
    port, hub_port, proxy_port = free_port(), free_port(), free_port()
    given = {
        "url": f"http://{LOOPBACK}:{port}/",
        "hub_port": hub_port,
        "proxy": [str(node), str(own.proxy)],
        "proxy_api": f"http://{LOOPBACK}:{proxy_port}",
        "homes": str(folder),
        "token": secrets.token_hex(16),
        "users": {name: _user(number, env, environ) for number, (name, env) in enumerate(users.items())},
    }
    config = folder / "jupyterhub_config.py"
    config.write_text(_CONFIG + f"load_subconfig({str(own.config)!r})\n")
    log_file = folder / "hub.log"
    variables = hermetic_environ(os.environ, folder) | {"HUB_OF_THE_TESTS": json.dumps(given), **own.environ}
    variables["CONFIGPROXY_AUTH_TOKEN"] = secrets.token_hex(16)
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", f"--config={config}", "--debug"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=variables,
        )
    hub = Hub(str(given["url"]), str(given["token"]), log_file)
    try:
        _wait_until_it_answers(hub, process)
        yield hub
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _user(number: int, env: Environment, environ: Mapping[str, str]) -> dict[str, Any]:
    write_kernel_spec(env)
    argv = [sys.executable, "-m", "jupyterhub.singleuser", f"--ServerApp.root_dir={env.work}", "--debug"]
    if os.name == "posix" and os.getuid() == 0:
        uid = _FIRST_UID + number
        for path in [env.root, *env.root.rglob("*")]:
            os.chown(path, uid, uid, follow_symlinks=False)
        setpriv = find_program("setpriv", "apt-get install util-linux")
        argv = [str(setpriv), f"--reuid={uid}", f"--regid={uid}", *_AS_ANOTHER, *argv]
    else:
        argv.append("--allow-root")
    variables = env.environ() | {
        "JUPYTER_RUNTIME_DIR": str(env.root / "runtime"),
        "JUPYTER_PATH": str(env.root),
        "USER": env.root.name,
        "LOGNAME": env.root.name,
    }
    return {"argv": argv, "environ": {**variables, **environ}}


def _wait_until_it_answers(hub: Hub, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        if process.poll() is not None:
            raise ServerFailed("jupyterhub", f"ended with {process.returncode}", hub.log)
        try:
            if hub.ask("GET", "")[0] == 200:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise ServerFailed("jupyterhub", "did not answer in time", hub.log)
        time.sleep(_POLL)


def find_proxy(cache: Path) -> Path:
    """Find the hub's proxy, or fetch it once by the npm of this machine as it is configured."""
    script = cache / "node_modules" / PROXY / "bin" / PROXY
    if not script.exists():
        npm = find_program("npm", "apt-get install npm")
        install = [str(npm), "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(cache), PROXY]
        if subprocess.run(install, check=False, env=dict(os.environ)).returncode:
            raise ServerMissing(PROXY, f"npm install {PROXY}")
    return script
