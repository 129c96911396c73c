"""Replace a file whole or not at all, whatever kills the process on the way."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from altindex_magic.errors.usage import UnwritableFile

if TYPE_CHECKING:
    from pathlib import Path


def replace_file(path: Path, content: bytes, *, mode: int) -> None:
    """Write *content* beside *path*, force it to the disk, then put it in the place of *path*.

    A reader sees the old content or the new. The caller holds the lock of the file, so that a
    draft found here was left by a process that was killed.

    Raises:
        UnwritableFile: the system does not let us; the old content stands.

    """
    target = path.resolve()  # where path is a symbolic link, it stays one
    draft = target.with_name(f".{target.name}.draft")
    try:
        draft.unlink(missing_ok=True)
        _write_through(draft, content, mode)
        draft.replace(target)
    except OSError as problem:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise UnwritableFile(path, problem.strerror or str(problem)) from problem
    _sync_folder(target.parent)


def make_folder(folder: Path, *, mode: int) -> None:
    """Create *folder* and its missing parents, each with *mode*: ``mkdir`` gives it to the last only."""
    for missing in reversed([place for place in (folder, *folder.parents) if not place.exists()]):
        missing.mkdir(mode=mode, exist_ok=True)


def _write_through(draft: Path, content: bytes, mode: int) -> None:
    """Create *draft*, never readable by others before it has its mode, and wait for the disk."""
    with open(draft, "xb", opener=partial(os.open, mode=0o600)) as file:
        file.write(content)
        file.flush()
        draft.chmod(mode)
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name last as well, where the platform can open a folder."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):  # the file is in place; some file systems cannot sync a folder
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
