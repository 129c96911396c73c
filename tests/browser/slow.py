"""An index that never gives the end of a large file, so that a person has time to press a button meanwhile."""

from __future__ import annotations

import asyncio
import random
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from aiohttp import web

from tests.packages import wheel
from tests.servers.own import OwnServer
from tests.servers.repository import Repository
from tests.servers.simple import SimpleApi
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK: Final = 50_000
_PAUSE: Final = 0.05
_LARGE: Final = 1_000_000


def large_wheel(folder: Path, name: str, version: str) -> Path:
    """Write a wheel of a few megabytes that no compression makes smaller."""
    numbers = random.Random(name)
    return wheel(
        folder, name, version, modules={f"{name.replace('-', '_')}.py": f'"""{numbers.randbytes(1_500_000).hex()}"""\n'}
    )


class _SlowApi(SimpleApi):
    """The simple API; two thirds of a large file come block by block, the rest never does."""

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        answer = await super().__call__(request)
        if not isinstance(answer, web.FileResponse):
            return answer
        path = self.repository.folder / request.path.rpartition("/")[2]
        slow = web.StreamResponse(headers={"Content-Length": str(path.stat().st_size)})
        await slow.prepare(request)
        content = path.read_bytes()
        end = len(content) * 2 // 3 if len(content) > _LARGE else len(content)
        with suppress(ConnectionResetError):  # whoever asked has had enough
            for start in range(0, end, _BLOCK):
                await slow.write(content[start : min(start + _BLOCK, end)])
                await asyncio.sleep(_PAUSE)
            # Nobody tells a handler that the other side has gone.
            while end < len(content) and request.transport and not request.transport.is_closing():  # noqa: ASYNC110
                await asyncio.sleep(_PAUSE)
        return slow


@contextmanager
def slow_index(folder: Path) -> Iterator[OwnServer]:
    """Serve the distributions in *folder*, slowly."""
    folder.mkdir()
    api = _SlowApi(Repository(folder))
    server = WebServer(api)
    server.start()
    try:
        yield OwnServer(url=f"{server.origin}/simple/", switch=server, folder=folder, api=api)
    finally:
        server.stop()
