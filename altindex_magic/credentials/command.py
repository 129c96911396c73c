"""A secret that a command prints, such as ``op read``, ``pass show`` or ``aws codeartifact``."""

from __future__ import annotations

import os
import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from altindex_magic import runner
from altindex_magic.errors.credential import SecretCommandFailed
from altindex_magic.errors.install import ProgramMissing
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS: Final = 60


def words(command: str, *, windows: bool = os.name == "nt") -> list[str]:
    r"""Split a command as a shell would, but for none to run; on Windows a backslash is part of a path.

    Raises:
        ValueError: a quote is not closed, or there is no word at all.

    """
    parts = [part.strip('"') for part in shlex.split(command, posix=False)] if windows else shlex.split(command)
    if not parts:
        raise ValueError("no command")
    return parts


def program(command: str) -> str:
    """Give the name of the program that a command runs: without its arguments it is fit to be shown."""
    try:
        return PurePath(words(command)[0]).name
    except ValueError:
        return "command"


def ask(command: str, *, index: str, environ: Mapping[str, str], seconds: float = SECONDS) -> Secret:
    """Run the command that prints the secret of *index*.

    Raises:
        SecretCommandFailed: it is malformed, missing, silent or unsuccessful.

    """
    try:
        answer = runner.capture(words(command), environ=environ, timeout=seconds)
    except ValueError:
        problem = "its quotes do not match, or it is empty"
    except ProgramMissing as missing:
        problem = (missing.why or missing.what).rstrip(".")
    except TimeoutError:
        problem = f"it gave no answer within {seconds:g} seconds"
    else:
        if answer.status == 0:
            return Secret(answer.output.removesuffix("\n"))
        problem = f"it ended with exit status {answer.status}"
    raise SecretCommandFailed(index, program(command), problem)
