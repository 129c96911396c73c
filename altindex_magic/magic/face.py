"""Where events are shown: an updating display in a notebook, lines and bars in a terminal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Protocol

from IPython.display import DisplayHandle, display

from altindex_magic.event import Answer, Download, Event, LogLine, Refusal, Upload
from altindex_magic.render.html import to_html
from altindex_magic.render.live import Progress
from altindex_magic.render.terminal import TerminalFace
from altindex_magic.render.text import to_text

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from altindex_magic.render.report import Showable

_REDRAW_EVERY: Final = 0.15


class Face(Protocol):
    """Shows events as they come."""

    def show(self, event: Event) -> None:
        """Show one event."""

    def finish(self) -> None:
        """Leave what stays on the screen."""


def face_for(shell: InteractiveShell | None) -> Face:
    """Choose the face: a kernel has a front end that displays HTML or text, a terminal has neither."""
    return NotebookFace() if hasattr(shell, "kernel") else TerminalFace()


class NotebookFace:
    """Shows results as HTML with a text beside it; progress in one display that is updated in place."""

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._progress = Progress()
        self._handle: DisplayHandle | None = None
        self._drawn = 0.0

    def show(self, event: Event) -> None:
        """Show one event; the parts of a progress are drawn some times a second at most."""
        if isinstance(event, Download | Upload | LogLine | Answer | Refusal):
            self._progress.take(event)
            if isinstance(event, Download | Upload | LogLine):
                self._draw()
            return
        if self._handle:
            self._draw(last=True)
        _display(event)

    def finish(self) -> None:
        """Draw the progress as it ended."""
        if self._handle:
            self._draw(last=True)

    def _draw(self, *, last: bool = False) -> None:
        now = time.monotonic()
        if not last and now - self._drawn < _REDRAW_EVERY:
            return
        self._drawn = now
        if last:
            self._progress.finish()
        if self._handle is None:
            self._handle = display(_bundle(self._progress), raw=True, display_id=True)
        else:
            self._handle.update(_bundle(self._progress), raw=True)
        if last:  # what comes after a result is another progress, in a display of its own
            self._handle, self._progress = None, Progress()


def _display(shown: Showable) -> None:
    display(_bundle(shown), raw=True)


def _bundle(shown: Showable) -> dict[str, str]:
    return {"text/plain": to_text(shown), "text/html": to_html(shown)}


def show_below(shell: InteractiveShell | None, shown: Showable) -> None:
    """Show something that is not the result of a command, such as what the gateway refused."""
    if hasattr(shell, "kernel"):
        _display(shown)
    else:
        print(to_text(shown))  # noqa: T201 - a terminal's own output
