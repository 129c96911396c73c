"""The door for terminals: ``jupyter altindex …``."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import altindex_magic
from altindex_magic import grammar, runner
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.machine import UnwritableOutput
from altindex_magic.event import Checkup, Notice
from altindex_magic.render.terminal import TerminalFace
from altindex_magic.request import Help, Panel, Use
from altindex_magic.service import AltIndex, World, inheritance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from altindex_magic.request import Request

_INTERRUPTED: Final = 130
_CLOSED_PIPE: Final = 141
"""The status of whatever a shell sees ended by SIGPIPE, as most programs are by a pipe that nobody reads any more."""
_VERSION: Final = (["--version"], ["-V"])


def main(words: Sequence[str] | None = None) -> int:
    """Perform one command line and give the exit status.

    ``use NAME … -- COMMAND`` runs COMMAND with the indexes in use, and ``use NAME …`` alone a shell:
    a process cannot change the environment of the one that started it.
    """
    face = TerminalFace(spelt=grammar.in_terminal)
    try:
        return _status_of(list(sys.argv[1:] if words is None else words), face)
    except UnwritableOutput as problem:
        return _unheard(problem, face)


def _status_of(given: list[str], face: TerminalFace) -> int:
    """Perform one command line, show what happens or why it cannot be done, and give the exit status.

    Raises:
        UnwritableOutput: it cannot be shown.

    """
    service = AltIndex(world=World(lasting=False))
    try:
        mine, command = _parted(given)
        wanted = None if given in _VERSION else grammar.parse(mine)
        if wanted is None or isinstance(wanted, Help | Panel):
            face.tell(_text(wanted))
            return 0
        healthy = _performed(service, wanted, face)
        return _handed_over(service, command, face) if isinstance(wanted, Use) else int(not healthy)
    except UnwritableOutput:
        raise
    except AltIndexError as problem:
        face.show(problem)
        return problem.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        face.finish()
        service.session.close()


def _unheard(problem: UnwritableOutput, face: TerminalFace) -> int:
    """End without an output: in silence where nobody reads any more, with one line for the errors otherwise."""
    if sys.stdout:  # what is left in its buffer would be written once more when Python ends, and fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if problem.is_closed_pipe:
        return _CLOSED_PIPE
    with suppress(UnwritableOutput):  # it may be the stream for errors itself
        face.show(problem)
    return problem.exit_code


def _text(wanted: Help | Panel | None) -> str:
    """Answer what needs no service: with the version, if nothing else is wanted."""
    match wanted:
        case Help():
            return grammar.help_text(wanted.verb)
        case Panel():
            return "The panel is shown in a notebook: %load_ext altindex_magic, then %altindex panel"
        case None:
            return f"altindex_magic {altindex_magic.__version__}"


def _performed(service: AltIndex, wanted: Request, face: TerminalFace) -> bool:
    """Perform *wanted* and show what happens; tell whether all is well."""
    healthy = True
    for event in service.perform(wanted):
        face.show(event)
        if isinstance(event, Checkup):
            healthy = event.healthy
    return healthy


def _handed_over(service: AltIndex, command: list[str], face: TerminalFace) -> int:
    """Run *command*, or a shell, with the indexes in use, and give its exit status."""
    if not command:
        face.show(Notice("This is a shell of its own, with these indexes in use. To leave it: exit"))
        face.finish()
        # Whoever types there may need the variables that hold secrets, in `jupyter altindex …` for one.
        return runner.hand_over([_shell()], service.session.world.environ)
    face.finish()
    feed = service.session.gateway.feed
    mark = feed.mark
    status = runner.hand_over(command, inheritance.without_secrets(service.session))
    for cause in feed.refusals_since(mark):  # of which pip says no more than "could not find a version"
        face.show(cause)
    return status


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """Part the words of ``use`` from the command behind ``--``."""
    if words[:1] != ["use"] or "--" not in words:
        return words, []
    place = words.index("--")
    return words[:place], words[place + 1 :]


def _shell() -> str:
    """Name the user's shell."""
    return os.environ.get("COMSPEC" if os.name == "nt" else "SHELL") or ("cmd.exe" if os.name == "nt" else "/bin/sh")
