"""A session of this project before an index that a proxy can harm, and a client that asks as installers do."""

from __future__ import annotations

import base64
import http.client
import os
import sqlite3
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pytest

from altindex_magic import request
from altindex_magic.gateway.patience import Patience
from altindex_magic.places import Places
from altindex_magic.service import AltIndex, Session, World
from tests.faults.proxy import Proxy
from tests.packages import wheel
from tests.servers.uploads import upload_index
from tests.users import perform

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE = Patience(connect=3.0, answer=1.5, page=5.0, silence=1.5)
PAYLOAD = "".join(chr(ord("a") + byte % 13) + chr(ord("n") + byte % 11) for byte in os.urandom(150_000))
"""Any two bytes that follow one another differ, so that to swap them is always a harm."""


@dataclass(frozen=True)
class Answer:
    """What came of a request: the whole body with its status, or nothing that is whole."""

    status: int
    body: bytes
    reference: str = ""


@dataclass
class Bench:
    """The parts of a fault test."""

    folder: Path
    proxy: Proxy
    wheel: Path
    environ: dict[str, str]
    posts: list[dict[str, str]]
    service: AltIndex

    @property
    def places(self) -> Places:
        return places(self.folder)

    @property
    def gateway(self) -> Any:
        return self.service.session.gateway

    def get(self, path: str = "") -> Answer:
        """Ask the gateway for something below its simple API."""
        address = urlsplit(self.environ["PIP_INDEX_URL"])
        right = base64.b64encode(f"{address.username}:{address.password}".encode()).decode()
        headers = {"Authorization": f"Basic {right}", "Accept": "application/vnd.pypi.simple.v1+json"}
        return self._answer("GET", address.port, urljoin(address.path, path), headers, None)

    @cached_property
    def to_send(self) -> Path:
        """The wheel that is published."""
        return wheel(self.folder / "dist", "acme-models", "2.0", modules={"payload.py": PAYLOAD})

    def upload(self, name: str = "private") -> Answer:
        """Publish a wheel as twine would."""
        routes = self.service.session.routes()
        index = routes.find(name) or self.service.session.store.find(name)
        with self.gateway.lending(routes, index) as target:
            address = urlsplit(target.url)
            right = base64.b64encode(f"{target.username}:{target.password}".encode()).decode()
            kind, body = form(self.to_send)
            headers = {"Authorization": f"Basic {right}", "Content-Type": kind}
            return self._answer("POST", address.port, address.path, headers, body)

    def sound(self) -> None:
        """See that nothing is left half done, and that everything that was known is known."""
        connection = sqlite3.connect(self.places.ledger_file)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        assert not [path.name for path in self.places.files_cache.glob(".part-*")]
        assert {index.name for index in self.service.session.store.indexes()} >= {"private", "local"}

    @staticmethod
    def _answer(method: str, port: int | None, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            found = response.read()
            return Answer(response.status, found, response.headers.get("X-Altindex-Reference", response.reason))
        except (http.client.HTTPException, OSError):
            return Answer(0, b"")
        finally:
            connection.close()


def places(folder: Path) -> Places:
    return Places(*(folder / name for name in ("config", "site", "data", "state", "cache")))


def form(path: Path) -> tuple[str, bytes]:
    """Write an upload as a form (RFC 7578), with its content type."""
    fields = {":action": "file_upload", "protocol_version": "1", "name": "acme-models", "version": "2.0"}
    fields |= {"metadata_version": "2.1", "filetype": "bdist_wheel", "pyversion": "py3"}
    boundary = "a-boundary-of-the-tests"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="content"; filename="{path.name}"\r\n'
    whole = "".join(parts).encode() + head.encode() + b"Content-Type: application/octet-stream\r\n\r\n"
    return f"multipart/form-data; boundary={boundary}", whole + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()


@pytest.fixture
def bench(tmp_path) -> Iterator[Bench]:
    """Give a session in which an index behind a proxy is in use, and nothing was asked yet."""
    folder = tmp_path / "index"
    made = wheel(folder, "acme-models", "1.0", modules={"payload.py": f"payload = {PAYLOAD!r}\n"})
    with upload_index(folder) as server:
        proxy = Proxy(urlsplit(server.url).port or 0)
        origin = f"http://127.0.0.1:{proxy.port}"
        environ = {**os.environ, "PIP_INDEX_URL": f"{origin}/nothing/"}
        session = Session(World(places(tmp_path), environ, patience=_PATIENCE))
        service = AltIndex(session)
        added = request.Add("private", f"{origin}/simple/", packages=("acme-*",), publish_url=f"{origin}/upload")
        perform(service, added)
        perform(service, request.Use(("private",)))
        try:
            yield Bench(tmp_path, proxy, made, environ, server.behaviour.posts, service)
        finally:
            session.close()
            proxy.stop()
