"""What stopped an installer that had found what to install: a hash, a build, or the machine itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

_FULL: Final = re.compile(
    r"(?:No space left on device|Disk quota exceeded|not enough space on the disk)", re.IGNORECASE
)
_CLOSED: Final = re.compile(r"Read-only file system|Permission denied|Access is denied", re.IGNORECASE)
_ERROR: Final = re.compile(r"\s*(?:ERROR|error|cause|\w*Error)\b", re.ASCII)
# In quotes, or after a preposition as uv writes it: "… from /a/b to /c/d: No space left".
_PATH: Final = re.compile(r"(?<=['\"`])(?:/|[A-Za-z]:[\\/])[^'\"`]+|(?<= to )(?:/|[A-Za-z]:[\\/])[^:]+(?=: )")


@dataclass(frozen=True, slots=True)
class Build:
    """A project that could not be built from its source."""

    project: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A file that has not the hash that its requirement states."""

    requirement: str
    expected: str
    got: str

    @classmethod
    def of(cls, *found: re.Match[str] | None) -> Self | None:
        """Make one of the places at which it says the requirement, the hash that is expected and the one that came."""
        if not all(found) or len(found) != len(cls.__slots__):
            return None
        requirement, expected, got = (match[match.lastgroup or 0] for match in found if match)
        return cls(requirement, expected, got)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What the system did not let an installer write."""

    kind: Literal["full", "closed"]
    problem: str
    """The system's words."""
    paths: tuple[str, ...]
    """The files that are named."""
    installing: bool
    """Whether pip, which names no file, had begun to write into the environment."""


def obstacle(lines: Sequence[str]) -> Obstacle | None:
    """Tell what the system did not let an installer write, if that is why it failed."""
    first = next((place for place, line in enumerate(lines) if _ERROR.match(line)), len(lines))
    # For a terminal, uv breaks its lines wherever there is a space.
    text = " ".join(" ".join(lines[first:]).split())
    full, closed = _FULL.search(text), _CLOSED.search(text)
    found = full or closed
    if found is None:
        return None
    installing = any(line.startswith("Installing collected packages") for line in lines)
    paths = tuple(dict.fromkeys(_PATH.findall(text)))
    return Obstacle("full" if full else "closed", found[0], paths, installing)
