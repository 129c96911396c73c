"""The door for terminals: ``jupyter altindex …``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from altindex_magic import grammar, runner
from altindex_magic.errors import AltIndexError
from altindex_magic.event import Checkup, Refusal
from altindex_magic.render.terminal import TerminalFace
from altindex_magic.request import Help, Panel, Use
from altindex_magic.service import AltIndex, World

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED: Final = 130


def main(words: Sequence[str] | None = None) -> int:
    """Perform one command line and give the exit status.

    ``use NAME … -- COMMAND`` runs COMMAND with the indexes in use, and ``use NAME …`` alone a shell:
    a process cannot change the environment of the one that started it.
    """
    given = list(sys.argv[1:] if words is None else words)
    face = TerminalFace()
    service = AltIndex(world=World(lasting=False))
    try:
        mine, command = _parted(given)
        wanted = grammar.parse(mine)
        if isinstance(wanted, Help):
            print(grammar.help_text(wanted.verb).replace("%altindex", "jupyter altindex"))  # noqa: T201
            return 0
        if isinstance(wanted, Panel):
            print("The panel is shown in a notebook: %load_ext altindex_magic, then %altindex panel")  # noqa: T201
            return 0
        healthy = True
        for event in service.perform(wanted):
            if not isinstance(event, Refusal):  # an installation that fails tells the causes itself
                face.show(event)
            if isinstance(event, Checkup):
                healthy = event.healthy
        if isinstance(wanted, Use):
            face.finish()
            return runner.hand_over(command or [_shell()], service.session.world.environ)
    except AltIndexError as problem:
        face.show(problem)
        return problem.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    else:
        return 0 if healthy else 1
    finally:
        face.finish()
        service.session.close()


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """Part the words of ``use`` from the command behind ``--``."""
    if words[:1] != ["use"] or "--" not in words:
        return words, []
    place = words.index("--")
    return words[:place], words[place + 1 :]


def _shell() -> str:
    """Name the user's shell."""
    return os.environ.get("COMSPEC" if os.name == "nt" else "SHELL") or ("cmd.exe" if os.name == "nt" else "/bin/sh")
