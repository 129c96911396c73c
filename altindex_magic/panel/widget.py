"""The panel as one widget that talks to its browser by custom messages alone."""

from __future__ import annotations

from contextvars import copy_context
from typing import TYPE_CHECKING, Any

import anywidget

from altindex_magic.panel.assets import script, style

if TYPE_CHECKING:
    from collections.abc import Callable

    from altindex_magic.panel.hub import Hub


class PanelWidget(anywidget.AnyWidget):
    """One panel.

    A trait is saved with the notebook when widget state is saved, so it has none of its own: everything that is
    told, and any secret before all, is a message, which nobody saves.
    """

    _esm = script()
    _css = style()

    def __init__(self, hub: Callable[[], Hub]) -> None:
        """Connect to what *hub* gives once the browser speaks: until then there is nothing to load."""
        super().__init__()
        self._hub = hub
        self._asked = copy_context()
        self.on_msg(self._receive)

    def _receive(self, _widget: PanelWidget, message: object, _buffers: object) -> None:
        """Take a message from the browser, and keep in what context it came."""
        self._asked = copy_context()
        self._hub().receive(self, message)

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message to the browser, from any thread.

        It is sent as an answer to what the browser said last: a kernel takes what comes next to the subshell of the
        message that it has answered (ipykernel 7). Sent as if by a cell, it would let the browser wait for cells.
        """
        self._asked.copy().run(self.send, message)
