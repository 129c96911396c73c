"""The thread side of the extension: starts the gateway, once, and keeps whatever waits out of the server's own loop.

It is light: what is behind :mod:`altindex_magic.server.inside` is loaded in the thread, after the server listens.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from logging import Logger

    from altindex_magic.server.inside import Inside
    from altindex_magic.server.settings import Settings

Result = TypeVar("Result")

_WORKERS: Final = 8


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
        """Start the gateway in a thread, once; give what tells when it runs or has failed to."""
        with self._starting:
            if self._started is None:
                self._started = self._workers.submit(self._start)
                self._started.add_done_callback(self._tell_failure)
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

        Without a gateway that is nothing.
        """
        return self._inside.lend(name, environ, key) if self._inside else {}

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

    def _start(self) -> None:
        from altindex_magic.server.inside import Inside  # noqa: PLC0415 - loaded in this thread

        self._inside = Inside(self._settings)
        problem = self._inside.start()
        if problem:
            self._log.error("altindex: nothing is in use for this server.\n%s", problem)
        self.renew()

    def _tell_failure(self, started: Future[None]) -> None:
        """Log what kept the gateway from starting: kernels start without it."""
        problem = None if started.cancelled() else started.exception()
        if problem:
            self._log.error("altindex: kernels are started without the gateway.\n%s", problem)
