"""A private index with one address in every mood: what an index is known by must not change when it breaks."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import trustme
from aiohttp import web

from tests.servers.base import LOOPBACK
from tests.servers.moody import Mood, Moody
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST: Final = "private.invalid"
"""A name that no resolver on earth knows (RFC 6761)."""


class PrivateIndex:
    """A password-protected index over TLS, which may or may not give a list of its projects."""

    username: Final = Moody.username
    password: Final = Moody.password

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lists = True
        self._moody = Moody(folder)
        self._authority = trustme.CA()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._server = WebServer(self._answer, tls=self._tls)
        self.ca_cert = folder.with_name(f"{folder.name}-ca.pem")
        self._authority.cert_pem.write_to_path(self.ca_cert)
        self.become(Mood.HEALTHY)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self._server.port}/simple/"

    @property
    def url_with_login(self) -> str:
        """Give the URL in the form that plain pip needs, and that nobody should have to write."""
        return self.url.replace("//", f"//{quote(self.username, safe='')}:{quote(self.password, safe='')}@", 1)

    @property
    def mood(self) -> Mood:
        return self._moody.mood

    def become(self, mood: Mood) -> None:
        """Change the mood. Connections that are open keep the name and certificate they were made with."""
        self._moody.mood = mood
        authority = trustme.CA() if mood is Mood.BAD_TLS else self._authority
        authority.issue_cert(HOST).configure_cert(self._tls)
        if mood is Mood.REFUSED:
            self._server.stop()
        else:
            self._server.start()

    def stop(self) -> None:
        self._server.stop()

    def projects_asked(self) -> set[str]:
        """Give the names that this index has learned from its clients."""
        return self._moody.api.projects_asked()

    def forget_what_was_asked(self) -> None:
        self._moody.api.asked.clear()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        answer = await self._moody._answer(request)
        if self.mood is Mood.HEALTHY and request.path == "/simple/" and not self.lists:
            return web.Response(status=404)
        return answer

    def resolve(self, host: Any, *arguments: Any, **options: Any) -> Any:
        """Stand in for ``socket.getaddrinfo``: there is no other way to a host name that comes and goes."""
        known = host == HOST and self.mood is not Mood.NO_DNS
        return _getaddrinfo(LOOPBACK if known else host, *arguments, **options)


_getaddrinfo: Final = socket.getaddrinfo


@contextmanager
def private_index(folder: Path) -> Iterator[PrivateIndex]:
    """Serve the distributions in *folder*, in good health at first."""
    index = PrivateIndex(folder)
    before = socket.getaddrinfo
    socket.getaddrinfo = index.resolve  # type: ignore[assignment]
    try:
        yield index
    finally:
        socket.getaddrinfo = before
        index.stop()
