"""devpi: users, indexes of theirs, uploads, and its own redirects and spellings."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final
from urllib.request import ProxyHandler, Request, build_opener

from tests.servers.base import LOOPBACK, Server, ServerMissing, ServerProcess, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

USERNAME: Final = "alice"
PASSWORD: Final = "d3vpi+pass/of alice"


@dataclass(frozen=True)
class Devpi:
    """A devpi-server with one user, who has any number of indexes."""

    origin: str
    process: ServerProcess

    def new_index(self, name: str) -> Server:
        """Create the empty index ``alice/name``. Anyone may read it, only alice may upload."""
        login = self._ask("POST", "+login", {"user": USERNAME, "password": PASSWORD})
        self._ask("PUT", f"{USERNAME}/{name}", {"bases": [], "volatile": True}, token=login["result"]["password"])
        url = f"{self.origin}/{USERNAME}/{name}/"
        return Server(
            url=f"{url}+simple/",
            upload_url=url,
            username=USERNAME,
            password=PASSWORD,
            folder=self.process.folder,
            switch=self.process,
        )

    def _ask(self, method: str, path: str, body: dict[str, Any], token: str | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["X-Devpi-Auth"] = base64.b64encode(f"{USERNAME}:{token}".encode()).decode()
        request = Request(f"{self.origin}/{path}", json.dumps(body).encode(), headers, method=method)
        with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
            return dict(json.load(answer))


@contextmanager
def devpi(folder: Path) -> Iterator[Devpi]:
    """Run a devpi-server in *folder*, with the user alice and no mirror of anything."""
    if find_spec("devpi_server") is None:
        raise ServerMissing("devpi-server", "pip install -e '.[test]'")
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    create = ["-c", "from devpi_server.init import init; init()", "--serverdir", data, "--no-root-pypi"]
    with folder.joinpath("init.log").open("wb") as log:
        subprocess.run([sys.executable, *create], check=True, cwd=folder, stdout=log, stderr=log)
    port = free_port()
    serve = ["-m", "devpi_server", "--serverdir", data, "--host", LOOPBACK, "--port", str(port), "--offline-mode"]
    process = ServerProcess([sys.executable, *serve], port=port, folder=folder)
    process.start()
    try:
        server = Devpi(f"http://{LOOPBACK}:{port}", process)
        server._ask("PUT", USERNAME, {"password": PASSWORD})
        yield server
    finally:
        process.stop()
