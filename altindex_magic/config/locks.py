"""Keep other processes from changing a file meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from altindex_magic.config.atomic import make_folder
from altindex_magic.errors.usage import StoreBusy, UnwritableFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def held(lock: Path, guarded: Path, patience: float) -> Iterator[None]:
    """Hold *lock*, in a folder that is the user's alone, while *guarded* is changed.

    Raises:
        StoreBusy: another process holds it for more than *patience* seconds.
        UnwritableFile: the system does not let us make it.

    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - reading, which is all that most sessions do, takes no lock

    try:
        make_folder(lock.parent, mode=0o700)
        holding = FileLock(lock, timeout=patience, mode=0o600).acquire()
    except Timeout:
        raise StoreBusy(guarded, patience) from None
    except OSError as problem:
        raise UnwritableFile(guarded, problem.strerror or str(problem)) from problem
    with holding:
        yield
