"""What happens in the gateway, as it happens: refusals with their causes, answers and downloads."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Final

import orjson
from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.iostream import StreamClosedError

from altindex_magic.errors.usage import InvalidField
from altindex_magic.server.api.base import Handler

if TYPE_CHECKING:
    from altindex_magic.server.hosted import Hosted

_EVERY: Final = 0.3
_SIGN_OF_LIFE: Final = 15.0
"""Seconds of silence after which a proxy might think that nobody is there."""
_STREAM: Final = "text/event-stream"


class EventsHandler(Handler):
    """Server-sent events (HTML Standard, 9.2), or the last ones as a list."""

    def initialize(self, hosted: Hosted) -> None:
        """Begin connected."""
        super().initialize(hosted)
        self._is_connected = True

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Tell what happened after ``after`` or ``Last-Event-ID``, and what happens from then on."""
        place = self._place()
        if _STREAM not in self.request.headers.get("Accept", ""):
            told = await self._told(place)
            self.answer({"mark": told[-1]["id"] if told else place, "events": told})
            return
        self.set_header("Content-Type", _STREAM)
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Accel-Buffering", "no")
        await self._stream(place)

    def on_connection_close(self) -> None:
        """Take note that nobody listens any more."""
        self._is_connected = False
        super().on_connection_close()

    async def _stream(self, place: int) -> None:
        last = time.monotonic()
        self.write(": these are the events of the gateway\n\n")
        await self.flush()
        while self._is_connected and self.hosted.is_open:
            told = await self._told(place)
            for each in told:
                place = each["id"]
                self.write(f"id: {place}\ndata: {orjson.dumps(each).decode()}\n\n")
            if not told and time.monotonic() - last > _SIGN_OF_LIFE:
                self.write(": still here\n\n")
            if told or time.monotonic() - last > _SIGN_OF_LIFE:
                last = time.monotonic()
                try:
                    await self.flush()
                except StreamClosedError:
                    return
            await asyncio.sleep(_EVERY)

    async def _told(self, place: int) -> list[dict[str, Any]]:
        return await self.done(lambda inside: inside.told(place))

    def _place(self) -> int:
        text = self.request.headers.get("Last-Event-ID") or self.get_query_argument("after", "0")
        if not text.isdecimal() or len(text) > len(str(2**63)):
            raise InvalidField("after", "it must be a whole number")
        return int(text)
