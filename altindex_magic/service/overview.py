"""Requests that only show: what is known, what is in use, what would be obeyed otherwise."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from altindex_magic.event import Event, Indexes, IndexRow, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic import request
    from altindex_magic.service.session import Session


def list_indexes(session: Session, _request: request.ListIndexes) -> Iterator[Event]:
    """List all known indexes."""
    current = session.in_use
    if current is None:
        yield Indexes(rows(session))
    else:
        routes = current.routes
        yield Indexes(rows(session), current.names, current.only, current.uploads, routes.strict, routes.unusable)


def rows(session: Session) -> tuple[IndexRow, ...]:
    """Give a row for each index: those in use first, in their order."""
    routes = session.routes()
    places = {index.name: place for place, index in enumerate(routes.all_active, 1)}
    known = {index.name: index for index in (*session.store.indexes(), *routes.all_active)}
    ordered = sorted(known.values(), key=lambda index: (places.get(index.name, len(places) + 1), index.name))
    return tuple(
        IndexRow(index, places.get(index.name), session.credentials.describe(index) if not index.is_folder else "—")
        for index in ordered
    )


def status(session: Session, _wanted: request.ShowStatus) -> Iterator[Event]:
    """Tell what is in use, how it fares, and what pip and uv would obey otherwise."""
    routes = session.routes()
    found = session.discovered()
    gateway = session.running_gateway
    health = gateway.call(gateway.inquiry.health(routes.active)) if gateway and session.in_use else ()
    yield Status(
        rows=rows(session),
        health=health,
        gateway=f"127.0.0.1:{gateway.port}" if gateway and session.in_use else None,
        default=routes.default.name if routes.default else None,
        settings=found.settings,
        python=sys.executable,
        uploads=bool(session.in_use and session.in_use.uploads),
        page=session.borrowed.page if session.borrowed else None,
        unusable=routes.unusable,
    )
