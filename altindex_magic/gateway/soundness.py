"""Whether a file of the cache still is what its place says: disks rot, and a file may have been written over."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from typing import TYPE_CHECKING, Final

from altindex_magic.gateway.held import Recent

if TYPE_CHECKING:
    from pathlib import Path

_KEPT: Final = 5_000

State = tuple[int, int, int]


class Soundness:
    """Reads each file once, and again when it was changed. Lives in the gateway's event loop."""

    def __init__(self) -> None:
        """Begin with no file known to be sound."""
        self._known: Recent[State] = Recent(_KEPT)

    async def of(self, path: Path, sha256: str) -> bool:
        """Tell whether *path* is there and has this hash. One that has another is removed, to be fetched again."""
        state = state_of(path)
        if state is None:
            return False
        if self._known.get(path) != state and not await asyncio.to_thread(_checked, path, sha256):
            return False
        self.note(path, _used(path))
        return True

    def note(self, path: Path, state: State | None) -> None:
        """Take *path* for sound, as long as it is in this *state*."""
        if state is not None:
            self._known.put(path, state)


def state_of(path: Path) -> State | None:
    """Give what changes when the file does; ``None`` if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _checked(path: Path, sha256: str) -> bool:
    """Read *path*, and remove it if it has another hash."""
    try:
        with path.open("rb") as file:
            sound = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        if not sound:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return sound


def _used(path: Path) -> State | None:
    """Mark *path* as used now, which the clean-up goes by."""
    with contextlib.suppress(OSError):
        path.touch()
    return state_of(path)
