"""Where a file comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altindex_magic.model import Index
    from altindex_magic.simple_api import File

Key = tuple[str, str, str, str | None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as its page promises it, on the index that owns it."""

    index: Index
    project: str
    file: File

    @property
    def key(self) -> Key:
        """Tell it from every other promise, also of what lies at the same address under another name or hash."""
        return self.index.url, self.file.filename, self.file.url, self.file.sha256
