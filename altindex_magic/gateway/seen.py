"""Trust on first use: a file stays the one that was first seen under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.errors.trust import FileChanged
from altindex_magic.ledger import SeenFile

if TYPE_CHECKING:
    from altindex_magic.gateway.source import Source
    from altindex_magic.ledger import Ledger
    from altindex_magic.model import Index


def origin_of(index: Index) -> str:
    """Name where files come from: all that stand in for the default index have to give the same files."""
    return "" if index.default else index.url


class Seen:
    """Compares every file with what was seen before."""

    def __init__(self, ledger: Ledger) -> None:
        """Remember in *ledger*."""
        self._ledger = ledger

    def check(self, source: Source, sha256: str) -> None:
        """Remember the hash of a file when it is the first one, and else insist on the first one.

        Raises:
            FileChanged: another one was seen first.

        """
        file = source.file
        this = SeenFile(origin_of(source.index), file.filename, source.project, sha256, file.upload_time)
        first = self._ledger.files.first(this)
        if first.sha256 != sha256:
            hashes = (first.sha256, sha256)
            raise FileChanged(source.project, file.filename, source.index.name, hashes, first.first_seen)
