"""The Python environment of this kernel: what it is, what is installed in it, what a change made stale."""

from __future__ import annotations

import configparser
import functools
import importlib
import importlib.machinery
import importlib.metadata
import os
import platform
import re
import shutil
import site
import sys
import sysconfig
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from altindex_magic.model import Interpreter, project_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

METADATA_SUFFIXES: Final = (".dist-info", ".egg-info")
MODULE_SUFFIXES: Final = tuple(importlib.machinery.all_suffixes())


@dataclass(frozen=True, slots=True)
class Installed:
    """One installed distribution, recognised by its metadata folder without opening it."""

    version: str
    path: Path
    stamp: int
    """When the metadata folder was made, in nanoseconds: it tells a reinstallation of the same version."""


Snapshot = dict[str, Installed]
"""The installed distributions by normalised project name, at one moment."""


def inspect_current() -> Interpreter:
    """Describe the interpreter that runs this kernel: the one that packages are to go into."""
    stdlib = Path(sysconfig.get_path("stdlib", sysconfig.get_default_scheme()))
    return Interpreter(
        executable=sys.executable,
        version=platform.python_version(),
        prefix=sys.prefix,
        pip=_version_of("pip"),
        uv=find_uv(sysconfig.get_path("scripts"), os.environ.get("PATH", "")),
        externally_managed=None if sys.prefix != sys.base_prefix else ban_of(stdlib),
    )


