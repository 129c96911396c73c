"""The providers of a secret: how each is asked, and how each is named to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.credentials import command, netrc_file, token
from altindex_magic.credentials.vault import NoAnswer, Vault
from altindex_magic.errors.base import AltIndexError, printable
from altindex_magic.errors.credential import KeyringFailed, VariableMissing
from altindex_magic.errors.usage import InvalidSetting
from altindex_magic.model import SECRET_AS_USER, Credential
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from altindex_magic.credentials.sources import Sources
    from altindex_magic.model import Index

KEYRING: Final = "keyring"
NETRC: Final = "netrc"
_GLANCE: Final = 2.0
"""Seconds that a table waits for the keyring."""


class Providers:
    """Environment variables, commands, the keyring and netrc, each by the word that declares it."""

    def __init__(self, sources: Sources, vault: Vault) -> None:
        """Ask nobody yet."""
        self._sources = sources
        self._vault = vault

    def ask(self, index: Index, username: str, place: str) -> Credential | None:
        """Get the credential of *index* from ``env:…``, ``command:…``, ``keyring`` or ``netrc``."""
        kind, _, detail = place.partition(":")
        match kind:
            case "env":
                secret = self._variable(index, detail)
                return _usable(index, username, secret, place)
            case "command":
                secret = command.ask(detail, index=index.name, environ=self._sources.environ)
                return _usable(index, username, secret, place)
            case "keyring":
                return self._from_keyring(index, username)
            case "netrc":
                return self._from_netrc(index)
            case _:
                problem = "it must be env:VARIABLE, command:PROGRAM … or keyring"
                raise InvalidSetting("credential", problem, index=index.name, source=index.source)

    def describe(self, index: Index, username: str, place: str) -> str:
        """Name a declared place, and say what is wrong with it as far as that shows without running anything."""
        kind, _, detail = place.partition(":")
        if kind == "keyring":
            state = self._keyring_state(index, username)
            return f"keyring ({state})" if state else KEYRING
        missing = kind == "env" and detail not in self._sources.environ
        return _name(place) + (" (not set)" if missing else "")

    def describe_around(self, index: Index, username: str) -> str:
        """Name the undeclared place that has something for *index*, or ``none``."""
        state = self._keyring_state(index, username)
        if state in {"", "locked?"}:
            return f"keyring ({state})" if state else KEYRING
        try:
            return NETRC if self._from_netrc(index) else "none"
        except AltIndexError:
            return "netrc (unreadable)"

    def _variable(self, index: Index, name: str) -> Secret:
        """Read an environment variable, which must be there."""
        if name not in self._sources.environ:
            raise VariableMissing(index.name, name)
        return Secret(self._sources.environ[name])

    def _from_keyring(self, index: Index, username: str) -> Credential | None:
        """Look into the keyring. A pair found there stays together, unless the secret takes the user's place."""
        try:
            found = self._vault.look_up(index.url, username)
        except NoAnswer as failure:
            problem, locked = failure.problem, failure.is_lock
        else:
            if found is None:
                return None
            account, secret = found
            user = SECRET_AS_USER if username == SECRET_AS_USER else account
            return Credential(user, secret, KEYRING, token.expiry(secret))
        raise KeyringFailed(index.name, problem, locked=locked)

    def _keyring_state(self, index: Index, username: str) -> str:
        """Say in a word why the keyring has nothing for *index*; empty if it has something."""
        try:
            found = self._vault.look_up(index.url, username, seconds=_GLANCE)
        except NoAnswer as failure:
            return failure.state
        return "" if found else "empty"

    def _from_netrc(self, index: Index) -> Credential | None:
        """Look into the netrc file, if there is to be one."""
        return netrc_file.look_up(self._sources.netrc_file, index) if self._sources.netrc_file else None


def _usable(index: Index, username: str, secret: Secret, place: str) -> Credential:
    """Make a credential of what a variable or a command held, if it can be one."""
    source = _name(place)
    secret = token.usable(secret, index=index.name, source=source)
    return Credential(username, secret, source, token.expiry(secret))


def _name(place: str) -> str:
    """Name a place without what a command is given: an argument may be private."""
    kind, _, detail = place.partition(":")
    if kind == "command":
        detail = command.program(detail)
    return printable(f"{kind} {detail}", 80)
