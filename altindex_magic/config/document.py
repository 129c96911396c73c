"""One TOML file on disk: read without a lock, changed under one, replaced whole."""

from __future__ import annotations

import codecs
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from altindex_magic.config.atomic import make_folder, replace_file
from altindex_magic.config.draft import Draft
from altindex_magic.config.locks import held
from altindex_magic.errors.usage import BrokenFile, UnreadableFile, UnwritableFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def load(path: Path) -> Draft:
    """Parse what the file at *path* holds now; a file that does not exist is empty.

    Raises:
        UnreadableFile: the system does not let us.
        BrokenFile: it is not TOML in UTF-8.

    """
    return Draft(path, _decoded(path, _content(path)))


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file that may not exist yet.

    A *private* file has mode 0600 after every change, in folders made with 0700. Any other keeps
    the mode it has, and begins with 0644.
    """

    path: Path
    lock: Path
    private: bool = False
    patience: float = 10.0
    """For how many seconds another process may hold the lock."""

    @contextmanager
    def edited(self) -> Iterator[Draft]:
        """Lend the content for a change; it is written back when the block ends without an error.

        Raises:
            StoreBusy: another process holds the lock for too long.
            UnwritableFile: the system does not let us; the old content stands.

        """
        with self._locked():
            content = _content(self.path)
            draft = Draft(self.path, _decoded(self.path, content))
            before = draft.text
            yield draft
            if draft.text != before:
                mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
                replace_file(self.path, mark + draft.text.encode(), mode=self._mode())

    def fingerprint(self) -> bytes:
        """Give a hash of the content, to notice that someone else changed it."""
        return hashlib.sha256(_content(self.path)).digest()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes and threads from changing the file meanwhile."""
        try:
            make_folder(self.path.parent, mode=0o700 if self.private else 0o755)
        except OSError as problem:
            raise UnwritableFile(self.path, problem.strerror or str(problem)) from problem
        with held(self.lock, self.path, self.patience):
            yield

    def _mode(self) -> int:
        """Tell which mode the file has after a change."""
        if self.private:
            return 0o600
        return self.path.stat().st_mode & 0o777 if self.path.exists() else 0o644


def _content(path: Path) -> bytes:
    """Read the bytes of a file; none if there is no file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as problem:
        raise UnreadableFile(path, problem.strerror or str(problem)) from problem


def _decoded(path: Path, content: bytes) -> str:
    """Decode what must be UTF-8, with or without a byte order mark."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise BrokenFile(path, line, "", "it is not UTF-8") from None
