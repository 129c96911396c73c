"""One export, as far as it can be decided before the file is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from altindex_magic.config import spans
from altindex_magic.config.export.entry import Entry, Provider
from altindex_magic.config.export.netrc import Netrc
from altindex_magic.config.export.pip import PipFile
from altindex_magic.config.export.pypirc import Pypirc
from altindex_magic.config.export.uv import UvFile
from altindex_magic.model import SECRET_AS_USER

if TYPE_CHECKING:
    from altindex_magic import request
    from altindex_magic.config.export.paths import Target
    from altindex_magic.model import Credential, Index

_UNPOINTABLE: Final = (SECRET_AS_USER, "")
"""What no tool could ask the keyring for by a user name."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is written where, with which logins."""

    wanted: request.Export
    target: Target
    logins: tuple[tuple[Index, Credential | None], ...]
    provider: Provider = "import"
    by_address: bool = False

    @property
    def entries(self) -> list[Entry]:
        """Give what is written of each index."""
        return [self._entry(index, credential) for index, credential in self.logins]

    def edited(self, text: str) -> str:
        """Give the content of the file as it is to become."""
        match self.wanted.format:
            case "pip":
                return PipFile(self.entries, self.wanted.only, self.provider).edited(text)
            case "pypirc":
                return Pypirc(self.entries).edited(text)
            case "uv":
                return UvFile(self.target.path, self.entries, self.wanted.only, self.target.table).edited(text)
            case "netrc":
                return Netrc(self.entries).edited(text)

    def masked(self, text: str) -> list[str]:
        """Give the lines of *text* without any secret; the user names that are written are none."""
        named = {credential.username for _, credential in self.logins if credential} - set(_UNPOINTABLE)
        known = (
            named | {"__token__"} | {entry.username for entry in self.entries if entry.username and not entry.secret}
        )
        found = spans.secrets(
            text, known=known, netrc=self.wanted.format == "netrc", pypirc=self.wanted.format == "pypirc"
        )
        return lines_of(spans.mask(text, found))

    def _entry(self, index: Index, credential: Credential | None) -> Entry:
        if self.wanted.with_secret and credential:
            return Entry(index, credential.username, credential.secret)
        username = credential.username if credential else index.username
        return Entry(index, None if username in _UNPOINTABLE else username, by_address=self.by_address)


def lines_of(text: str) -> list[str]:
    """Give the lines of *text* without their ends."""
    return [line.rstrip("\r") for line in text.removesuffix("\n").split("\n")] if text else []
