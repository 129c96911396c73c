"""Requests about indexes: which there are, how they are entered, and which are in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from altindex_magic.model import Scope
from altindex_magic.request.base import Request


@dataclass(frozen=True, slots=True)
class ShowStatus(Request):
    """What is in use, and what would be obeyed otherwise."""


@dataclass(frozen=True, slots=True)
class ListIndexes(Request):
    """All known indexes."""


@dataclass(frozen=True, slots=True)
class ListPresets(Request):
    """The catalogue of providers."""


@dataclass(frozen=True, slots=True)
class Add(Request):
    """Define an index, or redefine it with ``replace``."""

    name: str
    url: str | None = None
    preset: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    username: str | None = None
    publish_url: str | None = None
    packages: tuple[str, ...] = ()
    ca_cert: str | None = None
    client_cert: str | None = None
    allow_http: bool = False
    default: bool = False
    cooldown: str | None = None
    cooldown_except: tuple[str, ...] = ()
    scope: Scope = Scope.USER
    replace: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Remove(Request):
    """Forget an index."""

    name: str


@dataclass(frozen=True, slots=True)
class Rename(Request):
    """Give an index another name."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Login(Request):
    """Say where the secret of an index comes from, or be asked for it."""

    name: str
    username: str | None = None
    env: str | None = None
    command: str | None = None
    keep: Literal["keyring", "session"] | None = None


@dataclass(frozen=True, slots=True)
class Logout(Request):
    """Forget the secret of an index, and where it came from."""

    name: str


@dataclass(frozen=True, slots=True)
class Use(Request):
    """Make these indexes the active set of this kernel, in this order, before the default index."""

    names: tuple[str, ...] = ()
    only: bool = False
    uploads: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Off(Request):
    """Restore the environment exactly as it was."""


@dataclass(frozen=True, slots=True)
class Test(Request):
    """Ask indexes one real question each; with no name, all that are defined."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    names: tuple[str, ...] = ()
