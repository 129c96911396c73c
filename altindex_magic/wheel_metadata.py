"""The METADATA of a wheel, read from the few bytes of it that it takes (PEP 427)."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from typing import Final

from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from altindex_magic.errors.base import printable
from altindex_magic.model import project_name

_TAIL: Final = 2**16 + 98
"""What is asked for first: the longest end record of a zip archive, and nearly always the metadata."""

_LARGEST: Final = 16 * 2**20
"""The most that is fetched at once, or expanded at all, in bytes."""

_HARMLESS: Final = 2**20
_HIGHEST_RATIO: Final = 200
"""Text of more than a harmless size that was compressed further than this is made to fill a memory."""

_HEADER: Final = 30
_EXTRA: Final = 256
"""Room for the extra field in the header of a member, whose size is told nowhere else."""

_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The methods that ``zipfile`` expands in bounded steps; the other two it expands at once."""

_FAULTS: Final = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
"""What ``zipfile`` raises on an archive that is damaged, encrypted, or made to harm."""

_METADATA: Final = re.compile(r"(?P<distribution>[^/]+)-[^/-]+\.dist-info/METADATA")


class MissingBytes(Exception):
    """The bytes from *start* up to, but not including, *stop* are needed to go on."""

    def __init__(self, start: int, stop: int) -> None:
        """Name the range."""
        super().__init__(f"the bytes from {start} to {stop} are needed")
        self.start = start
        self.stop = stop


class MalformedWheel(Exception):
    """An archive that is no wheel; its text says why, as the end of a sentence."""


class PartialWheel:
    """A wheel of which some ranges of bytes are known.

    Ask for :meth:`metadata`, fetch what :class:`MissingBytes` names, :meth:`add` it and ask again.
    One range does for most wheels, and four do for all.
    """

    def __init__(self, filename: str, size: int) -> None:
        """Begin with nothing known of the wheel *filename* but its *size*."""
        self._filename = filename
        self._bytes = _SparseFile(size)

    def add(self, start: int, data: bytes) -> None:
        """Take note of the bytes that begin at *start*."""
        self._bytes.add(start, data)

    def metadata(self) -> bytes:
        """Give the content of ``{distribution}-{version}.dist-info/METADATA``, byte for byte.

        Raises:
            MissingBytes: this range must be added first.
            MalformedWheel: it is no wheel, or has no metadata that could be used.

        """
        self._bytes.need(self._bytes.size - _TAIL, self._bytes.size)
        try:
            with zipfile.ZipFile(self._bytes) as archive:
                return self._expand(archive, self._find(archive))
        except _FAULTS as problem:
            raise MalformedWheel("it is no intact zip archive") from problem

    def _find(self, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
        """Find the one METADATA, and see that it is that of the project."""
        found = [(member, match) for member in archive.infolist() if (match := _METADATA.fullmatch(member.filename))]
        if len(found) != 1:
            raise MalformedWheel("it has more than one METADATA file" if found else "it has no METADATA file")
        [(member, match)] = found
        try:
            project = parse_wheel_filename(self._filename)[0]
        except InvalidWheelFilename:
            raise MalformedWheel("its filename is not that of a wheel") from None
        if project_name(match["distribution"]) != project:
            raise MalformedWheel(f"its metadata is that of `{printable(match['distribution'], 60)}`")
        return member

    def _expand(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
        """Read *member*, unless it is made to harm."""
        if member.compress_type not in _METHODS:
            raise MalformedWheel("its metadata is compressed in a way that wheels do not use")
        if max(member.file_size, member.compress_size) > _LARGEST:
            raise MalformedWheel(f"its metadata is larger than {_LARGEST // 2**20} MiB")
        if member.file_size > max(_HARMLESS, member.compress_size * _HIGHEST_RATIO):
            raise MalformedWheel("its metadata is compressed beyond all reason")
        self._need_whole(member)
        with archive.open(member) as content:
            return content.read(_LARGEST + 1)

    def _need_whole(self, member: zipfile.ZipInfo) -> None:
        """Ask for all of *member* at once, and once more if its header is longer than the directory suggests."""
        start, size = member.header_offset, member.compress_size + _HEADER
        guess = len(member.orig_filename.encode()) + len(member.extra) + _EXTRA
        header = self._bytes.need(start, start + guess + size)[:_HEADER]
        name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
        self._bytes.need(start, start + name + extra + size)


class _SparseFile:
    """A file to read from of which only some ranges are known."""

    def __init__(self, size: int) -> None:
        """Begin with nothing known but the *size*."""
        self.size = size
        self._position = 0
        self._ranges: list[tuple[int, bytes]] = []

    def add(self, start: int, data: bytes) -> None:
        """Take note of the bytes that begin at *start*."""
        if start < 0 or start + len(data) > self.size:
            raise ValueError("the range is not in the file")
        self._ranges.append((start, data))
        self._ranges.sort(key=lambda known: known[0])

    def need(self, start: int, stop: int) -> bytes:
        """Give the bytes from *start* to *stop*, or as far as the file goes.

        Raises:
            MissingBytes: not all of them are known; the range lacks what is known at its ends.

        """
        start, stop = max(start, 0), min(stop, self.size)
        position, parts = start, []
        for begin, data in self._ranges:
            if begin <= position < begin + len(data):
                parts.append(data[position - begin : stop - begin])
                position += len(parts[-1])
        if position < stop:
            raise MissingBytes(position, min([stop, *(begin for begin, _ in self._ranges if begin > position)]))
        return b"".join(parts)

    def read(self, count: int = -1) -> bytes:
        """Read on from the position; what asks for very much at once is the directory of the archive."""
        stop = self.size if count < 0 else self._position + count
        if stop - self._position > _LARGEST:
            raise MalformedWheel(f"its directory is larger than {_LARGEST // 2**20} MiB")
        data = self.need(self._position, stop)
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a position, which like that of a real file may not be before the start."""
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        if origin + offset < 0:
            raise OSError("the position is before the start of the file")
        self._position = origin + offset
        return self._position

    def tell(self) -> int:
        """Give the position."""
        return self._position

    def seekable(self) -> bool:
        """Say yes."""
        return True
