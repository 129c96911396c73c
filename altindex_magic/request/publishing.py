"""Requests that make a package and bring it to an index."""

from __future__ import annotations

from dataclasses import dataclass

from altindex_magic.request.base import Request


@dataclass(frozen=True, slots=True)
class Build(Request):
    """Build the sdist and the wheel of a project into its ``dist`` folder."""

    path: str | None = None


@dataclass(frozen=True, slots=True)
class ListProjects(Request):
    """The projects in a folder and below it, with name and version: what could be published."""

    path: str | None = None


@dataclass(frozen=True, slots=True)
class Upload(Request):
    """Upload distributions that are built already; ``files`` may be patterns such as ``dist/*``."""

    files: tuple[str, ...]
    index: str
    skip_existing: bool = False
    dry_run: bool = False
    yes: bool = False


@dataclass(frozen=True, slots=True)
class Publish(Request):
    """Build a project afresh, check what was built, and upload it."""

    index: str
    path: str | None = None
    skip_existing: bool = False
    dry_run: bool = False
    yes: bool = False


@dataclass(frozen=True, slots=True)
class InitPackage(Request):
    """Write a package of one module: from a file, from cells of a notebook, or empty.

    ``cells`` are numbers as people write them, ``3,5-7``; the door that knows the cells puts their
    text into ``source``.
    """

    name: str
    file: str | None = None
    cells: str | None = None
    source: str | None = None
