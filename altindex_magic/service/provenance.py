"""Where what is installed came from, and whether it is still what it was."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from altindex_magic import dist_info, interpreter
from altindex_magic.errors.install import NotInstalled
from altindex_magic.event import Event, Provenance, ProvenanceRow
from altindex_magic.model import project_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic import request
    from altindex_magic.event import Offer, OfferedFile, Way
    from altindex_magic.interpreter import Installed, Snapshot
    from altindex_magic.ledger import Installation
    from altindex_magic.service.session import Session

_MOST_NAMED: Final = 3


def provenance(session: Session, wanted: request.ShowProvenance) -> Iterator[Event]:
    """Tell where each installed distribution came from; with ``verify``, what is wrong with it now."""
    session.arrivals.note()
    here = interpreter.snapshot()
    names = [project_name(name) for name in wanted.projects] or sorted(here)
    for name in names:
        if name not in here:
            raise NotInstalled(name, None)
    records = _records(session, here)
    rows = [_row(session, name, here[name], records.get(name)) for name in names]
    if wanted.verify:
        offers = _offers(session, rows)
        rows = [_verified(row, here[row.project], records.get(row.project), offers) for row in rows]
    yield Provenance(tuple(rows), wanted.verify, wanted.as_json)


def indexes(session: Session, here: Snapshot) -> dict[str, str]:
    """Name the index of each project of *here* that is known to have come from one."""
    session.arrivals.note()
    names = _names(session)
    found = _records(session, here)
    return {name: names.get(each.url, each.url) for name, each in found.items() if each.url}


def _records(session: Session, here: Snapshot) -> dict[str, Installation]:
    """Give what was recorded of those distributions that are still the ones that were recorded."""
    latest = session.ledger.installs.latest(sys.prefix)
    return {
        name: latest[name]
        for name, found in here.items()
        if name in latest and latest[name].is_of(found.version, found.stamp)
    }


def _names(session: Session) -> dict[str, str]:
    routes = session.routes()
    return {index.url: index.name for index in (*session.store.indexes(), *routes.known, *routes.all_active)}


def _row(session: Session, project: str, found: Installed, record: Installation | None) -> ProvenanceRow:
    """Put together what is known of one distribution."""
    moment = datetime.fromtimestamp(found.stamp / 1e9, UTC)
    row = ProvenanceRow(
        project,
        found.version,
        _way(session, found, record, moment),
        installed=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        environment=str(found.path.parent),
    )
    if record is None or record.url is None:
        return replace(row, url=dist_info.direct_url(found.path) or "")
    return replace(
        row,
        index=_names(session).get(record.url, ""),
        url=record.url,
        filename=record.filename or "",
        sha256=record.sha256 or "",
        uploaded=record.upload_time or "",
    )


def _way(session: Session, found: Installed, record: Installation | None, moment: datetime) -> Way:
    """Tell by which way a distribution came, going by what cannot be mistaken first."""
    if dist_info.direct_url(found.path):
        return "direct URL"
    if dist_info.installer(found.path) == "conda":
        return "conda"
    if record and record.url:
        return "gateway"
    since = session.ledger.installs.known_since(sys.prefix)
    return "before" if record is None and (since is None or moment < since) else "around"


def _offers(session: Session, rows: list[ProvenanceRow]) -> dict[tuple[str, str], Offer]:
    """Ask each index about the projects that came from it, all at the same time."""
    routes = session.routes()
    known = {index.url: index for index in (*session.store.indexes(), *routes.known, *routes.all_active)}
    wanted = [(known[row.url], row.project) for row in rows if row.way == "gateway" and row.url in known]
    gateway = session.gateway
    offers = gateway.call(gateway.inquiry.offers(wanted, at_once=True)) if wanted else ()
    return {(index.url, project): offer for (index, project), offer in zip(wanted, offers, strict=True)}


def _verified(
    row: ProvenanceRow,
    found: Installed,
    record: Installation | None,
    offers: dict[tuple[str, str], Offer],
) -> ProvenanceRow:
    """Compare a distribution with its RECORD, with the ledger, and with what its index says now."""
    findings = [*_in_environment(found, record)]
    if row.way != "gateway":
        return replace(row, findings=tuple(findings), unchecked="it did not come through the gateway")
    offer = offers.get((row.url, row.project))
    if offer is None:
        return replace(row, findings=tuple(findings), unchecked="its index is not defined any more")
    if offer.error:
        return replace(row, findings=tuple(findings), unchecked=offer.error.what)
    return replace(row, findings=(*findings, *_on_index(row, offer)))


def _in_environment(found: Installed, record: Installation | None) -> Iterator[str]:
    """Find what differs on this disk."""
    checked = dist_info.checked(found.path)
    if not checked.readable:
        yield "it has no RECORD to compare its files with"
    if checked.missing:
        yield f"missing: {_listed(checked.missing)}"
    if checked.changed:
        yield f"changed since it was installed: {_listed(checked.changed)}"
    if record and record.record and record.record != dist_info.record_digest(found.path):
        yield "its RECORD is not the one that the installer wrote"


def _on_index(row: ProvenanceRow, offer: Offer) -> Iterator[str]:
    """Find what its index says about it now."""
    if offer.status == "quarantined":
        yield f"{offer.index} has put the project into quarantine{_because(offer.reason)}"
    file = next((file for file in offer.files if file.filename == row.filename), None)
    if not offer.status:
        yield f"the project has vanished from {offer.index}"
    elif file is None:
        yield f"{row.filename or 'its file'} has vanished from {offer.index}"
    else:
        yield from _on_page(row, file, offer.index)


def _on_page(row: ProvenanceRow, file: OfferedFile, index: str) -> Iterator[str]:
    if file.yanked is not None:
        yield f"{index} has yanked it{_because(file.yanked)}"
    if file.sha256 and row.sha256 and file.sha256 != row.sha256:
        yield f"{index} has another file under this name now, with sha256 {file.sha256[:16]}…"


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
