"""An index as a process of its own, that can be killed: its files come by drops, and it keeps what it is sent.

Run it as ``python -m tests.faults.kills.index_server FOLDER PORT``.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path, PurePosixPath
from typing import Final

from aiohttp import BodyPartReader, web

from tests.servers.base import LOOPBACK
from tests.servers.repository import Repository
from tests.servers.simple import SimpleApi

_DROP: Final = 8 * 1024
_BETWEEN_DROPS: Final = 0.005


class Index:
    """A simple API, and an upload API that shows a file as soon as it is whole, as real servers of care do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._api = SimpleApi(Repository(folder))

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.method == "POST":
            return await self._taken(request)
        path = self._folder / PurePosixPath(request.path).name
        if request.path.startswith("/files/") and path.is_file():
            return await self._dripped(request, path)
        return await self._api(request)

    async def _dripped(self, request: web.BaseRequest, path: Path) -> web.StreamResponse:
        content = await asyncio.to_thread(path.read_bytes)
        response = web.StreamResponse()
        response.content_length = len(content)
        await response.prepare(request)
        for start in range(0, len(content), _DROP):
            await response.write(content[start : start + _DROP])
            await asyncio.sleep(_BETWEEN_DROPS)
        return response

    async def _taken(self, request: web.BaseRequest) -> web.Response:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename:
                unready = self._folder / f".{part.filename}"
                unready.write_bytes(await part.read())
                await asyncio.sleep(_BETWEEN_DROPS)
                unready.replace(self._folder / part.filename)
        return web.Response()


async def _serve(folder: Path, port: int) -> None:
    runner = web.ServerRunner(web.Server(Index(folder), access_log=None))
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
