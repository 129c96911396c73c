"""A question to an index, and the answer that it has no such thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from altindex_magic.address import Origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Mapping

    from altindex_magic.model import Index


@dataclass(frozen=True, slots=True)
class Call:
    """One request to an index."""

    index: Index
    url: str
    method: str = "GET"
    headers: Mapping[str, str] | None = None
    body: AsyncIterable[bytes] | None = None
    kind: Literal["page", "file", "upload"] = "page"

    @property
    def leaves_origin(self) -> bool:
        """Tell whether redirects may lead to another origin, always without the credential.

        Files may lie on object storage. Pages of a private index may not come from elsewhere.
        """
        return self.kind == "file" or self.index.default or not self.index.exclusive

    @property
    def home(self) -> Origin:
        """Give the origin that the credential belongs to."""
        return Origin.of((self.index.publish_url if self.kind == "upload" else None) or self.index.url)


@dataclass(frozen=True, slots=True)
class Gone:
    """The index says that there is no such thing, or that it is at ``elsewhere``, on another origin."""

    elsewhere: str | None = None
