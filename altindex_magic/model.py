"""The words of the field: what an index is, what a credential is, what is in use."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from packaging.utils import InvalidName, canonicalize_name

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from altindex_magic.secret import Secret

INDEX_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
GLOB: Final = re.compile(r"(?:[A-Za-z0-9._*?-]|\[[A-Za-z0-9._-]+\])+")
"""A pattern of project names."""
LOCAL: Final = "local"
"""The name of the embedded index, which is always there."""
SECRET_AS_USER: Final = "$secret"  # noqa: S105  # a placeholder, the opposite of a secret
"""The user name that stands for "the secret goes in the user's place, with an empty password" (Gemfury)."""

Authenticate = Literal["auto", "always", "never"]


def project_name(text: str) -> str:
    """Normalise the name of a project as PEP 503 says: the only form in which names are compared."""
    return canonicalize_name(text)


def is_project_name(text: str) -> bool:
    """Tell whether *text* can be the name of a project at all (PEP 508)."""
    try:
        canonicalize_name(text, validate=True)
    except InvalidName:
        return False
    return True


class Layer(StrEnum):
    """Where an index was defined, weakest first."""

    BUILT_IN = "built-in"
    SITE = "site"
    USER = "user"
    PROJECT = "project"
    DISCOVERED = "discovered"


class Scope(StrEnum):
    """The layers that can be written to."""

    SITE = "site"
    USER = "user"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Index:
    """One package index, in uv's vocabulary and ours. It never holds a secret.

    ``packages`` are globs over normalised project names; an index with globs owns the names that
    match. ``exclusive = False`` marks a public alternate: it gives its names up when not in use.
    """

    name: str
    url: str
    publish_url: str | None = None
    default: bool = False
    explicit: bool = False
    authenticate: Authenticate = "auto"
    ignore_error_codes: tuple[int, ...] = ()
    username: str | None = None
    packages: tuple[str, ...] = ()
    exclusive: bool = True
    credential: str | None = None
    """``env:VAR`` or ``command:…``: where the secret comes from. Ignored in a project file."""
    ca_cert: Path | None = None
    client_cert: Path | None = None
    allow_http: bool = False
    cooldown: str | None = None
    cooldown_except: tuple[str, ...] = ()
    """Globs over project names that the cooldown does not hold for."""
    preset: str | None = None
    layer: Layer = Layer.USER
    source: str = ""
    """The file or variable that defines it, for the eyes of a person."""

    def declares(self, project: str) -> bool:
        """Tell whether one of the globs matches the normalised name *project*."""
        return _matches(project, self.packages)

    def cooldown_of(self, project: str) -> str | None:
        """Give the cooldown that holds for the normalised name *project*."""
        return None if _matches(project, self.cooldown_except) else self.cooldown

    @property
    def is_folder(self) -> bool:
        """Tell whether it is a folder and not a server."""
        return self.url.startswith("file:")


def _matches(project: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(project, re.sub(r"[-_.]+", "-", glob).lower()) for glob in globs)


@dataclass(frozen=True, slots=True)
class Credential:
    """A user name and a secret, with where they came from and until when they hold.

    The user name is not shown either: a lone ``https://TOKEN@host`` has its token there.
    """

    username: str = field(repr=False)
    secret: Secret
    source: str
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proxy:
    """A machine through which others are reached."""

    url: str
    """Without a user and password."""
    source: str
    """The variable or file that names it."""
    credential: Credential | None = None


@dataclass(frozen=True, slots=True)
class Transport:
    """How pip is told to reach whatever it asks, besides what the environment says to every program."""

    ca_cert: Path | None = None
    proxy: Proxy | None = None


@dataclass(frozen=True)
class RouteSet:
    """The indexes that a kernel uses, in order, and those that it knows besides.

    ``known`` are defined but not in use: a name that one of them declares is refused, not sought
    elsewhere. ``default`` answers for what nobody owns; under ``--only`` there is none.
    """

    active: tuple[Index, ...]
    default: Index | None
    known: tuple[Index, ...] = ()
    strict: bool = False
    vouched: str = ""
    """Tells a set apart whose definitions only a child of a Jupyter server vouches for, and the server does not."""
    unusable: str = ""
    """Why the set that was wanted cannot be made: then every name is refused, and none is sought elsewhere."""

    @property
    def all_active(self) -> tuple[Index, ...]:
        """Give everything that may be asked: the active indexes, then the default one."""
        return (*self.active, self.default) if self.default else self.active

    @cached_property
    def id(self) -> str:
        """Name this set in URLs: stable over restarts, different when what it answers may differ."""
        facts = [
            (
                *(index.name, index.url, index.packages, index.exclusive, index.ignore_error_codes),
                *(index.cooldown, index.cooldown_except),
            )
            for index in (*self.all_active, *self.known)
        ]
        rules = (facts, len(self.active), self.default is None, self.strict)
        text = repr((*rules, *filter(None, (self.vouched, self.unusable))))
        label = self.active[0].name.lower() if self.active else "default"
        return f"{label}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"

    def find(self, name: str) -> Index | None:
        """Find the index called *name* among all that the set knows."""
        return next((index for index in (*self.all_active, *self.known) if index.name == name), None)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python environment that packages go into."""

    executable: str
    version: str
    prefix: str
    pip: str | None
    """The version of its pip, or ``None`` where there is none (an environment made by uv)."""
    uv: str | None
    """The path of a uv that can install into it, or ``None``."""
    externally_managed: str | None = None
    """The reason why its owner forbids installing (PEP 668), or ``None``."""

    @property
    def installers(self) -> tuple[Literal["pip", "uv"], ...]:
        """Name what can install into it, the faster one first."""
        found: dict[Literal["pip", "uv"], str | None] = {"uv": self.uv, "pip": self.pip}
        return tuple(tool for tool, there in found.items() if there is not None)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of pip, uv or twine as it was found: what they would obey without us."""

    tool: Literal["pip", "uv"]
    key: str
    value: str
    """Fit to be shown: any secret is masked."""
    source: str
    effective: bool = True
    """``False`` when another source overrides it."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One installed or installable distribution: normalised project name and version."""

    project: str
    version: str
    location: str = field(default="", compare=False)
