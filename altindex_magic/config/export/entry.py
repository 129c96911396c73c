"""One index on its way into the file of another tool."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit, urlunsplit

from altindex_magic.address import is_loopback
from altindex_magic.config.disclosure import with_login

if TYPE_CHECKING:
    from altindex_magic.model import Index
    from altindex_magic.secret import Secret

Format = Literal["pip", "pypirc", "uv", "netrc"]
Provider = Literal["import", "subprocess"]
"""How pip asks the keyring: its own library, or the program on the path."""

_HTTP: Final = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """An index with the login that its file names. Without a *secret* the user name points to the keyring."""

    index: Index
    username: str | None = None
    secret: Secret | None = field(default=None, repr=False)
    by_address: bool = False
    """Whether the keyring finds the secret by the address alone, so that the user name stays out of it."""

    @property
    def url(self) -> str:
        """Give the address as pip is to read it.

        Where pip has to be told to trust the host, it has its port: pip compares the two as they are written.
        """
        parts = urlsplit(self.index.url)
        if self.trusted_host is None or parts.port:
            return self.index.url
        return urlunsplit(parts._replace(netloc=f"{parts.netloc}:{_HTTP}"))

    @property
    def url_with_login(self) -> str:
        """Give :attr:`url` with the user name, if it is needed, and with the secret if it is to be written."""
        if self.by_address and self.secret is None:
            return self.url
        return with_login(self.url, self.username, self.secret)

    @property
    def trusted_host(self) -> str | None:
        """Give host and port that pip must be told to accept without TLS; ``None`` where it need not be."""
        if not self.index.allow_http or not self.index.url.startswith("http:") or is_loopback(self.index.url):
            return None
        parts = urlsplit(self.index.url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{host}:{parts.port or _HTTP}"
