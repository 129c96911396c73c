"""A look into distributions before strict mode lets them pass: none may require another one from a URL."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from altindex_magic import archives, direct
from altindex_magic.address import bare
from altindex_magic.errors.access import UnexpectedAnswer
from altindex_magic.errors.trust import DirectDependency

if TYPE_CHECKING:
    from altindex_magic.gateway.files import FileStore
    from altindex_magic.gateway.metadata import Metadata
    from altindex_magic.gateway.source import Source


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
                found = await asyncio.to_thread(archives.direct_in_sdist, path, source.file.filename)
            except archives.UnreadableArchive as problem:
                raise UnexpectedAnswer(source.index.name, bare(source.file.url), problem=str(problem)) from problem
        if found:
            raise DirectDependency(source.file.filename, source.index.name, found)
