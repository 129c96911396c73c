"""The thread side of the extension: starts the gateway, once, and keeps whatever waits out of the server's own loop.

It is light: what is behind :mod:`altindex_magic.server.inside` is loaded in the thread, after the server listens.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

from altindex_magic.environment import GATEWAY_VARIABLE, USE_VARIABLE, GatewayAddress, Wanted, kernel_environment
from altindex_magic.errors import AltIndexError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from logging import Logger

    from altindex_magic.server.inside import Inside
    from altindex_magic.server.settings import Settings

Result = TypeVar("Result")

_WORKERS: Final = 8
_NOWHERE: Final = "http://127.0.0.1:9/the-gateway-of-the-jupyter-server-does-not-run"
"""An address where nobody listens, which says in the words of pip and uv what is the matter."""


class Hosted:
    """What the rest of the extension knows of the gateway."""

    def __init__(self, settings: Settings, log: Logger) -> None:
        """Begin with nothing started."""
        self.is_open = True
        self._settings = settings
        self._log = log
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="altindex-server")
        self._inside: Inside | None = None
        self._started: Future[None] | None = None
        self._starting = threading.Lock()
        self._watchers: list[Callable[[], None]] = []

    def begin(self) -> Future[None]:
        """Start the gateway in a thread unless it runs; give what tells when it runs or has failed to."""
        with self._starting:
            if self._started is None or (self.is_open and self._started.done() and not self._runs):
                self._started = self._workers.submit(self._start)
                self._started.add_done_callback(self._has_started)
            return self._started

    async def run(self, work: Callable[[Inside], Result]) -> Result:
        """Do *work* in a thread, as soon as the gateway runs.

        Raises:
            AltIndexError: it could not be done, or the gateway does not run.

        """
        await asyncio.wrap_future(self.begin())
        assert self._inside is not None  # noqa: S101 - it has begun; for the type checker
        return await asyncio.get_running_loop().run_in_executor(self._workers, work, self._inside)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call *watcher* in some thread whenever what is lent may differ."""
        self._watchers.append(watcher)

    def renew(self) -> None:
        """Tell the watchers."""
        for watcher in self._watchers:
            watcher()

    def lend(self, name: str, environ: Mapping[str, str], key: bytes | None = None) -> Mapping[str, str | None]:
        """Give what to set in, and with ``None`` to remove from, the environment of a kernel or terminal.

        Without a gateway it is what leads nowhere, if there is a set that should have been used.
        """
        lent = self._inside.lend(name, environ, key) if self._inside and self._runs else None
        return self._nowhere(environ) if lent is None else lent

    def take_back(self, name: str) -> None:
        """Let the kernel called *name* in no longer: it has ended."""
        if self._inside:
            self._inside.take_back(name)

    def close(self) -> None:
        """Stop the gateway."""
        self.is_open = False
        self._workers.shutdown(wait=False, cancel_futures=True)
        if self._inside:
            self._inside.close()

    @property
    def _runs(self) -> bool:
        started = self._started
        is_started = started is not None and started.done() and not started.cancelled() and not started.exception()
        return is_started and self._inside is not None and self._inside.runs

    def _start(self) -> None:
        from altindex_magic.server.inside import Inside  # noqa: PLC0415 - loaded in this thread

        if self._inside is None:
            self._inside = Inside(self._settings)
        problem = self._inside.start()
        if problem and problem is not self._settings.problem:  # which was told when it was found
            self._log.error("altindex: what this server is to use cannot be put to use.\n%s", problem)

    def _has_started(self, started: Future[None]) -> None:
        """Log what kept the gateway from starting, and tell the watchers."""
        problem = None if started.cancelled() else started.exception()
        if problem:
            self._log.error("altindex: the gateway does not run, and kernels find no index.\n%s", problem)
        self.renew()

    def _nowhere(self, environ: Mapping[str, str]) -> Mapping[str, str | None]:
        """Give what leads to no index at all, if there is a set that should have been used.

        A kernel that has the magic takes the gateway for one that has ended, and starts its own.
        """
        from altindex_magic.server.choice import Choice  # noqa: PLC0415 - needed when all else has failed

        try:
            wanted = Choice(self._settings.places.state).or_configured(self._settings)
        except AltIndexError:
            wanted = None
        if wanted and not wanted.names:
            return {}
        wanted = wanted or Wanted()
        changes = kernel_environment(GatewayAddress(f"{_NOWHERE}/simple/"), environ, strict=wanted.strict)
        return {**changes, GATEWAY_VARIABLE: _NOWHERE, USE_VARIABLE: wanted.words}
