"""A file on its way from an uploader to an index: streamed, never held, and told of."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

from altindex_magic.event import Upload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from altindex_magic.gateway.feed import Feed
    from altindex_magic.gateway.form import Head
    from altindex_magic.model import Index

_BLOCK: Final = 256 * 1024
_REPORT_EVERY: Final = 0.1
_KEPT_HEADERS: Final = ("Content-Type", "Content-Length", "User-Agent")


@dataclass(slots=True)
class Reporter:
    """Tells how far one upload is, some times a second."""

    feed: Feed
    index: str
    total: int | None
    """The size of the file or, where that is not told, the length of the form, which is little more."""
    received: int = 0
    _told: float = field(default=0.0, repr=False)

    def moved(self, filename: str, octets: int) -> None:
        """Note that the index has received *octets* more."""
        self.received += octets
        now = time.monotonic()
        if now - self._told >= _REPORT_EVERY:
            self._told = now
            self._tell(filename, "running")

    def ended(self, filename: str, state: Literal["done", "failed"]) -> None:
        """Tell how it ended."""
        if state == "done":
            self.total = self.received
        self._tell(filename, state)

    def _tell(self, filename: str, state: Literal["running", "done", "failed"]) -> None:
        project, version = _read(filename)
        self.feed.publish(Upload(filename, project, version, self.index, self.received, self.total, state))


@dataclass(slots=True)
class Passage:
    """The body of one upload, on its way to the server of its index."""

    request: web.BaseRequest
    index: Index
    head: Head
    reporter: Reporter
    cut: bool = False
    """Whether the uploader went away before the end."""
    whole: bool = False
    """Whether all of it was sent."""

    def headers(self) -> dict[str, str]:
        """Give what the server must know of the form; never the capability that came with it."""
        return {name: self.request.headers[name] for name in _KEPT_HEADERS if name in self.request.headers}

    async def blocks(self) -> AsyncIterator[bytes]:
        """Give the body from its beginning: what was read of it, then the rest as it comes."""
        yield self.head.raw
        self._moved(len(self.head.raw) - self.head.begins)
        try:
            async for chunk in self.request.content.iter_chunked(_BLOCK):
                yield chunk
                self._moved(len(chunk))
        except ConnectionError:
            self.cut = True
            raise
        self.whole = True

    def _moved(self, octets: int) -> None:
        """Count what was sent of the file, without the end of the form."""
        left = octets if self.head.size is None else self.head.size - self.reporter.received
        self.reporter.moved(self.head.filename, min(octets, left))

    def ended(self, state: Literal["done", "failed"]) -> None:
        """Tell how it ended."""
        self.reporter.ended(self.head.filename, state)


def _read(filename: str) -> tuple[str, str]:
    """Take project and version from the name of a file, as far as it has them."""
    try:
        parsed = parse_wheel_filename(filename) if filename.endswith(".whl") else parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return "", ""
    return parsed[0], str(parsed[1])
