"""What a user can ask for: one value a verb, the same from every door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from altindex_magic.model import Scope


@dataclass(frozen=True, slots=True)
class Request:
    """Anything that the service performs."""


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
    scope: Scope = Scope.USER
    replace: bool = False


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


@dataclass(frozen=True, slots=True)
class Install(Request):
    """Install with pip's own arguments."""

    arguments: tuple[str, ...]
    tool: Literal["pip", "uv"] | None = None


@dataclass(frozen=True, slots=True)
class ListVersions(Request):
    """The versions of a project, with the index of each."""

    project: str


@dataclass(frozen=True, slots=True)
class Search(Request):
    """Names on the active private indexes that contain a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Explain(Request):
    """Which index answers for a name, and why."""

    project: str


@dataclass(frozen=True, slots=True)
class Allow(Request):
    """Decide from which index a name may come from now on."""

    project: str
    index: str


@dataclass(frozen=True, slots=True)
class Help(Request):
    """How a verb goes, or which verbs there are."""

    verb: str | None = None
