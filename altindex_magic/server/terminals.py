"""Terminals of a server are started with its gateway's environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

    from altindex_magic.server.hosted import Hosted

_NAME: Final = "terminals"
"""All terminals together are one reader: the terminal manager has one environment for them."""


class Terminals:
    """Keeps the environment of new terminals up to date."""

    def __init__(self, server: ServerApp, hosted: Hosted) -> None:
        """Look after the terminals of *server*."""
        self._server = server
        self._hosted = hosted
        self._before: dict[str, Any] | None = None

    def renew(self) -> None:
        """Lend new terminals what is in use now. Any thread may call it."""
        manager = self._server.web_app.settings.get("terminal_manager")
        if manager is None:
            return
        if self._before is None:
            self._before = dict(manager.extra_env or {})
        manager.extra_env = {**self._before, **self._hosted.lend(_NAME, os.environ)}
