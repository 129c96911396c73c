"""The order in which the places of a secret are asked, and where a typed one is kept.

What was typed last wins; then the place that the user declared, and no other; then what pip's and
uv's own configuration holds, the keyring, and netrc. Everything is bound to an address and not
to a name: whoever redefines an index elsewhere gets nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, Never

from altindex_magic.credentials import token
from altindex_magic.credentials.memory import Memory
from altindex_magic.credentials.providers import KEYRING, NETRC, Providers
from altindex_magic.credentials.vault import NoAnswer, Vault
from altindex_magic.errors.base import AltIndexError
from altindex_magic.errors.credential import KeyringFailed
from altindex_magic.model import SECRET_AS_USER, Credential
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from altindex_magic.credentials.sources import Sources
    from altindex_magic.model import Index

_A_DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a typed secret is now, and what the user should know about that."""

    place: Literal["keyring", "session"]
    note: str | None = None


class Credentials:
    """The chain. It may wait for a command or for the keyring, and several threads may ask it."""

    def __init__(self, sources: Sources) -> None:
        """Ask nobody yet."""
        self._sources = sources
        self._vault = Vault()
        self._providers = Providers(sources, self._vault)
        self._memory = Memory()
        self._notes: dict[str, str] = {}

    def __reduce__(self) -> Never:
        """Refuse to be written anywhere."""
        raise TypeError("credentials are not pickled")

    def find(self, index: Index) -> Credential | None:
        """Find the credential of *index*, or ``None`` where no place has one.

        Raises:
            VariableMissing: the declared variable is not set.
            SecretCommandFailed: the declared command failed.
            KeyringFailed: the keyring was declared and cannot be asked.
            UnusableSecret: what the declared place holds cannot be a secret.
            InvalidSetting: the declared place is of no known kind.

        """
        self._notes.pop(index.url, None)
        if _needs_none(index):
            return None
        known = self._sources.of(index)
        if known.typed:
            return known.typed
        if known.declared:
            return self._ask(index, known.username, known.declared)
        if known.configured and known.configured.secret:
            return known.configured
        return self._lone(index, known.configured) or self._ask_around(index, known.username)

    def _lone(self, index: Index, found: Credential | None) -> Credential | None:
        """Make sense of ``user@host``: a user whose secret is in a keyring or netrc file, or a token alone."""
        if found is None:
            return None
        kept = self._ask_around(index, found.username)
        return kept or Credential(SECRET_AS_USER, Secret(found.username), found.source)

    def note(self, index: Index) -> str | None:
        """Give the problem of a place that the last :meth:`find` had to pass over, if there was one."""
        return self._notes.get(index.url)

    def refused(self, index: Index) -> None:
        """Believe nothing that is remembered about *index*: the next :meth:`find` asks its places anew.

        To be called after every 401: the token has expired, or someone has logged in elsewhere.
        """
        self._memory.drop(index.url)

    def keep(
        self, index: Index, username: str | None, secret: Secret, where: Literal["keyring", "session"] | None = None
    ) -> Kept:
        """Keep a typed secret in the keyring or, where there is none, in this session.

        Raises:
            UnusableSecret: it is empty or has a control character inside.
            KeyringFailed: it was to be the keyring, and that cannot be used.

        """
        secret = token.usable(secret, index=index.name, source="what was typed")
        username = username or self._sources.of(index).username
        if where == "session":
            return self._keep_in_session(index, username, secret)
        try:
            warning = self._vault.write(index.url, username, secret)
        except NoAnswer as failure:
            problem, locked, absent = failure.problem, failure.is_lock, failure.state == "absent"
        else:
            self._memory.drop(index.url)
            self._sources.session.pop(index.url, None)
            return Kept("keyring", warning)
        if where == "keyring":
            raise KeyringFailed(index.name, problem, locked=locked)
        reason = problem if absent else f"The keyring cannot be used ({problem[:1].lower()}{problem[1:]})"
        return self._keep_in_session(index, username, secret, f"{reason}: the secret is kept until this session ends.")

    def forget(self, index: Index) -> tuple[str, ...]:
        """Forget the secret that was kept for *index*, and give the places that had it.

        Raises:
            KeyringFailed: there is a keyring that did not answer; it may have the secret still.

        """
        self._memory.drop(index.url)
        places = ("session",) if self._sources.session.pop(index.url, None) else ()
        try:
            erased = self._vault.erase(index.url, self._sources.of(index).username)
        except NoAnswer as failure:
            if failure.state == "absent":
                return places
            problem, locked = failure.problem, failure.is_lock
        else:
            return (*places, KEYRING) if erased else places
        raise KeyringFailed(index.name, problem, locked=locked)

    def weakness(self) -> str | None:
        """Say why the keyring of this machine does not keep secrets safely, or ``None`` when it does."""
        return self._vault.weakness()

    def finds_by_address(self) -> bool:
        """Tell whether other tools find what is kept in the keyring without a user name."""
        return self._vault.finds_by_address()

    def describe(self, index: Index) -> str:
        """Say in a few words where the secret would come from, running nothing and hardly waiting."""
        if _needs_none(index):
            return "none"
        known = self._sources.of(index)
        if known.typed:
            return _words(known.typed)
        if known.declared:
            remembered = self._memory.peek((index.url, known.username, known.declared))
            return _words(remembered) or self._providers.describe(index, known.username, known.declared)
        if known.configured is None:
            return self._describe_around(index, known.username)
        if known.configured.secret:
            return _words(known.configured)
        around = self._describe_around(index, known.configured.username)
        return known.configured.source if around == "none" else around  # as in _lone

    def _describe_around(self, index: Index, username: str) -> str:
        """Name the place that nobody declared and that has a secret, or ``none``."""
        remembered = self._memory.peek((index.url, username, KEYRING))
        return _words(remembered) or self._providers.describe_around(index, username)

    def _keep_in_session(self, index: Index, username: str, secret: Secret, note: str | None = None) -> Kept:
        """Keep a secret in the memory of this process."""
        self._sources.session[index.url] = Credential(username, secret, "this session", token.expiry(secret))
        return Kept("session", note)

    def _ask(self, index: Index, username: str, place: str) -> Credential | None:
        """Ask one place, or remember what it said; a variable is read each time, since that costs nothing."""
        ask = partial(self._providers.ask, index, username, place)
        return ask() if place.startswith("env:") else self._memory.recall((index.url, username, place), ask)

    def _ask_around(self, index: Index, username: str) -> Credential | None:
        """Ask the places that nobody declared: one that fails is noted and passed over."""
        for place in (KEYRING, NETRC):
            try:
                credential = self._ask(index, username, place)
            except AltIndexError as problem:
                self._notes[index.url] = f"{problem.what} {problem.why or ''}".rstrip()
            else:
                if credential:
                    return credential
        return None


def _needs_none(index: Index) -> bool:
    """Tell whether nothing may be sent to *index*: it is a folder, or uv's ``authenticate = "never"``."""
    return index.is_folder or index.authenticate == "never"


def _words(credential: Credential | None) -> str:
    """Name the source of a credential, with its end in the time of this place where that is known."""
    if credential is None or credential.expires is None:
        return credential.source if credential else ""
    left = credential.expires - datetime.now(UTC)
    verb = "expires" if left > timedelta() else "expired"
    form = "%H:%M" if abs(left) < _A_DAY else "%Y-%m-%d"
    return f"{credential.source}, {verb} {credential.expires.astimezone().strftime(form)}"
