"""Which path leads to which handler. ``openapi.json`` beside this file describes the same."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jupyter_server.auth.decorator import authorized
from tornado import web

from altindex_magic.server.api.active import ActiveHandler
from altindex_magic.server.api.base import Handler
from altindex_magic.server.api.events import EventsHandler
from altindex_magic.server.api.indexes import CredentialHandler, IndexesHandler, IndexHandler
from altindex_magic.server.api.questions import (
    InstallsHandler,
    PresetsHandler,
    SearchHandler,
    TestHandler,
    WhyHandler,
)


class OpenApiHandler(Handler):
    """The description of this API."""

    @web.authenticated
    @authorized
    def get(self) -> None:
        """Give it."""
        self.finish(DESCRIPTION.read_bytes())


DESCRIPTION: Final = Path(__file__).with_name("openapi.json")
_NAME: Final = r"([^/]+)"
ROUTES: Final[tuple[tuple[str, type[Handler]], ...]] = (
    (r"/altindex/api/indexes", IndexesHandler),
    (rf"/altindex/api/indexes/{_NAME}", IndexHandler),
    (rf"/altindex/api/indexes/{_NAME}/credential", CredentialHandler),
    (r"/altindex/api/active", ActiveHandler),
    (r"/altindex/api/presets", PresetsHandler),
    (r"/altindex/api/test", TestHandler),
    (r"/altindex/api/why", WhyHandler),
    (r"/altindex/api/search", SearchHandler),
    (r"/altindex/api/installs", InstallsHandler),
    (r"/altindex/api/events", EventsHandler),
    (r"/altindex/api/openapi.json", OpenApiHandler),
)
