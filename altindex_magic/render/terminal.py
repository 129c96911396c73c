"""Events on a terminal: lines as they come, and bars below them while files are on their way."""

from __future__ import annotations

import sys
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from altindex_magic.errors import AltIndexError
from altindex_magic.event import Answer, Download, Event, Refusal, Upload
from altindex_magic.render.screen import screen_for
from altindex_magic.render.text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable


class TerminalFace:
    """Shows events as lines on *out* and errors on *err*; with bars where *out* is a terminal, without elsewhere."""

    def __init__(
        self, out: TextIO | None = None, err: TextIO | None = None, *, spelt: Callable[[str], str] = str
    ) -> None:
        """Write to the standard streams of this moment, or to those given; *spelt* rewrites what is to be typed."""
        self._spelt = spelt
        self._out = screen_for(out or sys.stdout or StringIO())  # a process may be started without any
        self._err = screen_for(err or sys.stderr or StringIO())

    def show(self, shown: Event | AltIndexError) -> None:
        """Show one event, or the error that ended a request."""
        match shown:
            case Answer() | Refusal():
                return  # the files that come, the result, or the error that ends it all tell it again
            case Download(state="running") | Upload(state="running"):
                self._out.bar(shown)
                return
            case AltIndexError():
                self.finish()
                screen = self._err
            case Download() | Upload():
                self._out.close(shown)
                screen = self._out
            case _:
                screen = self._out
        screen.write(self._spelt(to_text(shown, screen.width)))

    def tell(self, text: str) -> None:
        """Show *text*, which is ours, line by line as it is."""
        self._out.write(self._spelt(text))

    def finish(self) -> None:
        """Take the bars off the screen; every line that was written stays."""
        self._out.close()
