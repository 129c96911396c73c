"""Those of Jupyter who are killed while they work: kernels, and servers with the extension."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar

from tests.faults.kills.processes import PATIENCE, kill_and_wait, see
from tests.frontend import frontend
from tests.servers.jupyter import jupyter_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.kills.scene import Scene, Work
    from tests.frontend import Frontend
    from tests.servers.jupyter import JupyterServer


class Kernel:
    """A real kernel with the extension, and a front end before it."""

    name: ClassVar = "IPython kernel"
    kinds: ClassVar = ("install", "add", "upload")

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._stack = ExitStack()
        self._person: Frontend | None = None

    def start(self) -> None:
        if self._person is None:
            self._person = self._stack.enter_context(frontend(self._scene.env, **self._scene.variables))
            for line in ("%load_ext altindex_magic", f"%altindex {self._scene.definition}", "%altindex use private"):
                see(self._run(line))

    def begin(self, work: Work) -> None:
        assert self._person
        self._person.client.execute(f"%altindex {work.line}")

    def kill(self) -> bool:
        assert self._person
        under_way = not self._is_idle(self._person)
        kill_and_wait(self._person.pid, self._person.kill)
        self._stack.close()
        self._person = None
        return under_way

    def perform(self, work: Work) -> str:
        self.start()
        return self._run(f"%altindex {work.line}")

    def close(self) -> None:
        self._stack.close()

    @staticmethod
    def _is_idle(person: Frontend) -> bool:
        with suppress(Exception):
            return bool(person.client.get_shell_msg(timeout=0))
        return False

    def _run(self, cell: str) -> str:
        assert self._person
        done = self._person.run(cell)
        return "" if done.ok else done.shown


class Server:
    """A Jupyter server with the extension; what it is asked for comes through its REST API and its terminals."""

    name: ClassVar = "Jupyter server"
    kinds: ClassVar = ("install", "add", "login")

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._stack = ExitStack()
        self._server: JupyterServer | None = None
        self._asked: Thread | None = None

    def start(self) -> None:
        if self._server:
            return
        running = jupyter_server(self._scene.env, **self._scene.variables)
        self._server = self._stack.enter_context(running)
        fields = {
            "url": f"{self._scene.url}/simple/",
            "packages": ["acme-*"],
            "publish_url": f"{self._scene.url}/upload",
        }
        see(self._put("indexes/private", fields))
        see(self._put("active", {"names": ["private"]}))

    def begin(self, work: Work) -> None:
        self._asked = Thread(target=self._tried, args=(lambda: self._done(work),), daemon=True)
        self._asked.start()

    def kill(self) -> bool:
        assert self._server
        assert self._asked
        under_way = self._asked.is_alive()
        kill_and_wait(self._server.process.pid, self._server.process.wait)
        self._asked.join(PATIENCE)
        self._stack.close()
        self._server = None
        return under_way

    def perform(self, work: Work) -> str:
        self.start()
        return self._done(work)

    def close(self) -> None:
        self._stack.close()

    def _done(self, work: Work) -> str:
        if work.kind == "install":
            env = self._scene.env
            uv = f"{env.scripts / 'uv'} pip install --python {env.python}"
            return self._typed(f"{uv} --no-deps {work.name}=={work.text}")
        path = f"indexes/{work.name}" + ("/credential" if work.kind == "login" else "")
        return self._put(path, work.fields)

    def _typed(self, line: str) -> str:
        assert self._server
        shown = self._server.terminal(f"{line}; echo stat''us=$?=", until="status=")
        return "" if "status=0" in shown else shown

    def _put(self, path: str, body: dict[str, Any]) -> str:
        assert self._server
        known = self._server.ask("GET", f"altindex/api/{path.removesuffix('/credential')}")
        version = {"If_Match": known.headers["ETag"]} if known.status == 200 else {"If_None_Match": "*"}
        answer = self._server.ask("PUT", f"altindex/api/{path}", body, **version)
        return "" if answer.status < 400 else answer.body.decode()

    @staticmethod
    def _tried(work: Callable[[], str]) -> None:
        with suppress(Exception):  # the server dies meanwhile
            work()
