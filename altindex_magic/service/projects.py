"""The request that finds the projects that could be published from here."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.address import local_path
from altindex_magic.event import Event, ProjectRow, Projects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from altindex_magic import request
    from altindex_magic.service.session import Session

_DEEPEST: Final = 3
_MOST_FOLDERS: Final = 2000
_NOT_SOURCES: Final = frozenset(("node_modules", "site-packages", "build", "dist", "__pycache__"))


def projects(_session: Session, wanted: request.ListProjects) -> Iterator[Event]:
    """List the folders in and below one that can be built."""
    root = local_path(wanted.path or ".")
    found = [folder for _, folder in zip(range(_MOST_FOLDERS), _folders(root, _DEEPEST), strict=False)]
    yield Projects(str(root.absolute()), tuple(_rows(found)))


def says_how_to_build(folder: Path, pyproject: Mapping[str, object]) -> bool:
    """Tell whether *folder* is a project; a *pyproject* that only configures tools does not make it one."""
    if (folder / "setup.py").is_file() or pyproject.keys() & {"project", "build-system"}:
        return True
    return bool(pyproject) and (folder / "setup.cfg").is_file()


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    """Walk down, past what is hidden, installed or built."""
    yield folder
    if depth == 0:
        return
    try:
        below = sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return
    for path in below:
        if not path.name.startswith(".") and path.name not in _NOT_SOURCES and not (path / "pyvenv.cfg").exists():
            yield from _folders(path, depth - 1)


def _rows(folders: Iterable[Path]) -> Iterator[ProjectRow]:
    for folder in folders:
        pyproject = _tables(folder)
        if says_how_to_build(folder, pyproject):
            project = pyproject.get("project")
            facts = project if isinstance(project, dict) else {}
            name, version = (value if isinstance(value, str) else None for value in map(facts.get, ("name", "version")))
            yield ProjectRow(str(folder), name, version)


def _tables(folder: Path) -> dict[str, Any]:
    """Read pyproject.toml; one that cannot be read says nothing."""
    try:
        return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
