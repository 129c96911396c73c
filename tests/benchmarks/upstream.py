"""The benchmark's own index: several indexes behind one port, each answer held back by a given time.

It runs as a process of its own, so that it takes no time from the gateway's interpreter::

    python -m tests.benchmarks.upstream FOLDER PORT DELAY_IN_SECONDS

Each folder below FOLDER is one index: ``/NAME/simple/`` and ``/NAME/files/``.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.servers.base import LOOPBACK
from tests.servers.repository import Repository, core_metadata
from tests.servers.simple import HTML, JSON

_HASHED_UP_TO = 100 * 2**20


class Shelf(Repository):
    """A repository whose pages are made once, and which does not read files of gigabytes to hash them."""

    def describe(self, path: Path) -> dict[str, Any]:
        if path.stat().st_size > _HASHED_UP_TO:
            return {"filename": path.name, "url": self.files_url + path.name, "hashes": {}, "yanked": False}
        return super().describe(path)


class Upstream:
    """Answers for every index in a folder, and counts what it is asked."""

    def __init__(self, folder: Path, delay: float) -> None:
        self._delay = delay
        self._shelves = {path.name: Shelf(path) for path in folder.iterdir() if path.is_dir()}
        self._asked: Counter[str] = Counter()
        self._page = cache(self._made_page)
        self._metadata = cache(core_metadata)

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/asked":
            return web.json_response(self._asked)
        self._asked[request.path] += 1
        if self._delay:
            await asyncio.sleep(self._delay)
        match request.path.strip("/").split("/"):
            case [index, "simple", *rest] if index in self._shelves and len(rest) <= 1:
                form = JSON if JSON in request.headers.get("Accept", JSON) else HTML
                return self._answer(index, rest[0] if rest else None, form)
            case [index, "files", name] if index in self._shelves:
                return self._file(self._shelves[index].folder / name)
        return web.Response(status=404)

    def _answer(self, index: str, project: str | None, form: str) -> web.Response:
        body = self._page(index, project, form)
        return web.Response(status=404) if body is None else web.Response(body=body, content_type=form)

    def _made_page(self, index: str, project: str | None, form: str) -> bytes | None:
        shelf = self._shelves[index]
        if project is None:
            return shelf.json_list() if form == JSON else shelf.html_list()
        if project not in shelf.projects():
            return None
        return shelf.json_project(project) if form == JSON else shelf.html_project(project)

    def _file(self, path: Path) -> web.StreamResponse:
        if path.suffix == ".metadata" and path.with_suffix("").is_file():
            return web.Response(body=self._metadata(path.with_suffix("")))
        return web.FileResponse(path, chunk_size=2**20) if path.is_file() else web.Response(status=404)


async def _serve(folder: Path, port: int, delay: float) -> None:
    runner = web.ServerRunner(web.Server(Upstream(folder, delay), access_log=None))
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