def distributions_of(modules: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the installed projects that provide *modules*, and the modules that none of them provides."""
    providers = importlib.metadata.packages_distributions()
    found = {module: providers.get(module, []) for module in modules}
    projects = {project_name(name) for names in found.values() for name in names}
    return tuple(sorted(projects)), tuple(sorted(module for module, names in found.items() if not names))


def find_uv(scripts: str, search_path: str) -> str | None:
    """Find uv beside the interpreter, then on PATH, then where the uv wheel says it is."""
    beside_or_on_path = shutil.which("uv", path=os.pathsep.join(filter(None, (scripts, search_path))))
    if beside_or_on_path:
        return beside_or_on_path
    try:
        from uv import find_uv_bin  # noqa: PLC0415  # optional, and rarely needed
    except ImportError:
        return None
    try:
        return os.fspath(find_uv_bin())
    except FileNotFoundError:
        return None


def ban_of(stdlib: Path) -> str | None:
    """Give the reason for which the owner of the interpreter forbids installing, or ``None`` (PEP 668)."""
    marker = stdlib / "EXTERNALLY-MANAGED"
    if not marker.is_file():
        return None
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(marker, encoding="utf-8")
        return parser.get("externally-managed", "Error")
    except (OSError, UnicodeDecodeError, configparser.Error):
        return f"{marker} says so."


def snapshot(search_path: Iterable[str] | None = None) -> Snapshot:
    """List what is installed on *search_path*, by default that of this interpreter; the first one found counts."""
    found: Snapshot = {}
    for folder in dict.fromkeys(sys.path if search_path is None else search_path):
        for entry in _metadata_in(folder):
            with suppress(FileNotFoundError):  # another process is just removing it
                name, version = _name_and_version(entry)
                found.setdefault(project_name(name), Installed(version, Path(entry.path), entry.stat().st_mtime_ns))
    return found


def changes(before: Snapshot, after: Snapshot) -> tuple[tuple[str, str | None, str | None], ...]:
    """Give each project that differs, with its version before and after; equal ones mean a reinstallation."""
    return tuple((name, _version_in(before, name), _version_in(after, name)) for name in _differing(before, after))


def stale_modules(before: Snapshot, after: Snapshot, imported: Mapping[str, object] | None = None) -> tuple[str, ...]:
    """Name the modules in memory that are no longer what is on disk, each by its topmost stale package.

    Stale is a module whose file belongs to a distribution that was written between the two
    snapshots, or is gone from a folder in which one was. Only their lists of files are read.
    """
    differing = _differing(before, after)
    if not differing:
        return ()
    canonical = _canonical_paths()
    written = {canonical(file) for name in differing if name in after for file in _files_of(after[name])}
    roots = {canonical(state[name].path.parent) for state in (before, after) for name in differing if name in state}
    stale = {
        module
        for module, file in _files_in_memory(sys.modules if imported is None else imported)
        if (path := canonical(file)) in written or (not Path(file).exists() and _lies_below(path, roots))
    }
    return tuple(sorted(module for module in stale if stale.isdisjoint(_ancestors(module))))


def is_own(installed: Installed) -> bool:
    """Tell whether it stands in this environment, from where an installer can remove it."""
    return installed.path.parent.resolve() in _own_folders()


@functools.cache
def _own_folders() -> frozenset[Path]:
    """Give the folders into which this environment's installers write."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    if site.ENABLE_USER_SITE:
        folders.add(site.getusersitepackages())
    return frozenset(Path(folder).resolve() for folder in folders)


def refresh() -> None:
    """Let the import system see what an installation has just brought. Call it after each one."""
    importlib.invalidate_caches()


def _differing(before: Snapshot, after: Snapshot) -> list[str]:
    """Name the projects that were added, removed or written anew."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _version_of(project: str) -> str | None:
    """Give the version of an installed project, or ``None``."""
    try:
        return importlib.metadata.version(project)
    except importlib.metadata.PackageNotFoundError:
        return None


def _version_in(state: Snapshot, project: str) -> str | None:
    """Give the version of a project at the moment of *state*, or ``None``."""
    return state[project].version if project in state else None


def _metadata_in(folder: str) -> Iterator[os.DirEntry[str]]:
    """List the metadata folders in one entry of ``sys.path``; a zip file or a missing folder has none."""
    try:
        with os.scandir(folder or os.curdir) as entries:
            # pip renames to a leading tilde what it is about to delete
            yield from (e for e in entries if e.name.endswith(METADATA_SUFFIXES) and not e.name.startswith("~"))
    except OSError:
        return


def _name_and_version(entry: os.DirEntry[str]) -> tuple[str, str]:
    """Read both from the folder's name, which says them faster than its files."""
    stem = re.sub(r"(-py\d+(\.\d+)?)?\.egg-info$|\.dist-info$", "", entry.name)
    name, dash, version = stem.rpartition("-")
    if dash:
        return name, version
    metadata = importlib.metadata.PathDistribution(Path(entry.path)).metadata
    return stem, metadata["Version"] if "Version" in metadata else ""  # noqa: SIM401  # its type has no get in 3.11


def _files_of(installed: Installed) -> Iterator[Path]:
    """List the modules among the files of a distribution, as its RECORD has them."""
    files = importlib.metadata.PathDistribution(installed.path).files or ()
    return (installed.path.parent / file for file in files if file.name.endswith(MODULE_SUFFIXES))


def _files_in_memory(imported: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """List imported modules with their files, without waking lazy ones; namespace packages have none."""
    for name, module in list(imported.items()):
        file = getattr(module, "__dict__", {}).get("__file__")
        if isinstance(file, str):
            yield name, file


def _canonical_paths() -> Callable[[Path | str], str]:
    """Give a function that spells a path in the one way in which two can be compared."""
    real_folder = functools.cache(Path.resolve)

    def canonical(path: Path | str) -> str:
        path = Path(path)
        return os.path.normcase(str(real_folder(path.parent) / path.name))

    return canonical


def _lies_below(path: str, roots: Iterable[str]) -> bool:
    """Tell whether *path* is inside one of the folders."""
    return any(path.startswith(root + os.sep) for root in roots)


def _ancestors(module: str) -> Iterator[str]:
    """Name the packages that *module* is in."""
    while "." in module:
        module = module.rpartition(".")[0]
        yield module
