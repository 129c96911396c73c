"""Uploads into a folder index: written beside, checked, and moved to their place in one step."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from aiohttp import BodyPartReader, web

from altindex_magic.errors.publish import DamagedUpload, FileExists, NotADistribution
from altindex_magic.gateway.form import named
from altindex_magic.gateway.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from altindex_magic.model import Index

_BLOCK: Final = 256 * 1024
_LONGEST_FIELD: Final = 2**20


@dataclass(slots=True)
class Received:
    """What the form of an upload held."""

    fields: dict[str, str] = field(default_factory=dict)
    filename: str = ""
    part: Part | None = None
    sha256: str = ""


async def receive(request: web.BaseRequest, folder: Path, upload: Received, moved: Callable[[str, int], None]) -> None:
    """Read the multipart form into *upload*; the file goes to *folder* as it comes, and *moved* hears of each block."""
    reader = await request.multipart()
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "content":
            await _save(part, folder, upload, moved)
        elif part.name:
            upload.fields.setdefault(part.name, await _field(part))


async def _field(part: BodyPartReader) -> str:
    """Read a field to its end, in however many pieces it comes; what is longer than any should be is not held."""
    value = b""
    while not part.at_eof():
        piece = await part.read_chunk(_BLOCK)
        value += piece[: _LONGEST_FIELD - len(value)]
    return value.decode(errors="replace").strip()


async def _save(part: BodyPartReader, folder: Path, upload: Received, moved: Callable[[str, int], None]) -> None:
    if upload.part:  # a form with two files: the last one counts
        upload.part.discard()
    upload.part, upload.filename = Part(folder), part.filename or ""
    hasher = hashlib.sha256()
    while not part.at_eof():
        chunk = await part.read_chunk(_BLOCK)
        upload.part.append(chunk)
        hasher.update(chunk)
        moved(upload.filename, len(chunk))
    upload.sha256 = hasher.hexdigest()


def checked(index: Index, upload: Received) -> tuple[str, Part]:
    """Check that the file is what the form says; give its project and itself.

    Raises:
        NotADistribution: it is no wheel or sdist of the project that the form names.
        DamagedUpload: its bytes are not those that were sent.

    """
    if upload.part is None:
        raise NotADistribution(index.name, "the upload holds no file")
    project, _ = named(index, upload.filename, upload.fields)
    promised = upload.fields.get("sha256_digest", upload.sha256)
    if promised != upload.sha256:
        raise DamagedUpload(index.name, upload.filename)
    return project, upload.part


def place(index: Index, upload: Received, part: Part, folder: Path) -> None:
    """Move the file to its place in one step; the same file again is no error.

    Raises:
        FileExists: another file has its name.

    """
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / upload.filename
    part.sync()
    source = part.settled()
    source.chmod(0o600)
    try:
        os.link(source, target)
    except OSError:
        if not target.exists():
            # No hard links here (some shares): renaming is atomic as well, but cannot see a race.
            source.replace(target)
            return
        with target.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != upload.sha256:
                raise FileExists(index.name, upload.filename) from None
