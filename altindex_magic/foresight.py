"""What an installer will ask for next, told from a page and from the metadata of a wheel.

Nothing here is a decision: an installer that chooses otherwise finds the right answer as well, only
later. So whatever cannot be read is left out without a word.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packaging.markers import UndefinedComparison, UndefinedEnvironmentName
from packaging.metadata import parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from packaging.tags import Tag

    from altindex_magic.simple_api import File, Page


@dataclass(frozen=True, slots=True)
class Target:
    """The Python that packages are chosen for."""

    python: str
    """Its full version."""
    ranks: Mapping[Tag, int]
    """The tags of the wheels that it takes, the best one at 0."""
    markers: Mapping[str, str]
    """Its values of the environment markers."""


@dataclass(frozen=True, slots=True)
class Need:
    """A project that will be asked for, by its normalised name."""

    project: str
    specifier: SpecifierSet = field(default_factory=SpecifierSet)
    extras: frozenset[str] = frozenset()

    def is_met_by(self, version: str | None) -> bool:
        """Tell whether the installed *version*, if there is one, will do."""
        with suppress(InvalidVersion):
            return version is not None and self.specifier.contains(version, prereleases=True)
        return False


def best_wheel(page: Page, wanted: SpecifierSet, target: Target) -> File | None:
    """Find the wheel that pip would take: that of the highest version which is *wanted*, final and not yanked.

    ``None`` when there is no such version, or when pip would have to build it from source.
    """
    versions = _by_version(page)
    for version in sorted(wanted.filter(versions, prereleases=False), reverse=True):
        files = [file for file in versions[version] if not file.yanked and runs_on(file.requires_python, target)]
        wheels = [(rank, file) for file in files if (rank := rank_of(file.filename, target)) is not None]
        if wheels:
            return min(wheels, key=lambda pair: pair[0])[1]
        if any(not file.is_wheel for file in files):
            return None
    return None


def needs(metadata: bytes, extras: frozenset[str], target: Target) -> list[Need]:
    """Give what a distribution requires on *target* when it is asked for with *extras*."""
    head = metadata.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    raw, _ = parse_email(head)
    read = (_need(text, extras, target) for text in raw.get("requires_dist", ()))
    return [need for need in read if need is not None]


def _need(text: str, extras: frozenset[str], target: Target) -> Need | None:
    """Read one ``Requires-Dist`` (PEP 508); ``None`` where it does not apply, or leads to no index."""
    try:
        requirement = Requirement(text)
        marker = requirement.marker
        applies = marker is None or any(marker.evaluate({**target.markers, "extra": extra}) for extra in ("", *extras))
    except (InvalidRequirement, UndefinedComparison, UndefinedEnvironmentName):
        return None
    if requirement.url or not applies:
        return None
    return Need(canonicalize_name(requirement.name), requirement.specifier, frozenset(requirement.extras))


def _by_version(page: Page) -> dict[Version, list[File]]:
    """Group the files of *page*. A page may have thousands: each version is read once, and no tag yet."""
    texts: dict[str, list[File]] = {}
    for file in page.files:
        texts.setdefault(_version_text(file), []).append(file)
    return dict(_readable(texts))


def _readable(texts: Mapping[str, list[File]]) -> Iterator[tuple[Version, list[File]]]:
    for text, files in texts.items():
        try:
            version = Version(text)
        except InvalidVersion:
            continue
        yield version, files


def _version_text(file: File) -> str:
    """Cut the version out of a filename: the second part of a wheel's, the last one of an sdist's."""
    if file.is_wheel:
        return file.filename.split("-", 2)[1] if "-" in file.filename else ""
    return file.filename.removesuffix(".zip").removesuffix(".tar.gz").rpartition("-")[2]


def runs_on(requires_python: str | None, target: Target) -> bool:
    """Tell whether what *requires_python* specifies is *target*; nothing runs on what cannot be read."""
    if requires_python is None:
        return True
    try:
        return SpecifierSet(requires_python).contains(target.python, prereleases=True)
    except InvalidSpecifier:
        return False


def rank_of(filename: str, target: Target) -> int | None:
    """Give the place of the best tag of a wheel; ``None`` for a wheel that does not fit, and for an sdist."""
    if not filename.endswith(".whl"):
        return None
    try:
        tags = parse_wheel_filename(filename)[3]
    except InvalidWheelFilename:
        return None
    return min((target.ranks[tag] for tag in tags if tag in target.ranks), default=None)
