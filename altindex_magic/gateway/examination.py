"""A look into distributions before strict mode lets them pass: none may require another one from a URL."""

from __future__ import annotations

import asyncio
import re
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from altindex_magic import direct
from altindex_magic.address import bare
from altindex_magic.errors.access import UnexpectedAnswer
from altindex_magic.errors.trust import DirectDependency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from altindex_magic.gateway.files import FileStore
    from altindex_magic.gateway.metadata import Metadata
    from altindex_magic.gateway.source import Source

_TOP: Final = re.compile(r"(?:\./)?[^/]+/(PKG-INFO|pyproject\.toml)")
_READERS: Final = {"PKG-INFO": direct.in_metadata, "pyproject.toml": direct.in_pyproject}
_LONGEST: Final = 16 * 2**20
_FAULTS: Final = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
"""What an archive that is damaged, encrypted or made to harm raises."""


class Examination:
    """Reads what distributions require. Lives in the gateway's event loop."""

    def __init__(self, metadata: Metadata, files: FileStore) -> None:
        """Take where metadata and whole files come from."""
        self._metadata = metadata
        self._files = files

    async def examine(self, source: Source) -> None:
        """Let *source* pass if nothing that it states requires a direct URL; what a build computes cannot be read.

        Raises:
            DirectDependency: it requires one.
            AccessError: it cannot be had, or cannot be read.

        """
        if source.file.is_wheel:
            found = direct.in_metadata(await self._metadata.of(source))
        else:
            path = await self._files.whole(source)
            try:
                found = await asyncio.to_thread(_in_sdist, path, source.file.filename)
            except _FAULTS as problem:
                reason = f"{source.file.filename} is no sdist: {problem}"
                raise UnexpectedAnswer(source.index.name, bare(source.file.url), problem=reason) from problem
        if found:
            raise DirectDependency(source.file.filename, source.index.name, found)


def _in_sdist(path: Path, filename: str) -> str | None:
    """Give the first direct requirement that an sdist states."""
    members = _zipped(path) if filename.endswith(".zip") else _tarred(path)
    return next(filter(None, (_READERS[name](body) for name, body in members)), None)


def _tarred(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path, "r:*") as archive:
        for member in archive:
            found = _TOP.fullmatch(member.name)
            file = archive.extractfile(member) if found and member.isfile() else None
            if found and file:
                yield found[1], file.read(_LONGEST)


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if found := _TOP.fullmatch(name):
                with archive.open(name) as file:
                    yield found[1], file.read(_LONGEST)
