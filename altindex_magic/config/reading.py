"""What the files and variables of one installer come to, and how an address in them is taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from altindex_magic.address import bare, userinfo
from altindex_magic.config.tables import Entry, read_index
from altindex_magic.errors.base import AltIndexError
from altindex_magic.errors.usage import InvalidSetting
from altindex_magic.model import INDEX_NAME, LOCAL, SECRET_AS_USER, Credential, Layer, Transport
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from altindex_magic.model import Index, Setting

_LONGEST: Final = 48


@dataclass(frozen=True, slots=True)
class Address:
    """An index as it stands in a file or variable; the URL may hold a secret."""

    table: Mapping[str, object] = field(repr=False)
    source: str
    folder: Path
    """What a relative path is relative to."""
    default: bool = False
    credential: Credential | None = None
    """One that was given apart from the URL; it counts more than one in the URL."""
    client_cert: Path | None = None


class Reading:
    """Collects what the installers would obey: settings, indexes in order, credentials and problems."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self.settings: list[Setting] = []
        self.indexes: list[Index] = []
        self.credentials: dict[str, Credential] = {}
        self.problems: list[AltIndexError] = []
        self.words: list[str] = []
        self.transport = Transport()

    def take(self, address: Address) -> None:
        """Add the index at *address* unless its URL is known; of several defaults the first stays one.

        An address that makes no index becomes a problem and harms no other.
        """
        try:
            index, embedded = self._read(address)
        except AltIndexError as problem:
            self.problems.append(problem)
            return
        if credential := address.credential or embedded:
            self.credentials.setdefault(index.url, credential)
        if all(index.url != known.url for known in self.indexes):
            self.indexes.append(index)

    def _read(self, address: Address) -> tuple[Index, Credential | None]:
        """Take the secret out of the URL, then read the rest as any other table."""
        text = str(address.table.get("url", ""))
        try:
            plain = bare(text) if "://" in text else text
            embedded = userinfo(text)
        except ValueError:
            raise InvalidSetting("url", "it cannot be read as a URL", source=address.source) from None
        table = {
            **address.table,
            "url": plain,
            "name": self._free_name(str(address.table.get("name", "")), plain),
            "default": address.default and not any(index.default for index in self.indexes),
        }
        index = read_index(Entry(table, Layer.DISCOVERED, address.source, address.folder))
        # A file that came with a project may be among those read here: what names it owns is for a person to say.
        index = replace(index, client_cert=address.client_cert, packages=())
        if embedded is None:
            return index, None
        user, secret = embedded
        # `TOKEN:@host`, with an empty password, has its token in the user's place (Gemfury).
        if not secret and urlsplit(text).password is not None:
            return index, Credential(SECRET_AS_USER, Secret(user), address.source)
        return index, Credential(user, secret, address.source)

    def _free_name(self, given: str, url: str) -> str:
        """Choose a readable name that no other index has: the given one, or else the host or folder."""
        name = given if INDEX_NAME.fullmatch(given) else _name_of(url)
        taken = {LOCAL, *(index.name for index in self.indexes)}
        numbered = (f"{name}-{number}" for number in count(2))
        return name if name not in taken else next(other for other in numbered if other not in taken)


def _name_of(url: str) -> str:
    """Derive a name from the host of a URL, or from the last part of a folder's path."""
    parts = urlsplit(url)
    last = unquote(parts.path).replace("\\", "/").rstrip("/").rpartition("/")[2]
    label = re.sub(r"[^A-Za-z0-9._-]+", "-", parts.hostname or last)
    return label[:_LONGEST].strip("._-") or "index"
