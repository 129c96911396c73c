"""Values kept for a while: fetched once for many askers, and again when they are stale."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

Value = TypeVar("Value")


class SingleFlight(Generic[Value]):
    """Runs one piece of work for all who ask for the same key at the same time."""

    def __init__(self) -> None:
        """Begin with nothing under way."""
        self._running: dict[Hashable, asyncio.Task[Value]] = {}

    async def run(self, key: Hashable, work: Callable[[], Awaitable[Value]]) -> Value:
        """Join the work under way for *key*, or start it. An asker who leaves does not end it for others."""
        task = self._running.get(key)
        if task is None:
            task = asyncio.ensure_future(work())
            self._running[key] = task
            task.add_done_callback(lambda done: self._finished(key, done))
        return await asyncio.shield(task)

    def _finished(self, key: Hashable, task: asyncio.Task[Value]) -> None:
        self._running.pop(key, None)
        if not task.cancelled():
            task.exception()  # seen, also when every asker has left


class Recent(Generic[Value]):
    """The values used last, up to a number."""

    def __init__(self, most: int) -> None:
        """Keep at most *most* values."""
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """Give the value of *key*, which thereby becomes the latest."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: Hashable, value: Value) -> None:
        """Keep *value*; the one that was not used for longest goes."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def drop(self, matches: Callable[[Hashable], bool]) -> None:
        """Forget every key that *matches*."""
        for key in [key for key in self._values if matches(key)]:
            del self._values[key]
