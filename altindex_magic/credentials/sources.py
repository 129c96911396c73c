"""What is known of an index's secret before any place is asked, bound to an address and not to a name."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from altindex_magic import address
from altindex_magic.model import Layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableMapping
    from pathlib import Path

    from altindex_magic.model import Credential, Index

_Entry = TypeVar("_Entry")
_UNTRUSTED: Final = (Layer.PROJECT, Layer.DISCOVERED)
"""Layers that others write: theirs is not the choice of which variable is read or which command is run."""


class LoginSource(Protocol):
    """What the user said at ``login``: where the secret of everything at or below *url* comes from."""

    @property
    def url(self) -> str:
        """The address that it is bound to."""

    @property
    def source(self) -> str:
        """``env:VARIABLE``, ``command:…`` or ``keyring``."""

    @property
    def username(self) -> str | None:
        """The user that it belongs to, if one was named."""


@dataclass(frozen=True, slots=True, repr=False)
class Sources:
    """Where secrets may come from besides the keyring. It has no repr: an environment holds secrets."""

    environ: Mapping[str, str]
    logins: Callable[[], Iterable[LoginSource]] = tuple
    """Asked each time, because ``login`` changes it."""
    found: Mapping[str, Credential] = field(default_factory=dict)
    """What other tools' configuration holds, by the URL of the index."""
    session: MutableMapping[str, Credential] = field(default_factory=dict)
    """What was typed in this process, by the URL of the index."""
    netrc_file: Path | None = None

    def of(self, index: Index) -> Known:
        """Gather what applies to *index*, reading each source once."""
        login = _nearest([(login.url, login) for login in self.logins()], index.url)
        username = index.username or (login.username if login else None) or ""
        return Known(
            username=username,
            typed=_complete(_nearest(list(self.session.items()), index.url), username),
            declared=login.source if login else _declared_in(index),
            configured=_complete(_nearest(self.found.items(), index.url), username),
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the secret of one index before any place is asked."""

    username: str
    """The user name to go with a secret, empty where none is known."""
    typed: Credential | None
    declared: str | None
    """The one place that the user declared."""
    configured: Credential | None


def _declared_in(index: Index) -> str | None:
    """Give the place that the definition of *index* declares, unless others wrote it."""
    return None if index.layer in _UNTRUSTED else index.credential


def _complete(credential: Credential | None, username: str) -> Credential | None:
    """Add the known user name to a secret that came without one."""
    if credential is None or credential.username:
        return credential
    return dataclasses.replace(credential, username=username)


def _nearest(entries: Iterable[tuple[str, _Entry]], url: str) -> _Entry | None:
    """Choose the entry with the longest address that *url* lies at or below: same origin, and a leading path."""
    covering = [(len(scope), entry) for scope, entry in entries if address.covers(scope, url)]
    return max(covering, key=lambda pair: pair[0])[1] if covering else None
