"""Threads that work for panels, so that the kernel stays free for cells."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from altindex_magic.service import prompt

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG: Final = logging.getLogger(__name__)


class Worker:
    """Does jobs one after another; several threads do as many at a time. They start with the first job."""

    def __init__(self, name: str, threads: int = 1) -> None:
        """Name the threads *name*."""
        self._name = name
        self._threads = threads
        self._started = False
        self._lock = threading.Lock()
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def do(self, job: Callable[[], None]) -> None:
        """Have *job* done and return at once."""
        with self._lock:
            if not self._started:
                self._started = True
                for _ in range(self._threads):
                    # A daemon: a kernel that shuts down does not wait for an installation.
                    threading.Thread(target=self._work, name=self._name, daemon=True).start()
        self._jobs.put(job)

    def forget(self) -> None:
        """Drop the jobs that nobody has begun."""
        with suppress(Empty):
            while True:
                self._jobs.get_nowait()

    def _work(self) -> None:
        prompt.unattended()
        while True:
            job = self._jobs.get()
            try:
                job()
            except Exception:  # noqa: BLE001 - a thread that ends takes every later job with it
                _LOG.exception("a job of the panel failed")
