"""A small HTTP server in a thread of the test process, stopped and started at will."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING, Final

from aiohttp import web

from tests.servers.base import LOOPBACK

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

_GRACE: Final = 0.01  # seconds for a handler to end by itself; aiohttp takes a zero for "for ever"


class WebServer:
    """Serves one handler on loopback, always at the port that its first start was given."""

    def __init__(self, handler: Handler, *, tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self._handler = handler
        self._tls = tls
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event

    @property
    def origin(self) -> str:
        return f"{'https' if self._tls else 'http'}://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        if self._thread is not None:
            return
        listening: Future[int] = Future()
        self._thread = Thread(target=self._run, args=(listening,), name=f"web server {self.port}", daemon=True)
        self._thread.start()
        self.port = listening.result(timeout=60)

    def stop(self) -> None:
        if self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(timeout=10)
        self._thread = None

    def _run(self, listening: Future[int]) -> None:
        try:
            asyncio.run(self._serve(listening))
        except OSError as problem:
            listening.set_exception(problem)

    async def _serve(self, listening: Future[int]) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = web.Server(self._handler, access_log=None)
        runner = web.ServerRunner(server, shutdown_timeout=_GRACE)
        await runner.setup()
        try:
            await web.TCPSite(runner, LOOPBACK, self.port, ssl_context=self._tls).start()
            listening.set_result(runner.addresses[0][1])
            await self._stopping.wait()
        finally:
            transports = [connection.transport for connection in server.connections if connection.transport]
            await runner.cleanup()
            for transport in transports:
                transport.abort()  # over TLS a closed one would wait for the client's farewell
            await asyncio.sleep(_GRACE)
