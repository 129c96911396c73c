"""Where lines and bars go: a terminal that can redraw, or a stream that can only be appended to."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from altindex_magic.errors.machine import UnwritableOutput
from altindex_magic.event import Download
from altindex_magic.render.words import name

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from altindex_magic.event import Upload

_PLAIN_WIDTH: Final = 100
_MOST_BARS: Final = 8
_COLOURS: Final = {"green": ("✓", "★"), "red": ("✗",), "yellow": ("Warning:",)}
_ASCII: Final = str.maketrans({"✓": "+", "✗": "x", "★": "*", "…": "...", "—": "-", "─": "-", "→": "->"})


class Screen(Protocol):
    """One stream for the eyes of a person."""

    @property
    def width(self) -> int:
        """Give the number of cells in a line."""
        ...

    def write(self, text: str) -> None:
        """Write *text*, which is inert, as whole lines.

        Raises:
            UnwritableOutput: the stream, which is no terminal, does not take it.

        """

    def bar(self, file: Download | Upload) -> None:
        """Show how far *file* is, where that can be redrawn."""

    def close(self, file: Download | Upload | None = None) -> None:
        """Take the bar of *file* away, or all of them."""


def screen_for(stream: TextIO) -> Screen:
    """Choose by what *stream* is."""
    return TerminalScreen(stream) if stream.isatty() else PlainScreen(stream)


class PlainScreen:
    """A file, a pipe or a notebook: lines only, each written out at once."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*."""
        self._stream = stream

    @property
    def width(self) -> int:
        """Give a width that fits most outputs."""
        return _PLAIN_WIDTH

    def write(self, text: str) -> None:
        """Write *text* and let it be seen."""
        try:
            self._stream.write(_encodable(text, self._stream) + "\n")
            self._stream.flush()
        except OSError as problem:
            raise UnwritableOutput(problem) from problem

    def bar(self, file: Download | Upload) -> None:
        """Show nothing: a line for each step of a file would drown the others."""

    def close(self, file: Download | Upload | None = None) -> None:
        """Do nothing: there are no bars."""


class TerminalScreen:
    """A terminal: lines with coloured marks, and below them a bar for each file on its way."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*; colours follow ``NO_COLOR`` and ``TERM``."""
        from rich.console import Console  # noqa: PLC0415  # 40 ms that no notebook needs

        self._stream = stream
        self._console = Console(file=stream, markup=False, emoji=False, highlight=False)
        self._progress: Progress | None = None
        self._tasks: dict[tuple[str, str], TaskID] = {}

    @property
    def width(self) -> int:
        """Give the width of the window as it is now."""
        return self._console.width

    def write(self, text: str) -> None:
        """Write *text* above the bars."""
        from rich.text import Text  # noqa: PLC0415  # as above

        line = Text(_encodable(text, self._stream))
        for colour, marks in _COLOURS.items():
            line.highlight_words(marks, colour)
        self._console.print(line, soft_wrap=True)

    def bar(self, file: Download | Upload) -> None:
        """Move the bar of *file*; only the first few files have a visible one."""
        progress = self._running()
        key = (file.index, file.filename)
        if key in self._tasks:
            visible = key in islice(self._tasks, _MOST_BARS)
            progress.update(self._tasks[key], completed=file.received, total=file.total, visible=visible)
            return
        way = "from" if isinstance(file, Download) else "to"
        what = f"{name(file.project or file.filename)} {name(file.version)} {way} {name(file.index)}"
        self._tasks[key] = progress.add_task(
            _encodable(what, self._stream),
            completed=file.received,
            total=file.total,
            visible=len(self._tasks) < _MOST_BARS,
        )

    def close(self, file: Download | Upload | None = None) -> None:
        """Take the bar of *file* away, or all of them."""
        if self._progress is None:
            return
        if file is None:
            self._progress.stop()
            self._progress = None
            self._tasks.clear()
        elif (task := self._tasks.pop((file.index, file.filename), None)) is not None:
            self._progress.remove_task(task)

    def _running(self) -> Progress:
        """Give the bars, started if they are not."""
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn  # noqa: PLC0415  # as above

        if self._progress is None:
            self._progress = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                DownloadColumn(),
                console=self._console,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._progress.start()
        return self._progress


def _encodable(text: str, stream: TextIO) -> str:
    """Write our own signs in ASCII where *stream* cannot carry them, as on a Windows pipe, and the rest as ``?``."""
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "replace").decode(encoding)
    return text
