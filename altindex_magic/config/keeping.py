"""One file as it was before a change: its bytes, with a gap wherever a secret stood, and the way back."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from altindex_magic.config import spans
from altindex_magic.config.atomic import make_folder, replace_file
from altindex_magic.config.disclosure import written
from altindex_magic.errors.files import BackupIncomplete, ChangedSince
from altindex_magic.errors.usage import UnreadableFile, UnwritableFile
from altindex_magic.secret import Secret

_NO_FILE: Final = "none"
_NETRC: Final = re.compile(r"^[ \t]*(?:machine[ \t]+\S|machine[ \t]*$|default\b)", re.MULTILINE)
"""How an entry of a netrc file begins."""


class Safe(Protocol):
    """Where the secrets of backups are kept."""

    def put(self, label: str, secret: Secret) -> bool:
        """Keep a secret, and tell whether it is kept."""

    def get(self, label: str) -> Secret | None:
        """Give a secret back, if it is there."""

    def drop(self, label: str) -> None:
        """Forget a secret."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of one file; *backup* has its bytes but for the gaps."""

    path: str
    backup: str
    mode: int
    before: str
    """A hash of the bytes that it had."""
    after: str | None = None
    """The same of what the change made of it, as soon as that is done."""
    gaps: tuple[tuple[int, str], ...] = ()
    """Where a secret belongs, and the label under which it is kept."""

    @property
    def changed(self) -> bool:
        """Tell whether the change made anything of it."""
        return self.after != self.before


def read(path: Path) -> str:
    """Give the text of a file, of which every byte survives being written again; none is empty.

    Raises:
        UnreadableFile: the system does not let us.

    """
    return (_content(path) or b"").decode("utf-8", "surrogateescape")


def write(path: Path, text: str, *, shared: bool = False) -> None:
    """Replace a file whole. It is the user's alone, or, where it is *shared*, keeps the mode that it has.

    Raises:
        UnwritableFile: the system does not let us; the old content stands.

    """
    try:
        make_folder(path.parent, mode=0o755 if shared else 0o700)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    except OSError as problem:
        raise UnwritableFile(path, problem.strerror or str(problem)) from problem
    replace_file(path, text.encode("utf-8", "surrogateescape"), mode=mode if shared else 0o600)


def fingerprint(path: Path) -> str:
    """Give a hash of the bytes of a file, or the word for its absence."""
    content = _content(path)
    return _NO_FILE if content is None else hashlib.sha256(content).hexdigest()


def keep(path: Path, backup: Path, safe: Safe) -> Kept:
    """Write the bytes of the file at *path* to *backup*, and its secrets to *safe* as far as it takes them."""
    before = fingerprint(path)
    if before == _NO_FILE:
        return Kept(str(path), str(backup), 0, before)
    text, gaps, shift = read(path), [], 0
    hidden: list[tuple[spans.Span, str]] = []
    is_netrc = bool(_NETRC.search(text))  # $NETRC may have called it anything
    for number, span in enumerate(spans.secrets(text, netrc=is_netrc, pypirc="pypirc" in path.name)):
        label = f"{backup.parent.name}/{backup.name}/{number}"
        if safe.put(label, Secret(span.of(text))):
            gaps.append((span.start - shift, label))
            hidden.append((span, ""))
            shift += span.stop - span.start
    write(backup, spans.replace(text, hidden))
    return Kept(str(path), str(backup), path.stat().st_mode & 0o777, before, gaps=tuple(gaps))


def content_before(kept: Kept, safe: Safe) -> bytes | None:
    """Put the bytes of a file together again; ``None`` where there was no file.

    Raises:
        ChangedSince: the file is not what the change made of it.
        BackupIncomplete: a secret is not there any more.

    """
    if kept.after is not None and fingerprint(Path(kept.path)) not in {kept.after, kept.before}:
        raise ChangedSince(kept.path, kept.backup)
    if kept.before == _NO_FILE:
        return None
    filled = []
    for start, label in kept.gaps:
        secret = safe.get(label)
        if secret is None:
            raise BackupIncomplete(kept.path, kept.backup)
        filled.append((spans.Span(start, start), written(secret)))
    content = spans.replace(read(Path(kept.backup)), filled).encode("utf-8", "surrogateescape")
    if hashlib.sha256(content).hexdigest() != kept.before:
        raise BackupIncomplete(kept.path, kept.backup)
    return content


def put_back(kept: Kept, content: bytes | None) -> None:
    """Make the file what it was, or nothing if there was none.

    Raises:
        UnwritableFile: the system does not let us.

    """
    path = Path(kept.path)
    if content is not None:
        replace_file(path, content, mode=kept.mode)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as problem:
        raise UnwritableFile(path, problem.strerror or str(problem)) from problem


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise UnreadableFile(path, problem.strerror or str(problem)) from problem
