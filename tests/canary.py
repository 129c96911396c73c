"""Looks for a secret wherever it could have leaked to, in every dress it could wear."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import sqlite3
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote, quote_plus

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_SAMPLE_EVERY: Final = 0.003
_SHORTEST: Final = 8
_SQLITE: Final = b"SQLite format 3\0"
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True)
class Canary:
    """A secret that must be found nowhere, with the user names that it may be encoded together with."""

    secret: str
    usernames: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.secret) < _SHORTEST:
            raise ValueError("so short a secret would be found where it is not")

    def dresses(self) -> dict[str, bytes]:
        """Give the forms in which the secret could be written, by what they are called."""
        texts = {
            "plain": self.secret,
            "percent-encoded": quote(self.secret, safe=""),
            "percent-encoded path": quote(self.secret),
            "form-encoded": quote_plus(self.secret),
            "JSON": json.dumps(self.secret)[1:-1],
            "repr": repr(self.secret)[1:-1],
            "ascii": ascii(self.secret)[1:-1],
            "HTML": html.escape(self.secret),
        }
        found = {dress: text.encode() for dress, text in texts.items()}
        found["lower-case percent"] = _lower_escapes(found["percent-encoded"])
        found["UTF-16"] = self.secret.encode("utf-16-le")
        found["hex"] = self.secret.encode().hex().encode()
        for name, encode in {"base64": base64.b64encode, "base64url": base64.urlsafe_b64encode}.items():
            found |= {f"{name} at {shift}": _inner(encode, self.secret, shift) for shift in range(3)}
            found |= {f"{name} of {user}": encode(f"{user}:{self.secret}".encode()) for user in self.usernames}
        return found

    def dress_in(self, content: bytes | str) -> str | None:
        """Name the form in which the secret stands in *content*, or ``None`` if it does not."""
        raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        return next((dress for dress, form in self.dresses().items() if form in raw), None)

    def search(self, *roots: Path) -> list[str]:
        """Find the secret in all files at and below *roots*, in what is packed in them and in their names."""
        files = [path for root in roots for path in (root.rglob("*") if root.is_dir() else [root])]
        return [
            f"{path}: {dress} ({where})"
            for path in files
            for where, content in _contents(path)
            if (dress := self.dress_in(content))
        ]


@dataclass
class ProcessWatch:
    """Samples the argv and environ of a process and all its descendants while the block runs.

    What lives for less than a sample can slip through: a spying build backend sees that too.
    """

    pid: int
    seen: dict[tuple[int, str], bytes] = field(default_factory=dict)
    """By process id and what was read: ``argv`` or ``environ``."""
    _over: Event = field(default_factory=Event)

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        self._thread.join()

    def leaks(self, canary: Canary) -> list[str]:
        """Name each process that had the secret in its argv or environ."""
        return [
            f"process {pid}: {dress} ({what})"
            for (pid, what), content in self.seen.items()
            if (dress := canary.dress_in(content))
        ]

    def _watch(self) -> None:
        root = psutil.Process(self.pid)
        while not self._over.wait(_SAMPLE_EVERY):
            try:
                family = [root, *root.children(recursive=True)]
            except psutil.Error:
                return
            for process in family:
                self._sample(process)

    def _sample(self, process: psutil.Process) -> None:
        try:
            argv = "\0".join(process.cmdline())
            environ = "\0".join(f"{name}={value}" for name, value in process.environ().items())
        except (psutil.Error, OSError):
            return
        for what, text in (("argv", argv), ("environ", environ)):
            content = text.encode("utf-8", "surrogateescape")
            before = self.seen.get((process.pid, what), b"")
            if content not in before:
                self.seen[process.pid, what] = before + b"\n" + content


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give the name of a file, its bytes, and its bytes unpacked where it is a known container."""
    yield "name", path.name.encode("utf-8", "surrogateescape")
    if path.is_symlink():
        yield "link", str(path.readlink()).encode("utf-8", "surrogateescape")
    if not path.is_file():
        return
    content = path.read_bytes()
    yield "content", content
    if content.startswith(_SQLITE):
        yield "table", "\n".join(_rows(path)).encode()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from ((f"member {name}", archive.read(name)) for name in archive.namelist())
    elif content.startswith(_GZIP):
        with suppress(OSError, EOFError, zlib.error):  # a file that is cut short was searched as it is
            yield "gzip", gzip.decompress(content)


def _rows(path: Path) -> Iterable[str]:
    """Read a database through SQLite: a long value lies in pieces over its pages, and in its WAL."""
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def _inner(encode: Callable[[bytes], bytes], secret: str, shift: int) -> bytes:
    """Give the part of a base64 text that *secret* determines alone, when it begins *shift* bytes into a triple."""
    raw = secret.encode()
    whole = raw[-shift % 3 :]
    return encode(whole[: len(whole) // 3 * 3])


def _lower_escapes(text: bytes) -> bytes:
    return re.sub(rb"%[0-9A-F]{2}", lambda escape: escape.group().lower(), text)
