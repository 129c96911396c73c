"""Errors of the machine that packages, and what is said of them, are to be written to."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from pathlib import PurePath

_MEGABYTE: Final = 1_000_000
_CLOSED_PIPE: Final = frozenset({errno.EPIPE, errno.EINVAL})
"""What a system answers to whoever writes to a pipe that nobody reads any more; Windows has the second."""


class DiskFull(AltIndexError):
    """A disk on which an installation found no more space."""

    reference = "disk-full"

    def __init__(self, place: str, folder: PurePath, space: tuple[int, int] | None, elsewhere: str | None) -> None:
        """Name the *place* by what it is for, its *space* free and in all, and how to do with another one."""
        free = f"{folder} has {_megabytes(space[0])} free of {_megabytes(space[1])}" if space else f"{folder} is full"
        super().__init__(
            f"There is no space left on the disk of {place}. Nothing more was installed.",
            why=f"{free}, and that is not enough.",
            remedy="\n".join(filter(None, ("Free some space there, then run the cell again.", elsewhere))),
        )


class ReadOnlyEnvironment(AltIndexError):
    """An environment that this user, or nobody, may write to."""

    reference = "read-only-environment"

    def __init__(self, folder: PurePath, problem: str, *, user_site: bool) -> None:
        """Name the folder and the system's reason; say how to come by one that can be written to."""
        own = "Create a virtual environment, install ipykernel there, and choose it as the kernel."
        super().__init__(
            "Nothing can be installed into this environment: it cannot be written to.",
            why=f"{folder}: {printable(problem, 80)}.",
            remedy=f"{own}\nor, for your user alone: %altindex install --with pip --user NAME" if user_site else own,
        )


class UnwritableOutput(AltIndexError):
    """A stream that does not take what is to be shown."""

    reference = "unwritable-output"

    def __init__(self, problem: OSError) -> None:
        """Repeat the system's reason, and note whether it is that nobody reads any more."""
        super().__init__(f"The output cannot be written: {printable(problem.strerror or str(problem), 80)}.")
        self.is_closed_pipe = problem.errno in _CLOSED_PIPE


def _megabytes(octets: int) -> str:
    return f"{octets / _MEGABYTE:,.1f} MB"
