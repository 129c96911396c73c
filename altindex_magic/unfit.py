"""Why nothing on the page of a project can be installed here, told from its files, a requirement and this Python.

An explanation that is wrong is worse than none. So where a file would do as far as can be seen, nothing is
said: the installer knows something that stands on no page, such as an option or a configuration file of its own.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from altindex_magic.errors.unfit import (
    NeedsAnotherPython,
    NoMatchingWheel,
    NoSuchVersion,
    OnlyPreReleases,
    Unfit,
    Wanted,
    Yanked,
)
from altindex_magic.foresight import rank_of, runs_on
from altindex_magic.wheel_tags import kernel_name, made_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from altindex_magic.event import OfferedFile
    from altindex_magic.foresight import Target


class _Obstacle(Enum):
    """What keeps one version from being installed."""

    YANKED = auto()
    PYTHON = auto()
    WHEEL = auto()
    PRE_RELEASE = auto()


_Versions = dict[Version, list["OfferedFile"]]


def explain(files: Sequence[OfferedFile], wanted: Wanted, target: Target) -> Unfit | None:
    """Say why none of *files*, all that the index has of the project, is what is *wanted*; ``None`` if one may be."""
    try:
        specifier = Requirement(wanted.requirement).specifier
    except InvalidRequirement:
        return None
    versions = _by_version(files)
    if not versions:
        return None
    wanted = replace(wanted, fitting=_newest_fitting(versions, wanted, target))
    matching = sorted(specifier.filter(versions, prereleases=True), reverse=True)
    if not matching:
        return NoSuchVersion(wanted, *_closest(versions, specifier))
    pinned = any(map(_exact, specifier))
    found = {each: _obstacle(each, versions[each], wanted, target, pinned=pinned) for each in matching}
    if any(_may_do(obstacle, specifier) for obstacle in found.values()):
        return None
    return _told(found, versions, wanted, target)


def agree(files: Iterable[OfferedFile], requirements: Iterable[str]) -> bool:
    """Tell whether some version among *files* meets all of *requirements* on its project."""
    combined = SpecifierSet()
    for requirement in requirements:
        combined &= Requirement(requirement).specifier
    return any(combined.filter(_by_version(files), prereleases=True))


def has_wheel(files: Iterable[OfferedFile], version: str, target: Target) -> bool:
    """Tell whether one of *files* is a wheel for *target*: one of *version*, unless that is empty."""
    return any(rank_of(each.filename, target) is not None for each in files if version in {"", each.version})


def _may_do(obstacle: _Obstacle | None, specifier: SpecifierSet) -> bool:
    """Tell whether an installer may take a version: a specifier that names a pre-release allows all of them."""
    return obstacle is None or (obstacle is _Obstacle.PRE_RELEASE and bool(specifier.prereleases))


def _told(found: Mapping[Version, _Obstacle | None], versions: _Versions, wanted: Wanted, target: Target) -> Unfit:
    """Tell of the versions that are nearest to being installable: those that are but pre-releases, or the newest."""
    unfinished = [str(version) for version, obstacle in found.items() if obstacle is _Obstacle.PRE_RELEASE]
    if unfinished:
        return OnlyPreReleases(wanted, unfinished)
    newest = next((version for version in found if not version.is_prerelease), next(iter(found)))
    files = versions[newest]
    match found[newest]:
        case _Obstacle.YANKED:
            return Yanked(wanted, str(newest), next(filter(None, (file.yanked for file in files)), ""))
        case _Obstacle.PYTHON:
            needed = next(filter(None, (file.requires_python for file in files)), "")
            return NeedsAnotherPython(wanted, str(newest), needed, target.python)
        case _:
            return NoMatchingWheel(wanted, str(newest), made_for(file.filename for file in files), kernel_name(target))


def _obstacle(
    version: Version, files: Iterable[OfferedFile], wanted: Wanted, target: Target, *, pinned: bool
) -> _Obstacle | None:
    """Find what keeps *version* from being installed. A requirement that is *pinned* takes also what is yanked."""
    left = [file for file in files if pinned or file.yanked is None]
    if not left:
        return _Obstacle.YANKED
    left = [file for file in left if runs_on(_needed(file, wanted.installer), target)]
    if not left:
        return _Obstacle.PYTHON
    if not any(not file.filename.endswith(".whl") or rank_of(file.filename, target) is not None for file in left):
        return _Obstacle.WHEEL
    return _Obstacle.PRE_RELEASE if version.is_prerelease else None


def _needed(file: OfferedFile, installer: str) -> str | None:
    """Give the Pythons that *file* is for, as the installer reads it: uv ignores that a Python may be too new."""
    if installer != "uv" or file.requires_python is None:
        return file.requires_python
    try:
        lower = [str(each) for each in SpecifierSet(file.requires_python) if each.operator not in {"<", "<="}]
    except InvalidSpecifier:
        return file.requires_python
    return ",".join(lower) or None


def _newest_fitting(versions: _Versions, wanted: Wanted, target: Target) -> str | None:
    """Find the newest final version that could be installed here, whatever is required."""
    newest_first = sorted(versions, reverse=True)
    fitting = (each for each in newest_first if _obstacle(each, versions[each], wanted, target, pinned=False) is None)
    return next(map(str, fitting), None)


def _closest(versions: Iterable[Version], specifier: SpecifierSet) -> tuple[list[str], str]:
    """List *versions*, newest first, and find the one that is next to what is wanted: below it, if there is one."""
    ordered = sorted(versions, reverse=True)
    exact = next(filter(None, map(_exact, specifier)), None)
    below = [each for each in ordered if exact and each < exact]
    above = [each for each in ordered if exact and each > exact]
    closest = (below or above[-1:] or ordered)[0]
    return [str(each) for each in ordered], str(closest)


def _exact(specifier: Specifier) -> Version | None:
    """Give the one version that *specifier* names; ``None`` for a family of them such as ``==1.*``."""
    if specifier.operator not in {"==", "==="}:
        return None
    try:
        return Version(specifier.version)
    except InvalidVersion:
        return None


def _by_version(files: Iterable[OfferedFile]) -> _Versions:
    """Group the files by version; those of which no installer reads one are left out."""
    found: _Versions = {}
    for file in files:
        try:
            found.setdefault(Version(file.version), []).append(file)
        except InvalidVersion:
            continue
    return found
