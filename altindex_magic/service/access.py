"""Requests about secrets and about reaching an index."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from altindex_magic import request
from altindex_magic.errors.access import CredentialMissing, CredentialRefused, PermissionDenied
from altindex_magic.errors.usage import BadUsage
from altindex_magic.event import Event, Notice, Tested
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic.model import Index
    from altindex_magic.service.session import Session

_PLACES: Final = {"keyring": "the keyring", "session": "this session"}
_WRONG: Final = (CredentialMissing, CredentialRefused, PermissionDenied)


def login(session: Session, wanted: request.Login) -> Iterator[Event]:
    """Take down where the secret comes from, or ask for it and try it before it is kept."""
    index = session.store.find(wanted.name)
    if index.is_folder:
        yield Notice(f"{index.name} is a folder: it needs no credential.")
        return
    if wanted.env and wanted.command:
        raise BadUsage("--env and --command exclude each other", f"%altindex login {index.name} --env VAR")
    if wanted.env or wanted.command:
        source = f"env:{wanted.env}" if wanted.env else f"command:{wanted.command}"
        session.store.set_login(index.url, source, wanted.username)
        session.credentials.refused(index)
        yield Notice(f"The secret for {index.name} comes from {session.credentials.describe(index)}.", "done")
    else:
        yield from _typed(session, index, wanted)
    yield from test(session, request.Test((index.name,)))


def _typed(session: Session, index: Index, wanted: request.Login) -> Iterator[Event]:
    """Ask for the secret; what the index refuses is not kept."""
    username = wanted.username if wanted.username is not None else index.username
    if username is None:
        username = session.world.ask_line(index.name, f"User name for {index.name} (often empty or __token__): ")
    secret = Secret(session.world.ask_secret(index.name, f"Secret for {index.name} (not shown): "))
    before = session.remembered.get(index.url)
    session.credentials.keep(index, username, secret, "session")
    refusal = _refusal(session, index)
    if refusal:
        session.remembered.pop(index.url, None)
        if before:
            session.remembered[index.url] = before
        raise refusal
    kept = session.credentials.keep(index, username, secret, wanted.keep)
    if kept.place == "keyring":
        session.store.drop_login(index.url)  # a variable or command that was declared before would go first
    yield Notice(f"The secret for {index.name} is kept in {_PLACES[kept.place]}.", "done")
    if kept.note:
        yield Notice(kept.note, "warning")


def _refusal(session: Session, index: Index) -> Exception | None:
    """Try the credential: only a clear "no" counts, a dead network does not."""
    gateway = session.gateway
    (health,) = gateway.call(gateway.inquiry.health([index]))
    return health.error if isinstance(health.error, _WRONG) else None


def logout(session: Session, wanted: request.Logout) -> Iterator[Event]:
    """Forget the secret, and where it came from."""
    index = session.store.find(wanted.name)
    places = session.credentials.forget(index)
    session.store.drop_login(index.url)
    if places:
        yield Notice(f"The secret for {index.name} was removed from {', '.join(places)}.", "done")
    else:
        yield Notice(f"No secret was kept for {index.name}.")


def test(session: Session, wanted: request.Test) -> Iterator[Event]:
    """Ask each index one real question, all at the same time."""
    if wanted.names:
        indexes = [session.routes().find(name) or session.store.find(name) for name in wanted.names]
    else:
        routes = session.routes()
        indexes = [*routes.all_active, *routes.known]
    session.discovered()
    start = time.perf_counter()
    rows = session.gateway.call(session.gateway.inquiry.health(indexes))
    yield Tested(rows)
    failed = [row for row in rows if row.error]
    if failed and wanted.names and failed[0].error:
        raise failed[0].error
    if time.perf_counter() - start > 10:  # noqa: PLR2004 - seconds in which people lose patience
        yield Notice("An index that is slow here is slow for every install.", "warning")
