"""build, the front end of PyPA (1.2 and later): its command line, and what its last lines mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from altindex_magic.tools.last_words import FAULT, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SAID: Final = re.compile(r"(?:ERROR|error|\u00d7|╰─▶|├─▶|hint)[: ]+(.+)")
"""What build, pip and uv begin a line with that says why the build or its requirements failed."""
_BACKEND: Final = re.compile(r"Backend subprocess exited.*|Failed to (?:build|download).*")
_OF_BUILD: Final = "subprocess.CalledProcessError"
"""How build itself ends when the installer of its environment has failed, which has said why before."""


def command(python: str, project: str, folder: str, *, with_uv: bool) -> tuple[str, ...]:
    """Build the sdist of *project*, and the wheel out of that sdist, into *folder*."""
    installer = "uv" if with_uv else "pip"
    return (python, "-m", "build", "--installer", installer, "--outdir", folder, project)


def last_words(lines: Sequence[str]) -> str:
    """Say in one bounded line why the build failed, as far as *lines*, all that it printed, tell."""
    return joined(_telling(lines), lines)


def _telling(lines: Sequence[str]) -> Iterator[str]:
    """Give the faults of the backend; what build itself says only if there are none."""
    faults = [line.strip() for line in lines if FAULT.fullmatch(line) and not _SAID.match(line)]
    said = [found[1] for found in (_SAID.match(line.strip()) for line in lines) if found]
    own = [line for line in faults if not line.startswith(_OF_BUILD)]
    yield from own[-1:] or [text for text in said if not _BACKEND.fullmatch(text)] or faults[-1:]
