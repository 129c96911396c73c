"""What has arrived in the environment, and from where: evidence is gathered while it is fresh, and recorded.

That an index answered for a name does not prove that the installer took the name from there: links
may lead past the gateway. So the very file is sought: the one that the gateway has just given or, where
uv had it in its cache, the one among those of its index whose tags are those of what was installed.
"""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Self

from packaging.version import InvalidVersion, Version

from altindex_magic import dist_info, interpreter
from altindex_magic.event import Answer, Download, Event, Offer, OfferedFile, Withheld
from altindex_magic.ledger import Installation
from altindex_magic.model import project_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from altindex_magic.errors import AltIndexError
    from altindex_magic.interpreter import Installed, Snapshot
    from altindex_magic.model import Index
    from altindex_magic.service.session import Session

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(slots=True)
class Traffic:
    """What went through the gateway for one run of an installer."""

    answers: dict[str, str] = field(default_factory=dict)
    """The index that answered, by project."""
    files: dict[tuple[str, str], str] = field(default_factory=dict)
    """The files that were given whole, by project and version."""
    withheld: dict[str, AltIndexError] = field(default_factory=dict)
    """Versions that were not shown, by project."""

    @classmethod
    def of(cls, events: Iterable[Event]) -> Self:
        """Take note of *events*."""
        traffic = cls()
        for event in events:
            traffic.note(event)
        return traffic

    def note(self, event: Event) -> None:
        """Take note of one event of the gateway."""
        if isinstance(event, Answer):
            self.answers[event.project] = event.index
        elif isinstance(event, Download) and event.state in {"done", "cached"}:
            self.answers.setdefault(event.project, event.index)
            self.files[event.project, event.version] = event.filename
        elif isinstance(event, Withheld):
            self.withheld[event.project] = event.error

    def withheld_from(self, words: str) -> tuple[AltIndexError, ...]:
        """Tell what was not shown of the projects that an installer names in its last *words*."""
        named = {project_name(word) for word in _NAME.findall(words)}
        return tuple(error for project, error in self.withheld.items() if project in named)


class Arrivals:
    """Records what arrived since it was asked last, whichever tool brought it."""

    def __init__(self, session: Session) -> None:
        """Watch over the environment of *session* from now on."""
        self._session = session
        self._since = time.time_ns()
        self._mark = 0

    def note(self) -> None:
        """Record what tools of this kernel, such as ``!pip``, have brought through the gateway."""
        gateway = self._session.running_gateway
        if gateway is None:
            return
        since, mark = self._since, self._mark
        self._since, self._mark = time.time_ns(), gateway.feed.mark
        if self._mark == mark:
            return
        traffic = Traffic.of(gateway.feed.events_since(mark))
        if traffic.answers:
            here = interpreter.snapshot()
            fresh = {name: found for name, found in here.items() if found.stamp >= since and interpreter.is_own(found)}
            record(self._session, fresh, traffic)


def record(session: Session, fresh: Snapshot, traffic: Traffic) -> dict[str, str]:
    """Write down where what is *fresh* came from, unless that is known; give the index of each that came by one."""
    came = _files(session, fresh, traffic)
    known = session.ledger.installs.latest(sys.prefix)
    session.ledger.installs.record(
        [
            _installation(project, found, *came.get(project, (None, None)))
            for project, found in fresh.items()
            if project not in known or known[project].stamp != found.stamp
        ]
    )
    return {project: index.name for project, (index, _) in came.items()}


def _installation(project: str, found: Installed, index: Index | None, file: OfferedFile | None) -> Installation:
    installation = Installation(
        project=project,
        version=found.version,
        url=index.url if index else None,
        prefix=sys.prefix,
        record=dist_info.record_digest(found.path),
        stamp=found.stamp,
    )
    if file is None:
        return installation
    return replace(installation, filename=file.filename, sha256=file.sha256, upload_time=file.upload_time)


def _files(session: Session, fresh: Snapshot, traffic: Traffic) -> dict[str, tuple[Index, OfferedFile]]:
    """Find the file, and its index, of everything that came through the gateway."""
    indexes = {index.name: index for index in session.routes().all_active}
    uv_counts = session.routes().strict or not session.discovered().around
    wanted = [
        (indexes[traffic.answers[project]], project)
        for project, found in fresh.items()
        if traffic.answers.get(project) in indexes and _may_have_come(project, found, traffic, uv_counts=uv_counts)
    ]
    gateway = session.gateway
    offers = gateway.call(gateway.inquiry.offers(wanted, at_once=False)) if wanted else ()
    pairs = [
        (index, offer, _file(fresh[offer.project], offer, traffic))
        for (index, _), offer in zip(wanted, offers, strict=True)
    ]
    return {offer.project: (index, _as_seen(session, index, file)) for index, offer, file in pairs if file}


def _may_have_come(project: str, found: Installed, traffic: Traffic, *, uv_counts: bool) -> bool:
    """Tell whether it can be what the gateway gave: pip keeps no file that it got from this machine, and uv does."""
    if dist_info.direct_url(found.path):
        return False
    given = (project, normal_version(found.version)) in traffic.files
    return given or (uv_counts and dist_info.installer(found.path) == "uv")


def _file(found: Installed, offer: Offer, traffic: Traffic) -> OfferedFile | None:
    """Find the file on the page of its index that was installed."""
    version = normal_version(found.version)
    offered = {file.filename: file for file in offer.files if file.version == version}
    given = traffic.files.get((offer.project, version))
    return offered.get(given or dist_info.matching(found.path, offered) or "")


def normal_version(version: str) -> str:
    """Spell a version as those of files are spelt: the folder of an old distribution may say ``2022.06.15``."""
    try:
        return str(Version(version))
    except InvalidVersion:
        return version


def _as_seen(session: Session, index: Index, file: OfferedFile) -> OfferedFile:
    """Take the hash that was seen when the file came: a page may give none, or another one by now."""
    seen = session.ledger.files.find("" if index.default else index.url, file.filename)
    return replace(file, sha256=seen.sha256) if seen else file
