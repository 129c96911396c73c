"""An index of the attacks: each page and file can be replaced, and everything that is asked is on record."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from tests.servers.repository import Repository
from tests.servers.simple import SimpleApi
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Site:
    """A simple API over a folder, with other answers where an attack wants them."""

    def __init__(self, folder: Path, login: tuple[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.login = login
        self.api = SimpleApi(Repository(folder), login=login)
        self.answers: dict[str, Handler] = {}
        """By path, what is answered there in place of the truth; ``*`` stands for every other path."""
        self.sent = 0
        """Bytes of the endless answers."""
        self.server = WebServer(self._answer)
        self.server.start()

    @property
    def origin(self) -> str:
        return self.server.origin

    @property
    def url(self) -> str:
        return f"{self.origin}/simple/"

    @property
    def url_with_login(self) -> str:
        """Give the URL in the form that plain installers need."""
        if self.login is None:
            return self.url
        return self.url.replace("//", f"//{':'.join(quote(part, safe='') for part in self.login)}@", 1)

    def facts(self, filename: str, **facts: Any) -> None:
        """Say other things of a file, in PEP 691's keys with underscores."""
        told = {key.replace("_", "-"): value for key, value in facts.items()}
        self.api.repository.file_facts.setdefault(filename, {}).update(told)

    def says(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> None:
        """Answer *body* at *path*, as HTML."""
        content = body.encode() if isinstance(body, str) else body
        told = {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}

        async def answer(_request: web.BaseRequest) -> web.Response:
            return web.Response(body=content, status=status, headers=told)

        self.answers[path] = answer

    def redirects(self, path: str, target: str) -> None:
        """Send whoever asks for *path* to *target*."""
        self.says(path, "", 302, Location=target)

    def secrets_received(self, secret: str, agent: str = "") -> bool:
        """Tell whether *agent*, or anybody, has sent *secret* here since the record was last cleared."""
        for asked in self.api.asked:
            if not asked.headers.get("User-Agent", "").startswith(agent):
                continue
            scheme, _, value = asked.headers.get("Authorization", "").partition(" ")
            if scheme == "Basic" and secret in base64.b64decode(value).decode():
                return True
        return False

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        other = self.answers.get(request.path) or self.answers.get("*")
        healthy = await self.api(request)  # also when it is not given: what was asked is on record
        return await other(request) if other else healthy
