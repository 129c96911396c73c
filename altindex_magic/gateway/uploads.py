"""Uploads (the legacy upload API): into a folder index, or on to the index's own publish URL."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import BodyPartReader, web

from altindex_magic.address import folder_of
from altindex_magic.errors.publish import (
    DamagedUpload,
    FileExists,
    NoPublishUrl,
    NotADistribution,
)
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.gateway.folder import project_of
from altindex_magic.gateway.upstream import Call, Gone
from altindex_magic.model import project_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from altindex_magic.gateway.upstream import Upstream
    from altindex_magic.model import Index

_BLOCK: Final = 256 * 1024
_LONGEST_FIELD: Final = 2**20
_KEPT_HEADERS: Final = ("Content-Type", "Content-Length", "User-Agent")


@dataclass(slots=True)
class Received:
    """What the form of an upload held."""

    fields: dict[str, str] = field(default_factory=dict)
    filename: str = ""
    path: Path | None = None
    sha256: str = ""


class Uploads:
    """Receives uploads. Lives in the gateway's event loop."""

    def __init__(self, upstream: Upstream, uploaded: Callable[[Index, str], None]) -> None:
        """Take the way to the indexes, and whom to tell that a project has new files."""
        self._upstream = upstream
        self._uploaded = uploaded

    async def received(self, request: web.BaseRequest, index: Index) -> web.Response:
        """Take one upload for *index*.

        Raises:
            AltIndexError: it cannot be taken; nothing was stored here.

        """
        if index.is_folder:
            return await self._stored(request, index)
        if not index.publish_url:
            raise NoPublishUrl(index.name)
        return await self._passed_on(request, index, index.publish_url)

    async def _passed_on(self, request: web.BaseRequest, index: Index, url: str) -> web.Response:
        """Stream the body to the index with its own credential, and give its answer as it is."""
        headers = {name: request.headers[name] for name in _KEPT_HEADERS if name in request.headers}
        call = Call(index, url, method="POST", headers=headers, body=_blocks(request), kind="upload")
        async with self._upstream.open(call) as answer:
            if isinstance(answer, Gone):
                return web.Response(status=404, text=f"{index.name} takes no uploads at {url}.\n")
            text = (await answer.content.read(_LONGEST_FIELD)).decode(errors="replace")
            if answer.ok:
                self._uploaded(index, "")
            return web.Response(status=answer.status, reason=answer.reason, text=text)

    async def _stored(self, request: web.BaseRequest, index: Index) -> web.Response:
        folder = folder_of(index.url) or Path()
        upload = Received()
        try:
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
            await _read_form(request, folder, upload)
            project = _checked(index, upload)
            if upload.path is not None:
                await asyncio.to_thread(_place, index, upload, folder / project)
        except OSError as problem:
            raise UnwritableFile(folder, problem.strerror or str(problem)) from problem
        finally:
            if upload.path:
                upload.path.unlink(missing_ok=True)
        self._uploaded(index, project)
        return web.Response(text=f"{upload.filename} is on {index.name}.\n")


async def _blocks(request: web.BaseRequest) -> AsyncIterator[bytes]:
    async for chunk in request.content.iter_chunked(_BLOCK):
        yield chunk


async def _read_form(request: web.BaseRequest, folder: Path, upload: Received) -> None:
    """Read the multipart form; the file goes to disk as it comes."""
    reader = await request.multipart()
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "content":
            await _save(part, folder, upload)
        elif part.name:
            value = await part.read_chunk(_LONGEST_FIELD)
            upload.fields.setdefault(part.name, value.decode(errors="replace").strip())


async def _save(part: BodyPartReader, folder: Path, upload: Received) -> None:
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".part-")
    upload.path, upload.filename = Path(name), part.filename or ""
    hasher = hashlib.sha256()
    with os.fdopen(descriptor, "wb") as file:
        while chunk := await part.read_chunk(_BLOCK):
            file.write(chunk)
            hasher.update(chunk)
    upload.sha256 = hasher.hexdigest()


def _checked(index: Index, upload: Received) -> str:
    """Check that the file is what the form says; give its project."""
    if upload.path is None:
        raise NotADistribution(index.name, "the upload holds no file")
    project = project_of(upload.filename)
    if project is None or Path(upload.filename).name != upload.filename:
        raise NotADistribution(index.name, f"{upload.filename} is neither a wheel nor an sdist")
    named = upload.fields.get("name", project)
    if project_name(named) != project:
        raise NotADistribution(index.name, f"{upload.filename} is no file of the project {named}")
    promised = upload.fields.get("sha256_digest", upload.sha256)
    if promised != upload.sha256:
        raise DamagedUpload(index.name, upload.filename)
    return project


def _place(index: Index, upload: Received, folder: Path) -> None:
    """Move the file to its place in one step; the same file again is no error, another one is."""
    folder.mkdir(exist_ok=True, mode=0o700)
    place = folder / upload.filename
    source = upload.path or Path()
    source.chmod(0o600)
    try:
        os.link(source, place)
    except FileExistsError:
        with place.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != upload.sha256:
                raise FileExists(index.name, upload.filename) from None
    except OSError:
        # No hard links here (some shares): renaming is atomic as well, but cannot see a race.
        source.replace(place)
