"""What an index means by its answer to an upload: each server has its own way to say "no"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from selectolax.lexbor import LexborHTMLParser

from altindex_magic.errors.access import ServerFailed
from altindex_magic.errors.publish import (
    FileExists,
    MetadataRefused,
    NoUploadsHere,
    UploadFailed,
    UploadForbidden,
    UploadTooLarge,
)

if TYPE_CHECKING:
    from altindex_magic.errors import AltIndexError

_EXISTS: Final = re.compile(
    r"already (?:exist|been taken|been uploaded|uploaded|present|been used)|file exists|overwrit|redeploy"
    r"|does not allow updating|duplicate|non-volatile",
    re.IGNORECASE,
)
_TOO_LARGE: Final = re.compile(r"too (?:large|big)|(?:size|quota)\b.*\bexceed|exceed.*\b(?:size|quota)", re.IGNORECASE)
_METADATA: Final = re.compile(
    r"metadata|invalid (?:value|classifier|version|distribution)|is not (?:a )?valid|classifier|license"
    r"|requires[-_]python|description|validation failed",
    re.IGNORECASE,
)
_PAGE: Final = re.compile(r"\s*(?:<!doctype|<html)", re.IGNORECASE)
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered to an upload."""

    index: str
    url: str
    filename: str
    status: int
    said: str
    is_page: bool = False
    """Whether it said that in a web page, as no server does that has taken a file."""


def in_words(reason: str, body: str) -> str:
    """Put what a server said into one line: the reason in its status line, and its page without the markup."""
    text = body
    if is_page(body):
        page = LexborHTMLParser(body)
        for element in page.css("script, style, head"):
            element.decompose()
        text = page.body.text(separator=" ") if page.body else ""
    text = " ".join(text.split())
    return text[:_LONGEST] if reason and reason in text else " ".join(f"{reason} {text}".split())[:_LONGEST]


def is_page(body: str) -> bool:
    """Tell whether a server answered with a web page: that of a login, or of a site that has nothing to do with it."""
    return bool(_PAGE.match(body))


def refusal(reply: Reply) -> AltIndexError | None:
    """Name the error behind *reply*, or ``None`` if the file was taken."""
    index, filename, said, status = reply.index, reply.filename, reply.said, reply.status
    if status < 300:  # noqa: PLR2004 - the codes of RFC 9110
        return NoUploadsHere(index, reply.url, status, page=True) if reply.is_page else None
    match status:
        case 413 | 507:
            return UploadTooLarge(index, filename, said)
        case 409:
            return FileExists(index, filename, said)
        case 404 | 405 | 410 | 501:
            return NoUploadsHere(index, reply.url, status)
        case _ if status >= 500:  # noqa: PLR2004 - as above
            return ServerFailed(index, reply.url, status=status)
    return _by_words(reply) or (
        UploadForbidden(index, filename, said)
        if status in {401, 402, 403}
        else UploadFailed(index, f"{reply.url} answered {status}: {said}")
    )


def _by_words(reply: Reply) -> AltIndexError | None:
    """Go by the text: 400 and 403 stand for anything."""
    if _EXISTS.search(reply.said):
        return FileExists(reply.index, reply.filename, reply.said)
    if _TOO_LARGE.search(reply.said):
        return UploadTooLarge(reply.index, reply.filename, reply.said)
    if reply.status not in {401, 402, 403} and _METADATA.search(reply.said):
        return MetadataRefused(reply.index, reply.filename, reply.said)
    return None
