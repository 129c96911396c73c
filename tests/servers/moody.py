"""An index that breaks on demand, in every way that an index is known to break."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import contextmanager
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import trustme
from aiohttp import web

from tests.servers.base import LOOPBACK, Server
from tests.servers.repository import Repository
from tests.servers.simple import SimpleApi
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Mood(StrEnum):
    """The states of an index, as its clients meet them."""

    HEALTHY = "healthy"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    """For everything, also with the right credential: what some registries answer to an expired token."""
    BROKEN = "500"
    REFUSED = "refused"
    NO_DNS = "no DNS"
    BAD_TLS = "bad TLS"
    """A certificate that no authority signed."""
    SILENT = "silent"
    """Accepts the connection and never answers."""
    LOGIN_PAGE = "login page"
    """A page for people, with status 200, in place of the answer."""
    CUT = "cut"
    """Breaks off in the middle of each file."""
    SLOW = "slow"
    """Well, but gives its files by drops."""


FAULTS: Final = tuple(mood for mood in Mood if mood not in {Mood.HEALTHY, Mood.SLOW})
_DROPS: Final = 300
_BETWEEN_DROPS: Final = 0.1
_LOGIN_PAGE: Final = """<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1>
<form action="/session" method="post"><input name="user"><input name="password" type="password">
<a href="/simple/">Forgot your password?</a><button>Sign in</button></form></body></html>"""


class Moody:
    """A password-protected index over a folder, whose mood is switched at run time."""

    username: Final = "moody-user"
    password: Final = "m00dy+s3cret/&% x"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mood = Mood.HEALTHY
        self.api = SimpleApi(Repository(folder), login=(self.username, self.password))
        self._plain = WebServer(self._answer)
        self._self_signed = WebServer(self._answer, tls=_untrusted())

    @property
    def url(self) -> str:
        """The address to configure. Only two moods need one of their own: ``NO_DNS`` and ``BAD_TLS``."""
        if self.mood is Mood.NO_DNS:
            return "http://index.invalid/simple/"
        server = self._self_signed if self.mood is Mood.BAD_TLS else self._plain
        return f"{server.origin}/simple/"

    def server(self) -> Server:
        """Describe it as it is now, as the other servers are described."""
        return Server(url=self.url, username=self.username, password=self.password, folder=self.folder, switch=self)

    def become(self, mood: Mood) -> None:
        """Change the mood; connections that are open already feel it too."""
        self.mood = mood
        if mood is Mood.REFUSED:
            self._plain.stop()
        else:
            self._plain.start()

    def start(self) -> None:
        self._plain.start()
        self._self_signed.start()

    def stop(self) -> None:
        self._plain.stop()
        self._self_signed.stop()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        healthy = await self.api(request)  # also when it is not well: what was asked is on record
        match self.mood:
            case Mood.UNAUTHORIZED:
                return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="index"'})
            case Mood.FORBIDDEN | Mood.NOT_FOUND | Mood.BROKEN:
                return web.Response(status=int(self.mood))
            case Mood.SILENT:
                await asyncio.Event().wait()
            case Mood.LOGIN_PAGE:
                return web.Response(text=_LOGIN_PAGE, content_type="text/html")
            case Mood.CUT | Mood.SLOW if isinstance(healthy, web.FileResponse):
                return await self._dripped(request)
        return healthy

    async def _dripped(self, request: web.BaseRequest) -> web.StreamResponse:
        """Send a file by drops, or the first half of it at once and then nothing."""
        content = self.folder.joinpath(PurePosixPath(request.path).name).read_bytes()
        response = web.StreamResponse()
        response.content_length = len(content)
        await response.prepare(request)
        if self.mood is Mood.CUT and request.transport:
            await response.write(content[: len(content) // 2])
            request.transport.close()
            return response
        drop = max(1, len(content) // _DROPS)
        for start in range(0, len(content), drop):
            await response.write(content[start : start + drop])
            await asyncio.sleep(_BETWEEN_DROPS)
        return response


@contextmanager
def moody_index(folder: Path) -> Iterator[Moody]:
    """Serve the distributions in *folder*, in good health at first."""
    moody = Moody(folder)
    moody.start()
    try:
        yield moody
    finally:
        moody.stop()


def _untrusted() -> ssl.SSLContext:
    """Make a TLS context with a certificate from an authority that nobody is told of."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(LOOPBACK).configure_cert(context)
    return context
