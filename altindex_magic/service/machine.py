"""Where an installer could not write: the words of the system, put together with what this machine knows."""

from __future__ import annotations

import shutil
import site
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from altindex_magic.errors.machine import DiskFull, ReadOnlyEnvironment
from altindex_magic.tools.failures import obstacle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from altindex_magic.errors import AltIndexError


@dataclass(frozen=True, slots=True)
class _Place:
    """What installers write to: one folder or, for an environment, several."""

    purpose: str
    folders: tuple[Path, ...]
    elsewhere: str | None = None
    """How to let them write to another one."""

    def holding(self, path: Path) -> Path | None:
        """Give the folder that *path* is in, if it is one of them."""
        return next((each for each in self.folders if {each, each.resolve()} & set(path.parents)), None)


def cause(tool: str, lines: Sequence[str], environ: Mapping[str, str]) -> AltIndexError | None:
    """Say which folder the installer *tool*, that printed *lines*, could not write to, if that is why it failed."""
    found = obstacle(lines)
    if found is None:
        return None
    environment, temporary, cache = places = _places(environ)
    file = Path(found.paths[-1]) if found.paths else Path()
    named = next(((place, folder) for place in places if (folder := place.holding(file))), None)
    if found.kind == "closed":
        return _read_only(named[1], found.problem) if named and named[0] is environment else None
    # Where no file is named: pip unpacks what has come in the folder for temporary files, uv in its cache.
    unnamed = environment if found.installing else temporary if tool == "pip" else cache
    return _full(*(named or (unnamed, unnamed.folders[0])))


def _read_only(folder: Path, problem: str) -> ReadOnlyEnvironment:
    user_site = bool(site.ENABLE_USER_SITE) and sys.prefix == sys.base_prefix
    return ReadOnlyEnvironment(folder, problem, user_site=user_site)


def _full(place: _Place, folder: Path) -> DiskFull:
    """Tell how much space there is now: what the installer had begun, it has mostly removed."""
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    usage = shutil.disk_usage(existing)
    return DiskFull(place.purpose, folder, (usage.free, usage.total), place.elsewhere)


def _places(environ: Mapping[str, str]) -> tuple[_Place, _Place, _Place]:
    """Give the folders that pip and uv write to: the environment, that for what is temporary, and uv's cache."""
    temporary = next((Path(environ[name]) for name in ("TMPDIR", "TEMP", "TMP") if environ.get(name)), None)
    caches = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    written = ("purelib", "platlib", "scripts", "data")
    return (
        _Place("this environment", tuple(Path(sysconfig.get_path(name)) for name in written)),
        _Place(
            "temporary files",
            (temporary or Path(tempfile.gettempdir()),),
            "or let temporary files go elsewhere: %env TMPDIR=FOLDER",
        ),
        _Place(
            "uv's cache",
            (Path(environ.get("UV_CACHE_DIR") or caches / "uv"),),
            "or keep the cache elsewhere: %env UV_CACHE_DIR=FOLDER",
        ),
    )
