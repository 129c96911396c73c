"""The one place where a secret becomes a part of a file: ``--with-secret``, and a file that gets its own back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from altindex_magic.model import SECRET_AS_USER

if TYPE_CHECKING:
    from altindex_magic.secret import Secret


def written(secret: Secret) -> str:
    """Give the text of *secret* to be written into a file that the user chose for it."""
    return secret.reveal()


def login(username: str, secret: Secret) -> tuple[str, str]:
    """Give user name and password as a server takes them: a token may stand in the user's place."""
    if username == SECRET_AS_USER:
        return written(secret), ""
    return username, written(secret)


def with_login(url: str, username: str | None, secret: Secret | None = None) -> str:
    """Put a user name, and a secret if there is one, into *url*, which has neither."""
    if username is None:
        return url
    if secret is None:
        userinfo = quote(username, safe="")
    else:
        userinfo = ":".join(quote(part, safe="") for part in login(username, secret))
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{userinfo}@{parts.netloc}"))
