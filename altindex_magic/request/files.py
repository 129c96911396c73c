"""Requests that read and write files which other tools read as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from altindex_magic.model import Scope
from altindex_magic.request.base import Request


@dataclass(frozen=True, slots=True)
class ImportSettings(Request):
    """Take over the indexes and secrets that the files and variables of other tools have."""

    scope: Scope = Scope.USER
    clean: bool = False
    dry_run: bool = False
    yes: bool = False


@dataclass(frozen=True, slots=True)
class Export(Request):
    """Write indexes into the file of another tool; with no name those in use, or else all."""

    format: Literal["pip", "pypirc", "uv", "netrc"]
    names: tuple[str, ...] = ()
    scope: Scope = Scope.USER
    only: bool = False
    dry_run: bool = False
    with_secret: bool = False


@dataclass(frozen=True, slots=True)
class Undo(Request):
    """Take back the last change that ``import`` or ``export`` made to files."""


@dataclass(frozen=True, slots=True)
class Lock(Request):
    """Write a lock file (PEP 751) of what these requirements resolve to; without any, of what is installed."""

    requirements: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Requirement files."""
    output: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Sync(Request):
    """Install exactly what a lock file (PEP 751) names; ``prune`` removes what it does not name."""

    file: str | None = None
    prune: bool = False
    dry_run: bool = False
