"""Indexes: list, get, define, change, forget; their secrets: put and delete, never get."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from tornado import web

from altindex_magic.errors.usage import InvalidName
from altindex_magic.model import INDEX_NAME
from altindex_magic.server.api.base import Handler
from altindex_magic.server.versions import check

if TYPE_CHECKING:
    from altindex_magic.server.editing import State


class IndexesHandler(Handler):
    """All indexes that are known."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List them, those in use first."""
        states = await self.done(lambda inside: inside.editing.indexes())
        self.answer({"indexes": [state.body for state in states]})


class IndexHandler(Handler):
    """One index."""

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        """Give its definition, its place in the set, and where its credential comes from."""
        known = _checked(name)
        self._answer(await self.done(lambda inside: inside.editing.index(known)))

    @web.authenticated
    @authorized
    async def put(self, name: str) -> None:
        """Define it, or define it anew: the fields of ``add``."""
        known, body, version = _checked(name), self.body(), partial(check, self.request.headers)
        self._answer(await self.done(lambda inside: inside.editing.put(known, body, version)))

    @web.authenticated
    @authorized
    async def patch(self, name: str) -> None:
        """Change some fields; ``{"name": NEW}`` alone renames it."""
        known, body, version = _checked(name), self.body(), partial(check, self.request.headers)
        self._answer(await self.done(lambda inside: inside.editing.patch(known, body, version)))

    @web.authenticated
    @authorized
    async def delete(self, name: str) -> None:
        """Forget it. Its secret stays where it is kept."""
        known, version = _checked(name), partial(check, self.request.headers)
        await self.done(lambda inside: inside.editing.delete(known, version))
        self.set_status(HTTPStatus.NO_CONTENT)
        self.finish()

    def _answer(self, state: State) -> None:
        self.answer(state.body, version=state.version)


class CredentialHandler(Handler):
    """The secret of one index. There is no way to read it."""

    @web.authenticated
    @authorized
    async def put(self, name: str) -> None:
        """Try a secret, and keep it if the index does not refuse it; or name the variable that holds it."""
        known, body, version = _checked(name), self.body(), partial(check, self.request.headers)
        self.answer({"events": await self.done(lambda inside: inside.editing.log_in(known, body, version))})

    @web.authenticated
    @authorized
    async def delete(self, name: str) -> None:
        """Forget it, wherever it is kept."""
        known = _checked(name)
        self.answer({"events": await self.done(lambda inside: inside.editing.log_out(known))})


def _checked(name: str) -> str:
    """Let only through what can be a name, whatever a path was made of.

    Raises:
        InvalidName: it cannot.

    """
    if not INDEX_NAME.fullmatch(name):
        raise InvalidName(name)
    return name
