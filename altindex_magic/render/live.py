"""The state of an installation in progress, gathered from its events."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING, Final

from altindex_magic.event import Answer, Download, Installed, LogLine, Upload
from altindex_magic.render import words
from altindex_magic.render.packages import progress_of
from altindex_magic.render.table import Bar, Cell, Remark, Report, Table

if TYPE_CHECKING:
    from altindex_magic.event import Event

_MOST_FILES: Final = 12
_MOST_LINES: Final = 5000
_LINES_WHILE_RUNNING: Final = 100
_STEPS: Final = (
    ("Collecting ", "Resolving…"),
    ("Building ", "Building…"),
    ("Preparing metadata", "Building…"),
    ("Installing ", "Installing…"),
    ("Prepared ", "Installing…"),
    ("* Building ", "Building…"),
    ("Checking ", "Checking…"),
    ("Uploading ", "Uploading…"),
)
"""How the lines of pip, uv, build and twine begin, and the step that each of them opens."""
_URGENCY: Final = {"running": 0, "failed": 1, "done": 2, "cached": 2}
_STATES: Final = {"done": "✓ done", "cached": "✓ cached", "failed": "✗ failed"}


class Progress:
    """Takes the events of one installation, build or upload in their order; knows at any time what there is to show.

    What it shows is bounded whatever comes: a dozen files, the others counted, and the last lines of the log. How often
    it is shown is not its concern.
    """

    def __init__(self) -> None:
        """Start with nothing known."""
        self._files: dict[tuple[str, str], Download | Upload] = {}
        self._answers: dict[str, str] = {}
        self._log: deque[str] = deque(maxlen=_MOST_LINES)
        self._step = "Resolving…"
        self._finished = False

    def take(self, event: Event) -> None:
        """Take one event; those that tell nothing of the progress are left to others."""
        match event:
            case Download() | Upload():
                self._take_file(event)
            case LogLine():
                self._take_line(event.text)
            case Answer():
                self._answers[event.project] = event.index
            case Installed():
                self.finish()
            case _:
                pass

    def finish(self) -> None:
        """Note that nothing more will come, for better or worse."""
        self._finished = True

    def _take_file(self, event: Download | Upload) -> None:
        """Note the state of a file; one that is finished moves behind those that finished before it."""
        key = (event.index, event.filename)
        if event.state != "running":
            self._files.pop(key, None)
        self._files[key] = event

    def _take_line(self, text: str) -> None:
        """Keep a line, and see which step it opens."""
        self._log.append(text)
        line = text.lstrip()
        self._step = next((step for beginning, step in _STEPS if line.startswith(beginning)), self._step)

    @property
    def phase(self) -> str:
        """Tell in a few words what is going on."""
        states: Counter[str] = Counter(file.state for file in self._files.values())
        ended = states.total() - states["running"]
        if self._finished:
            return self._outcome(states)
        if states["running"]:
            return f"{'Uploading' if self._goes_out else 'Downloading'} {ended + 1} of {states.total()}"
        return self._step

    @property
    def _goes_out(self) -> bool:
        """Tell whether the files go to an index, and do not come from one."""
        return any(isinstance(file, Upload) for file in self._files.values())

    def _outcome(self, states: Counter[str]) -> str:
        """Count the files by what became of them."""
        moved = "uploaded" if self._goes_out else "downloaded"
        kinds = (("done", moved), ("cached", "cached"), ("failed", "failed"), ("running", "not finished"))
        counts = [f"{states[state]} {word}" for state, word in kinds if states[state]]
        return f"Files: {', '.join(counts)}" if counts else "No file was downloaded"

    def report(self) -> Report:
        """Say what is going on, which files are on their way, and what the installer wrote."""
        lines = tuple(self._log)
        return Report(
            remarks=(Remark(self.phase),),
            tables=(self.table(),) if self._files else (),
            log=lines if self._finished else lines[-_LINES_WHILE_RUNNING:],
        )

    def table(self) -> Table:
        """Show the files: those on their way first, then those that failed, then the latest ones that came."""
        latest_first = reversed(self._files.values())
        files = sorted(latest_first, key=lambda file: _URGENCY[file.state])
        others = len(files) - _MOST_FILES
        return Table(
            title=words.count(len(self._files), "file"),
            columns=("Project", "Version", "To" if self._goes_out else "From", "Size", "State"),
            rows=tuple(_file_row(file) for file in files[:_MOST_FILES]),
            notes=(*((f"and {others} more",) if others > 0 else ()), *self._answered()),
            aside=self._finished,
        )

    def _answered(self) -> tuple[str, ...]:
        """Count the projects that each index answered for."""
        if not self._answers:
            return ()
        counts = Counter(self._answers.values()).most_common(_MOST_FILES)
        return ("Answered by " + ", ".join(f"{words.name(index)} ({number})" for index, number in counts),)


def _file_row(file: Download | Upload) -> tuple[Cell, ...]:
    """Show one file; one without a project in its name goes by its filename."""
    fraction = file.received / file.total if file.total else None
    state = Bar(fraction) if file.state == "running" else _STATES[file.state]
    amount = progress_of(file) if file.state == "running" else words.size(file.total or file.received)
    return file.project or file.filename, file.version, file.index, amount, state
