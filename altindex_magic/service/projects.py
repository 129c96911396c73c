"""The request that finds the projects that could be published from here."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.event import Event, ProjectRow, Projects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic import request
    from altindex_magic.service.session import Session

_DEEPEST: Final = 3
_MOST_FOLDERS: Final = 2000
_NOT_SOURCES: Final = frozenset(("node_modules", "site-packages", "build", "dist", "__pycache__"))


def projects(_session: Session, wanted: request.ListProjects) -> Iterator[Event]:
    """List the folders in and below one that can be built."""
    root = Path(wanted.path or ".").expanduser()
    found = [folder for _, folder in zip(range(_MOST_FOLDERS), _folders(root, _DEEPEST), strict=False)]
    yield Projects(str(root.absolute()), tuple(_row(folder) for folder in found if _is_project(folder)))


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


def _is_project(folder: Path) -> bool:
    """Tell whether it says how to build it; a pyproject.toml that only configures tools does not."""
    return (folder / "setup.py").is_file() or bool(_tables(folder).keys() & {"project", "build-system"})


def _row(folder: Path) -> ProjectRow:
    project = _tables(folder).get("project")
    facts = project if isinstance(project, dict) else {}
    name, version = facts.get("name"), facts.get("version")
    return ProjectRow(
        str(folder), name if isinstance(name, str) else None, version if isinstance(version, str) else None
    )


def _tables(folder: Path) -> dict[str, Any]:
    """Read pyproject.toml; one that cannot be read says nothing."""
    try:
        return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
