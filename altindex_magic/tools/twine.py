"""twine (6.1 and later): its command lines, and what its last lines mean.

The target and the right to publish come by its environment, never by its command line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from altindex_magic.tools.last_words import FAULT, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SAID: Final = re.compile(r"(?:ERROR|WARNING)\s+(?!\s|Retrying)(.+)")


def check_command(python: str, files: Sequence[str]) -> tuple[str, ...]:
    """Check that the description of each of *files* will be shown; a warning is a failure."""
    return (python, "-m", "twine", "--no-color", "check", "--strict", *files)


def upload_command(python: str, files: Sequence[str]) -> tuple[str, ...]:
    """Upload *files*, asking nothing and drawing nothing."""
    return (python, "-m", "twine", "--no-color", "upload", "--non-interactive", "--disable-progress-bar", *files)


def last_words(lines: Sequence[str]) -> str:
    """Say in one bounded line why twine failed, as far as *lines*, all that it printed, tell."""
    return joined(_telling(lines), lines)


def _telling(lines: Sequence[str]) -> Iterator[str]:
    """Give what twine says, and the end of a traceback where it says nothing."""
    said = [found[1] for found in (_SAID.match(line.strip()) for line in lines) if found]
    yield from said or [line for line in lines if FAULT.fullmatch(line)][-1:]
