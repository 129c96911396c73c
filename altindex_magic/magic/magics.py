"""The magics themselves: a line becomes a request, its events go to a face."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class
from traitlets import Bool

import altindex_magic
from altindex_magic.environment import GATEWAY_VARIABLE

if TYPE_CHECKING:
    from altindex_magic.request import Request
    from altindex_magic.service import AltIndex


@magics_class
class AltIndexMagics(Magics):
    """Alternate package indexes in this kernel."""

    replace_pip = Bool(
        default_value=False,
        help="Let `%pip install` and `%uv pip install` show progress and fail their cell as `%altindex install` does.",
    ).tag(config=True)

    @line_cell_magic
    def altindex(self, line: str, cell: str | None = None) -> None:
        """Use alternate package indexes; `%altindex help` lists what there is."""
        # Everything but the shell is loaded at the first use: loading the extension must cost nothing.
        from altindex_magic import grammar  # noqa: PLC0415
        from altindex_magic.errors import AltIndexError  # noqa: PLC0415
        from altindex_magic.magic.cells import with_cells  # noqa: PLC0415
        from altindex_magic.magic.history import forget_secret  # noqa: PLC0415
        from altindex_magic.request import Help, Panel  # noqa: PLC0415

        try:
            wanted = grammar.parse(grammar.split(line, windows=os.name == "nt"), cell)
            if isinstance(wanted, Help):
                print(grammar.help_text(wanted.verb))  # noqa: T201 - help is plain text wherever it is read
            elif isinstance(wanted, Panel):
                altindex_magic.panel(plain=wanted.plain)
            else:
                self.perform(with_cells(self.shell, wanted))
        except AltIndexError as problem:
            forget_secret(self.shell, line, problem)
            raise

    def perform(self, wanted: Request) -> None:
        """Perform *wanted* on the session of this kernel and show what happens; an error fails the cell."""
        from altindex_magic.magic.face import face_for  # noqa: PLC0415
        from altindex_magic.service.current import current  # noqa: PLC0415

        face, service = face_for(self.shell), current()
        interrupted = False
        try:
            for event in service.perform(wanted):
                try:
                    face.show(event)
                except KeyboardInterrupt:
                    interrupted = True
                    service.stop()  # the work itself knows in which state it was stopped, and says so
            if interrupted:
                raise KeyboardInterrupt
        finally:
            face.finish()
            self.mark_as_told()

    def mark_as_told(self) -> None:
        """Take note that the refusals so far were shown, so that they are not shown again below the cell."""
        gateway = running_gateway()
        self._told = gateway.feed.mark if gateway else 0

    @property
    def told(self) -> int:
        """Give the place in the stream of refusals up to which they were shown, here or in a panel."""
        service = _loaded()
        return max(getattr(self, "_told", 0), service.session.told if service else 0)


def note_arrivals() -> None:
    """Record what ``!pip`` and the like have brought; a ledger that fails is reported by whoever needs it."""
    service = _loaded()
    if service is None:
        return
    from altindex_magic.errors import AltIndexError  # noqa: PLC0415 - loaded when it is needed

    with suppress(AltIndexError):
        service.session.arrivals.note()


def running_gateway() -> Any:  # noqa: ANN401 - its type would load the HTTP library at start
    """Give the gateway of this kernel if it runs, or as much of the Jupyter server's as a cell needs to know.

    Asked after every cell: where nothing has loaded the service, that is not done to find out that there is none.
    """
    service = _loaded()
    if service:
        return service.session.running_gateway
    url = os.environ.get(GATEWAY_VARIABLE)
    return _of_the_server(url) if url else None


def _loaded() -> AltIndex | None:
    """Give the service of this kernel if anything has needed it so far."""
    current = sys.modules.get("altindex_magic.service.current")
    service: AltIndex | None = current.running() if current else None
    return service


@cache
def _of_the_server(url: str) -> Any:  # noqa: ANN401 - as above
    """Give what the gateway of the Jupyter server tells, before any command has loaded the service."""
    from altindex_magic.gateway.line import Line  # noqa: PLC0415 - loaded under a server only
    from altindex_magic.gateway.remote_feed import RemoteFeed  # noqa: PLC0415 - as above

    return SimpleNamespace(feed=RemoteFeed(Line(url).send))
