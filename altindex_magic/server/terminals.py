"""Terminals of a server are started with its gateway's environment."""

from __future__ import annotations

import os
import threading
from itertools import count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

    from altindex_magic.server.hosted import Hosted

_NAME: Final = "terminals"
"""The terminal manager has one environment for all: those between two changes of it are one reader, with a number."""


class Terminals:
    """Keeps the environment of new terminals up to date."""

    def __init__(self, server: ServerApp, hosted: Hosted) -> None:
        """Look after the terminals of *server*."""
        self._server = server
        self._hosted = hosted
        self._before: dict[str, Any] | None = None
        self._number = count(1)
        self._renewing = threading.Lock()

    def renew(self) -> None:
        """Lend new terminals what is in use now; what open ones were lent stays good. Any thread may call it."""
        manager = self._server.web_app.settings.get("terminal_manager")
        if manager is None:
            return
        with self._renewing:  # of two changes at once the later one counts
            if self._before is None:
                self._before = dict(manager.extra_env or {})
            lent = self._hosted.lend(f"{_NAME}-{next(self._number)}", os.environ)
            manager.extra_env = {**self._before, **lent}
