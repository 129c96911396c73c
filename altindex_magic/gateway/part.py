"""Files on their way: written beside their place, moved there in one step, and swept up after a process that died."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from types import TracebackType

PREFIX: Final = ".part-"


class Part:
    """A file on its way, open and locked by this process. It is gone in the end, unless it was moved to its place."""

    def __init__(self, folder: Path) -> None:
        """Create it in *folder*, which is on the disk of its place.

        Raises:
            OSError: the system does not let us.

        """
        descriptor, name = _locked_file(folder)
        self.path = Path(name)
        self._file = os.fdopen(descriptor, "w+b", buffering=0)
        self._size = 0

    def append(self, block: bytes) -> None:
        """Write all of *block*. A disk that is nearly full takes a piece of it, and fails at the next attempt only."""
        self._file.seek(self._size)
        rest = memoryview(block)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._size += len(block)

    def read(self, start: int, length: int) -> bytes:
        """Give a piece of what was written."""
        self._file.seek(start)
        return self._file.read(length)

    def sync(self) -> None:
        """Wait for the disk: what is moved to its place after that outlives a power cut."""
        os.fsync(self._file.fileno())

    def settled(self) -> Path:
        """Give the path for being moved or linked: Windows wants the file to be closed for that."""
        if os.name == "nt":
            self._file.close()
        return self.path

    def discard(self) -> None:
        """Close it, and remove it unless it was moved."""
        self._file.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Keep it until the end of the ``with`` statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave nothing behind."""
        self.discard()


def sweep(*folders: Path) -> None:
    """Remove the parts in *folders* that nobody is writing: who did was killed."""
    for folder in folders:
        with suppress(OSError):
            for path in folder.glob(f"{PREFIX}*"):
                _remove_abandoned(path)


def _locked_file(folder: Path) -> tuple[int, str]:
    """Create a file and lock it, again if it was swept up between the two."""
    while True:
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=PREFIX)
        with suppress(OSError):  # no locks on this file system; then nothing is swept there either
            _lock(descriptor)
        if os.fstat(descriptor).st_nlink:
            return descriptor, name
        os.close(descriptor)


def _remove_abandoned(path: Path) -> None:
    """Remove *path* unless it is held. Windows removes no file that another process has open, and needs no lock."""
    with suppress(OSError):
        if os.name == "nt":
            path.unlink()
            return
        with path.open("rb") as file:
            _lock(file.fileno())
            path.unlink()


def _lock(descriptor: int) -> None:
    """Take the lock of an open file, or fail at once; the system gives it back when the process ends."""
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
