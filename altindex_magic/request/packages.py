"""Requests about names, versions and the environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from altindex_magic.request.base import Request


@dataclass(frozen=True, slots=True)
class Install(Request):
    """Install with pip's own arguments."""

    arguments: tuple[str, ...]
    tool: Literal["pip", "uv"] | None = None


@dataclass(frozen=True, slots=True)
class Uninstall(Request):
    """Remove projects from the environment of this kernel."""

    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListInstalled(Request):
    """What is in the environment of this kernel, with the index of each; ``newer`` looks for newer versions."""

    newer: bool = False


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
    """Decide from which index these names may come from now on."""

    projects: tuple[str, ...]
    index: str


@dataclass(frozen=True, slots=True)
class Forget(Request):
    """Forget where these names came from and the hashes of their files; with ``files``, only the latter."""

    projects: tuple[str, ...]
    files: bool = False


@dataclass(frozen=True, slots=True)
class ShowProvenance(Request):
    """Where installed distributions came from; ``verify`` compares them with what was recorded and what holds now."""

    projects: tuple[str, ...] = ()
    verify: bool = False
    as_json: bool = False
