"""The server-wide set."""

from __future__ import annotations

from functools import partial

from jupyter_server.auth.decorator import authorized
from tornado import web

from altindex_magic.server.api.base import Handler
from altindex_magic.server.versions import check


class ActiveHandler(Handler):
    """What every new kernel and terminal of this server uses."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Give it, and what the administrator has configured."""
        state = await self.done(lambda inside: inside.editing.active())
        self.answer(state.body, version=state.version)

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """Choose it, proven by one real request to each index; ``names: null`` goes back to what is configured."""
        body, version = self.body(), partial(check, self.request.headers)
        state, events = await self.done(lambda inside: inside.editing.activate(body, version))
        await self.done(lambda _inside: self.hosted.renew())
        self.answer({**state.body, "events": events}, version=state.version)
