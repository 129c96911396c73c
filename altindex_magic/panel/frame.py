"""The panel with a way out below it, for a page that has widgets but cannot load this one.

Such a page shows an error of its own in place of the panel, or nothing at all, and tells the kernel of neither: all
that can be seen from here is that the panel does not speak.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import ipywidgets as widgets

if TYPE_CHECKING:
    from collections.abc import Callable

    from altindex_magic.panel.widget import PanelWidget

_PATIENCE: Final = 6.0
"""Seconds in which a browser has loaded the panel, unless it cannot."""
_HINT: Final = (
    "<p>If no panel is shown above, this page cannot load it. <code>%altindex panel --plain</code> shows a form that"
    " needs less, and so does the button. The panel itself needs <code>anywidget</code> in the environment of the"
    " Jupyter server, and the page loaded anew.</p>"
)


class Frame:
    """Holds a panel; offers the plain form below it when the panel has not spoken in time, until it does."""

    def __init__(
        self, panel: PanelWidget, plain_form: Callable[[], widgets.Widget], patience: float = _PATIENCE
    ) -> None:
        """Hold *panel* and wait for it; *plain_form* makes what the button shows."""
        self._panel = panel
        self._plain_form = plain_form
        # The list of completions hangs over the edge of the panel.
        self.box = widgets.VBox((panel,), layout=widgets.Layout(overflow="visible"))
        self._lock = threading.Lock()
        self._has_spoken = False
        panel.on_msg(self._hear)
        timer = threading.Timer(patience, self.offer)
        timer.daemon = True
        timer.start()

    def _hear(self, *_message: object) -> None:
        """Take the offer back: the panel is there."""
        with self._lock:
            if not self._has_spoken:
                self._has_spoken = True
                self.box.children = (self._panel,)

    def offer(self) -> None:
        """Say what to do, below whatever stands where the panel should, unless the panel has spoken."""
        button = widgets.Button(description="Show the plain form", layout=widgets.Layout(width="auto"))
        button.on_click(lambda _button: self._show_plain_form())
        with self._lock:
            if not self._has_spoken:
                self.box.children = (self._panel, widgets.HTML(_HINT), button)

    def _show_plain_form(self) -> None:
        """Put the plain form in place of the panel."""
        self.box.children = (self._plain_form(),)
