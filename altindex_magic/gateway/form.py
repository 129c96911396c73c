"""The form of an upload (the legacy upload API): read up to its file, while the file itself only passes by."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Final

from aiohttp import content_disposition_filename
from aiohttp.multipart import parse_content_disposition
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

from altindex_magic.errors.publish import NotADistribution
from altindex_magic.model import project_name

if TYPE_CHECKING:
    from aiohttp import web

    from altindex_magic.model import Index

_LONGEST_HEAD: Final = 4 * 2**20
"""The description of a project stands in the form as well."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the file, and which file it is. Every uploader puts the file last."""

    fields: dict[str, str]
    filename: str
    project: str
    version: str
    raw: bytes
    """All that was read of the body so far: the beginning of what is passed on."""
    begins: int
    """Where in the body the file begins."""
    size: int | None
    """The size of the file, where the length of the form tells."""


async def read_head(request: web.BaseRequest, index: Index) -> Head:
    """Read the body of *request* up to the file.

    Raises:
        NotADistribution: there is no file, or it is not one of the project that the form names.

    """
    boundary = _boundary(request.headers.get("Content-Type", ""))
    raw = b""
    while chunk := await request.content.readany():
        raw += chunk
        found = _read(raw, boundary) if boundary else None
        if found:
            fields, filename, begins = found
            project, version = named(index, filename, fields)
            length = request.content_length
            size = length - begins - len(boundary) - len("\r\n----\r\n") if length else None
            return Head(fields, filename, project, version, raw, begins, size)
        if len(raw) > _LONGEST_HEAD:
            break
    raise NotADistribution(index.name, "the upload holds no file")


def named(index: Index, filename: str, fields: dict[str, str]) -> tuple[str, str]:
    """Take project and version from the name of a file, which must be one of the project in *fields*.

    Raises:
        NotADistribution: it is neither a wheel nor an sdist, or one of another project or version.

    """
    try:
        parsed = parse_wheel_filename(filename) if filename.endswith(".whl") else parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename) as problem:
        raise NotADistribution(index.name, f"{filename} is neither a wheel nor an sdist") from problem
    project, version = parsed[0], str(parsed[1])
    if "/" in filename or "\\" in filename:
        raise NotADistribution(index.name, f"{filename} is neither a wheel nor an sdist")
    stated = fields.get("name", project)
    if project_name(stated) != project:
        raise NotADistribution(index.name, f"{filename} is no file of the project {stated}")
    return project, version


def _boundary(content_type: str) -> bytes:
    """Take the boundary out of the header, or nothing where there is none."""
    header = Message()
    header["Content-Type"] = content_type
    return (header.get_boundary() or "").encode("latin-1", "replace")


def _read(raw: bytes, boundary: bytes) -> tuple[dict[str, str], str, int] | None:
    """Read the fields, the name of the file and where it begins, or give ``None`` while its headers have not come."""
    fields: dict[str, str] = {}
    delimiter = b"--" + boundary
    before, *parts = raw.split(delimiter)
    place = len(before)
    for part in parts:
        place += len(delimiter)
        head, blank, value = part.partition(b"\r\n\r\n")
        if not blank:
            return None
        _, parameters = parse_content_disposition(_disposition(head))
        name = parameters.get("name", "")
        if name == "content":
            return fields, content_disposition_filename(parameters) or "", place + len(head) + len(blank)
        place += len(part)
        fields.setdefault(name, value.removesuffix(b"\r\n").decode(errors="replace").strip())
    return None


def _disposition(head: bytes) -> str | None:
    """Find the Content-Disposition among the headers of a part (RFC 7578)."""
    for line in head.decode(errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            return value.strip()
    return None
