"""A file on its way into the cache that goes on elsewhere when the disk of the cache takes no more."""

from __future__ import annotations

import errno
import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from altindex_magic.errors.machine import DiskFull
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.gateway.part import Part

if TYPE_CHECKING:
    from types import TracebackType

    from altindex_magic.errors import AltIndexError

_BLOCK: Final = 2**20
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Stores:
    """The folder of the cache, and one for what it cannot take: in the place for temporary files, gone in the end."""

    def __init__(self, cache: Path) -> None:
        """Keep files in *cache*. The other folder is made when it is first needed."""
        self.cache = cache
        self._overflow: Path | None = None

    @property
    def overflow(self) -> Path:
        """Give the folder for what the cache cannot take.

        Raises:
            OSError: the system does not let us make it.

        """
        if self._overflow is None:
            self._overflow = Path(tempfile.mkdtemp(prefix="altindex-"))
            weakref.finalize(self, shutil.rmtree, self._overflow, ignore_errors=True)
        return self._overflow

    def places(self, sha256: str) -> tuple[Path, ...]:
        """Say where the file with this hash may be."""
        return tuple(content_path(store, sha256) for store in (self.cache, self._overflow) if store)

    def drop(self, path: Path) -> None:
        """Remove a file that was not to be kept, if *path* is one."""
        if self._overflow and path.is_relative_to(self._overflow):
            with suppress(OSError):
                path.unlink()


class RoomyPart:
    """A part in the cache or, from the first failure on, in the other folder. One event loop uses it."""

    def __init__(self, stores: Stores) -> None:
        """Begin in the first of *stores* that takes a file.

        Raises:
            DiskFull, UnwritableFile: neither does.

        """
        self._stores = stores
        self._in_cache = True
        self._size = 0
        try:
            self._part = self._begun(stores.cache)
        except OSError as problem:
            self._part = self._elsewhere(problem)

    def append(self, block: bytes) -> None:
        """Write all of *block*.

        Raises:
            DiskFull, UnwritableFile: neither folder takes it.

        """
        try:
            self._part.append(block)
        except OSError as problem:
            self._move(problem)
            self._or_fail(block)
        self._size += len(block)

    def read(self, start: int, length: int) -> bytes:
        """Give a piece of what was written."""
        return self._part.read(start, length)

    @property
    def path(self) -> Path:
        """Say where it is."""
        return self._part.path

    def place(self, sha256: str) -> Path:
        """Give the file its place by content; two fetches of the same bytes end in the same place.

        Raises:
            DiskFull, UnwritableFile: neither folder takes it.
            OSError: it cannot be moved there.

        """
        try:
            place = self._place(sha256)
        except OSError as problem:
            self._move(problem)
            place = self._place(sha256)
        self._part.settled().replace(place)
        return place

    def __enter__(self) -> Self:
        """Keep it until the end of the ``with`` statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave nothing behind but what has its place."""
        self._part.discard()

    def _place(self, sha256: str) -> Path:
        """Make the folder that the file belongs to."""
        place = content_path(self._stores.cache if self._in_cache else self._stores.overflow, sha256)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        return place

    def _move(self, problem: OSError) -> None:
        """Go on in the other folder with what has come so far."""
        begun = self._part
        self._part = self._elsewhere(problem)
        try:
            for start in range(0, self._size, _BLOCK):
                self._or_fail(begun.read(start, min(_BLOCK, self._size - start)))
        finally:
            begun.discard()

    def _elsewhere(self, problem: OSError) -> Part:
        if not self._in_cache:
            raise self._error(problem) from problem
        self._in_cache = False
        try:
            return self._begun(self._stores.overflow)
        except OSError as also:
            raise self._error(problem) from also

    def _or_fail(self, block: bytes) -> None:
        try:
            self._part.append(block)
        except OSError as problem:
            raise self._error(problem) from problem

    @staticmethod
    def _begun(store: Path) -> Part:
        store.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Part(store)

    def _error(self, problem: OSError) -> AltIndexError:
        """Tell of the cache: its disk is the one that is meant to have room."""
        cache = self._stores.cache
        if problem.errno not in _FULL:
            return UnwritableFile(cache, problem.strerror or str(problem))
        space = None
        with suppress(OSError):
            usage = shutil.disk_usage(cache)
            space = (usage.free, usage.total)
        return DiskFull(
            "the gateway's cache", cache, space, "The cache may be deleted at any time: it is filled anew as needed."
        )


def content_path(store: Path, sha256: str) -> Path:
    """Say where *store* keeps the file with this hash."""
    return store / sha256[:2] / sha256
