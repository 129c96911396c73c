"""Credentials inside a text: the ``user:password@`` part of a URL (RFC 3986), found and masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from altindex_magic.secret import MASK

if TYPE_CHECKING:
    from collections.abc import Iterator

_USERINFO: Final = re.compile(
    r"""
    (?P<scheme> [a-z][a-z0-9+.-]{0,31}: )? //
    (?P<userinfo>
        [^\s/?#]*                                            # all that stands before the last @ of the host
      | [^\s/?#@:\[]+ : (?! \d+ (?: [/?#] | $ ) | \$\{ )     # a password with a slash in it is no port …
        [^\s/?#@] [^\s@]* (?: @ [^\s/?#@]* (?=@) )*          # … but cuts the host short
    ) @
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NO_PORT: Final = re.compile(r"[a-z][a-z0-9+.-]{0,31}://[^\s/?#@:\[]+:(?!\d*(?:[/?#\s]|$)|\$\{)", re.IGNORECASE)
"""What stands behind the colon is no number, and so the beginning of a password whose rest is cut off."""
_PLACEHOLDER: Final = re.compile(r"\$\{\w+\}")


def carries_credentials(text: str) -> bool:
    """Tell whether a URL anywhere in *text* has a user name, password or token inside.

    ``${VARIABLE}`` in their place is none, nor is the bare user name that ssh needs: ``git+ssh://git@host``.
    """
    return any(not _harmless(found) for found in _USERINFO.finditer(text))


def may_carry_credentials(text: str) -> bool:
    """Tell whether *text* carries credentials, or the beginning of some: a blank in a password parts it into words."""
    return carries_credentials(text) or _NO_PORT.search(text) is not None


def places(text: str) -> Iterator[tuple[int, int]]:
    """Give where in *text* the credentials of each URL begin and end, without the ``@`` behind them."""
    return (found.span("userinfo") for found in _USERINFO.finditer(text) if not _harmless(found))


def masked(text: str) -> str:
    """Give *text* with the credentials of every URL in it masked."""
    return _USERINFO.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    """Keep what is harmless, mask the rest."""
    return found[0] if _harmless(found) else f"{found['scheme'] or ''}//{MASK}@"


def _harmless(found: re.Match[str]) -> bool:
    """Tell whether the part before the ``@`` names nobody's secret."""
    user, colon, password = found["userinfo"].partition(":")
    if password:
        return not _PLACEHOLDER.sub("", password)
    return not _PLACEHOLDER.sub("", user) or (not colon and _names_no_account(found["scheme"] or "", user))


def _names_no_account(scheme: str, user: str) -> bool:
    """Recognise the user name of a version control URL, which is the same for everybody."""
    return scheme.lower().endswith("ssh:") or (scheme.lower().startswith("git+") and user == "git")
