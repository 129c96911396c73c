"""An index that takes uploads, or refuses them in any server's words, or breaks off in their middle."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from aiohttp import web

from tests.servers.base import Server
from tests.servers.repository import Repository
from tests.servers.simple import SimpleApi
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

USERNAME: Final = "uploader"
PASSWORD: Final = "upl0ad+t0ken/of&uploader"


@dataclass
class Behaviour:
    """How the next uploads end."""

    status: int = 200
    reason: str = "OK"
    body: str = ""
    breaks_after: int | None = None
    """The number of bytes after which the connection breaks."""
    received: int = 0
    posts: list[dict[str, str]] = field(default_factory=list)
    """The headers of each upload."""


@dataclass(frozen=True, kw_only=True)
class UploadServer(Server):
    """A server in this process that keeps nothing of what it is sent."""

    behaviour: Behaviour


@contextmanager
def upload_index(folder: Path) -> Iterator[UploadServer]:
    """Serve the distributions in *folder*, and take uploads as the behaviour says."""
    api = SimpleApi(Repository(folder))
    behaviour = Behaviour()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await (_receive(request, behaviour) if request.method == "POST" else api(request))

    server = WebServer(answer)
    server.start()
    try:
        yield UploadServer(
            url=f"{server.origin}/simple/",
            upload_url=f"{server.origin}/upload",
            username=USERNAME,
            password=PASSWORD,
            switch=server,
            folder=folder,
            behaviour=behaviour,
        )
    finally:
        server.stop()


async def _receive(request: web.BaseRequest, behaviour: Behaviour) -> web.StreamResponse:
    behaviour.posts.append(dict(request.headers))
    behaviour.received = 0
    async for chunk in request.content.iter_any():
        behaviour.received += len(chunk)
        if behaviour.breaks_after is not None and behaviour.received >= behaviour.breaks_after and request.transport:
            request.transport.abort()
            break
    return web.Response(status=behaviour.status, reason=behaviour.reason, text=behaviour.body)
