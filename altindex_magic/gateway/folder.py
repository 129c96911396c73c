"""Folders as indexes: a heap of distributions, one folder a project, or a static tree of pages."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

from altindex_magic.address import folder_of
from altindex_magic.errors.access import ConnectionRefused, NotAnIndex
from altindex_magic.gateway.held import Recent
from altindex_magic.model import project_name
from altindex_magic.simple_api import HTML_LEGACY, File, MalformedPage, Page, parse_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from altindex_magic.model import Index

_HASHED: Final = 5_000


def project_of(filename: str) -> str | None:
    """Read the normalised project name from the name of a wheel or sdist; ``None`` for another file."""
    try:
        if filename.endswith(".whl"):
            return str(parse_wheel_filename(filename)[0])
        return str(parse_sdist_filename(filename)[0])
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


class Folders:
    """Reads folder indexes. Every call does blocking file access: call it in a worker thread."""

    def __init__(self) -> None:
        """Begin with no file hashed."""
        self._hashes: Recent[str] = Recent(_HASHED)

    def projects(self, index: Index) -> frozenset[str]:
        """Name all projects in the folder.

        Raises:
            ConnectionRefused: the folder is not there or cannot be read.

        """
        found: set[str] = set()
        for path in self._entries(index, self._root(index)):
            if path.is_dir():
                found.add(project_name(path.name))
            elif project := project_of(path.name):
                found.add(project)
        return frozenset(found)

    def page(self, index: Index, project: str) -> Page | None:
        """Make the page of *project*, with hashes and sizes; ``None`` when the folder has no such project."""
        root = self._root(index)
        tree = next(
            (path for path in self._entries(index, root) if path.is_dir() and project_name(path.name) == project), None
        )
        if tree and (tree / "index.html").is_file():
            return self._static_page(index, tree, project)
        heap = [*self._entries(index, root), *(self._entries(index, tree) if tree else ())]
        files = tuple(self._file(path) for path in heap if project_of(path.name) == project and path.is_file())
        if not files and tree is None:
            return None
        return Page(project=project, files=files, fields={}, api_version="1.0")

    def _root(self, index: Index) -> Path:
        root = folder_of(index.url)
        if root is None or not root.is_dir():
            remedy = f"Make or mount the folder, or correct its path: %altindex add {index.name} FOLDER --replace"
            raise ConnectionRefused(index.name, index.url, problem="there is no such folder", remedy=remedy)
        return root

    @staticmethod
    def _entries(index: Index, folder: Path) -> Iterator[Path]:
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208 - names are enough, and a folder may be large
        except OSError as problem:
            raise ConnectionRefused(index.name, index.url, problem=problem.strerror or "unreadable") from problem
        return (folder / name for name in names if not name.startswith("."))

    def _static_page(self, index: Index, tree: Path, project: str) -> Page:
        try:
            body = (tree / "index.html").read_bytes()
            page = parse_page(body, HTML_LEGACY, url=tree.as_uri() + "/", project=project)
        except (OSError, MalformedPage) as problem:
            raise NotAnIndex(index.name, tree.as_uri(), problem=str(problem)) from problem
        return replace(page, files=tuple(map(self._hashed, page.files)))

    def _hashed(self, file: File) -> File:
        """Give *file* with its hash if its page has none, so that a change of it is noticed as everywhere else."""
        path = None if file.sha256 else folder_of(file.url)
        if path is None or not path.is_file():
            return file
        return replace(file, hashes={**file.hashes, "sha256": self._sha256(path, path.stat())})

    def _file(self, path: Path) -> File:
        stat = path.stat()
        return File(
            filename=path.name,
            url=path.as_uri(),
            hashes={"sha256": self._sha256(path, stat)},
            fields={"size": stat.st_size},
        )

    def _sha256(self, path: Path, stat: os.stat_result) -> str:
        key = (str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if known := self._hashes.get(key):
            return known
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._hashes.put(key, digest)
        return digest
