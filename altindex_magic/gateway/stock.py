"""What the owners of names have of one version, with real addresses: the material of lock files."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from altindex_magic.address import bare
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.lock import LockedFileMissing
from altindex_magic.event import Stocked, StockedFile
from altindex_magic.gateway.owners import Answered
from altindex_magic.gateway.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from altindex_magic.gateway.files import FileStore
    from altindex_magic.gateway.owners import Owners
    from altindex_magic.gateway.upstream import CredentialSource
    from altindex_magic.model import Index, RouteSet
    from altindex_magic.secret import Secret
    from altindex_magic.simple_api import File

_AT_ONCE: Final = 16


class Stock:
    """Tells what there is of a version. Lives in the gateway's event loop."""

    def __init__(self, owners: Owners, files: FileStore, credentials: CredentialSource) -> None:
        """Take who finds the owner of a name, where files come from, and what must not be written down."""
        self._owners = owners
        self._files = files
        self._credentials = credentials

    async def stock(self, routes: RouteSet, wanted: Mapping[str, str]) -> tuple[Stocked, ...]:
        """Tell, of each project with its wanted (normalised) version, what its owner has; none of it is remembered."""
        slots = asyncio.Semaphore(_AT_ONCE)
        answers = await asyncio.gather(*(self._sought(routes, project, slots) for project in wanted))
        owners = {each.index.url: each.index for each in answers if isinstance(each, Answered)}
        secrets = {url: await asyncio.to_thread(self._secret, index) for url, index in owners.items()}
        pairs = zip(wanted.items(), answers, strict=True)
        return tuple(_stocked(project, version, answer, secrets) for (project, version), answer in pairs)

    async def digest(self, routes: RouteSet, project: str, filename: str) -> str:
        """Fetch a file of which its page gives no hash, and compute its sha256.

        Raises:
            LockedFileMissing: it is not on the page of its owner.
            AltIndexError: nobody may answer for the project, or the file cannot be had.

        """
        answer = await self._owners.sought(routes, project)
        links = (answer.held.links or {}).values() if answer else ()
        file = next((each for each in links if each.filename == filename), None)
        if answer is None or file is None:
            raise LockedFileMissing(project, filename, answer.index.name if answer else None)
        path = await self._files.whole(Source(answer.index, project, file))
        return await asyncio.to_thread(_sha256, path)

    async def _sought(
        self, routes: RouteSet, project: str, slots: asyncio.Semaphore
    ) -> Answered | AltIndexError | None:
        async with slots:
            try:
                return await self._owners.sought(routes, project)
            except AltIndexError as problem:
                return problem

    def _secret(self, index: Index) -> Secret | None:
        """Give the secret of an index; it has answered, so that one which cannot be found now was not needed."""
        with suppress(AltIndexError):
            found = self._credentials.find(index)
            return found.secret if found else None
        return None


def _stocked(
    project: str, version: str, answer: Answered | AltIndexError | None, secrets: Mapping[str, Secret | None]
) -> Stocked:
    """Describe what there is of a version."""
    if isinstance(answer, AltIndexError):
        return Stocked(project, version, error=answer)
    if answer is None or answer.held.page is None:
        return Stocked(project, version)
    index, secret = answer.index, secrets[answer.index.url]
    files = tuple(_file(each, secret) for each in answer.held.page.files if each.version == version)
    return Stocked(project, version, index.name, "" if _has(index.url, secret) else index.url, files)


def _file(file: File, secret: Secret | None) -> StockedFile:
    had_query = bool(urlsplit(file.url).query)
    url = "" if _has(file.url, secret) else bare(file.url)
    return StockedFile(file.filename, url, file.sha256, file.size, file.upload_time, had_query)


def _has(url: str, secret: Secret | None) -> bool:
    """Tell whether a part of the path is the secret: some providers make links so."""
    if not secret:
        return False
    return any(secret.matches(unquote(part)) for part in urlsplit(url).path.split("/"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
