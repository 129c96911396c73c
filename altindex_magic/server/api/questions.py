"""Questions: which change nothing."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from altindex_magic.errors.usage import InvalidField
from altindex_magic.server.api.base import Handler


class PresetsHandler(Handler):
    """The catalogue of providers."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Give it."""
        self.answer(await self.done(lambda inside: inside.perform("ListPresets", {})))


class TestHandler(Handler):
    """One real question to indexes."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Ask those that are named, or all; one that fails is a row with its error."""
        body = self.body()
        self.answer(await self.done(lambda inside: inside.tested(body)))


class WhyHandler(Handler):
    """Who answers for a project."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Tell which index, by which rule, with which credential source, and the last error."""
        project = argument(self, "project")
        self.answer(await self.done(lambda inside: inside.perform("Explain", {"project": project})))


class SearchHandler(Handler):
    """Names on the active indexes."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Find those that contain a text."""
        text = argument(self, "text")
        self.answer(await self.done(lambda inside: inside.perform("Search", {"text": text})))


class InstallsHandler(Handler):
    """What was installed into the environments of kernels."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Give it for each environment, with the kernels of this server that live in it."""
        self.answer({"environments": await self.done(lambda inside: inside.installs())})


def argument(handler: Handler, name: str) -> str:
    """Give the one value of the query's parameter *name*.

    Raises:
        InvalidField: there is none, or more than one.

    """
    values = handler.get_query_arguments(name)
    if len(values) != 1 or not values[0]:
        raise InvalidField(name, "it must be given once")
    return values[0]
