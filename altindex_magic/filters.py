"""What of a page an installer gets to see: files that are too young or not allowed are left out.

Pure decisions over a page, the rules of its index and a point in time that the caller gives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from packaging.version import Version

from altindex_magic.address import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from altindex_magic.model import Index
    from altindex_magic.simple_api import File, Page

_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_AGE: Final = re.compile(r"([0-9]+)([hdw])")


class Cause(StrEnum):
    """Why a file is hidden."""

    TOO_YOUNG = "too young"
    UNDATED = "undated"
    SDIST = "sdist"
    PLAIN_HTTP = "plain http"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A file that is on the page of its index and is not shown."""

    file: File
    cause: Cause


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one project on one index."""

    cooldown: timedelta | None = None
    strict: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it is shown, and what was left out of it."""

    page: Page
    hidden: tuple[Hidden, ...] = ()

    @property
    def lacks_times(self) -> bool:
        """Tell whether nothing is left because the index gives no upload times at all."""
        return bool(self.hidden) and not self.page.files and all(each.cause is Cause.UNDATED for each in self.hidden)


def rules_for(project: str, index: Index, *, strict: bool) -> Rules:
    """Give the rules for the normalised name *project* on *index*."""
    return Rules(duration(index.cooldown_of(project)), strict, index.default)


def duration(text: str | None) -> timedelta | None:
    """Read ``12h``, ``7d`` or ``2w``; ``None`` for none, and for one that is no time at all."""
    found = _AGE.fullmatch(text or "")
    if found is None:
        return None
    try:
        return int(found[1]) * _UNITS[found[2]] or None
    except OverflowError:
        return timedelta.max


def shown(page: Page, rules: Rules, now: datetime) -> Shown:
    """Leave out of *page* what *rules* hide at the moment *now*."""
    if not rules.cooldown and not rules.strict:
        return Shown(page)
    causes = [(file, _cause(file, rules, now)) for file in page.files]
    hidden = tuple(Hidden(file, cause) for file, cause in causes if cause)
    if not hidden:
        return Shown(page)
    return Shown(with_files(page, (file for file, cause in causes if not cause)), hidden)


def reason(cause: Cause, index: Index) -> str:
    """Say in a few words why a file of *index* is hidden."""
    return {
        Cause.TOO_YOUNG: f"uploaded less than {index.cooldown} ago, the cooldown of {index.name}",
        Cause.UNDATED: f"without an upload time, which the cooldown of {index.name} needs",
        Cause.SDIST: "an sdist of the default index, which strict does not take: building it runs its code",
        Cause.PLAIN_HTTP: "linked by plain http, which strict does not take",
    }[cause]


def hidden_versions(hidden: Iterable[Hidden], left: Iterable[File]) -> list[str]:
    """Name the versions that nothing is *left* of, or else all those that something is missing of; the newest first."""
    missing = {each.file.version for each in hidden}
    gone = missing - {file.version for file in left}
    found = (version for version in gone or missing if version)
    return sorted(found, key=Version, reverse=True)


def with_files(page: Page, files: Iterable[File]) -> Page:
    """Give *page* with other files, and no version listed that has no file left (PEP 700)."""
    kept = tuple(files)
    listed = page.fields.get("versions")
    if not isinstance(listed, list) or len(kept) == len(page.files):
        return replace(page, files=kept)
    gone = {file.version for file in page.files} - {file.version for file in kept}
    versions = [version for version in listed if version not in gone]
    return replace(page, files=kept, fields={**page.fields, "versions": versions})


def with_hashes(page: Page, remembered: Mapping[str, str]) -> Page:
    """Give each file without a sha256 the one that is *remembered* for its name: installers verify it, too."""
    files = tuple(
        replace(file, hashes={**file.hashes, "sha256": remembered[file.filename]})
        if file.sha256 is None and file.filename in remembered
        else file
        for file in page.files
    )
    return page if files == page.files else replace(page, files=files)


def uploaded(file: File) -> datetime | None:
    """Read when *file* was uploaded; a time without a zone is UTC (PEP 700)."""
    try:
        moment = datetime.fromisoformat(file.upload_time or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _cause(file: File, rules: Rules, now: datetime) -> Cause | None:
    """Say why *file* is hidden, if it is."""
    if rules.strict and rules.is_default and not file.is_wheel:
        return Cause.SDIST
    if rules.strict and file.url.startswith("http:") and not is_loopback(file.url):
        return Cause.PLAIN_HTTP
    return _too_young(file, rules.cooldown, now) if rules.cooldown else None


def _too_young(file: File, cooldown: timedelta, now: datetime) -> Cause | None:
    """Compare ages, not moments: the beginning of time minus a cooldown is no moment.

    A file from the future is young, whichever of the two clocks is wrong.
    """
    moment = uploaded(file)
    if moment is None:
        return Cause.UNDATED
    return Cause.TOO_YOUNG if now - moment < cooldown else None
