"""Requests about secrets and about reaching an index."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from altindex_magic import request
from altindex_magic.errors.access import CredentialMissing, CredentialRefused, PermissionDenied
from altindex_magic.errors.usage import BadUsage
from altindex_magic.event import Event, Notice, Tested
from altindex_magic.secret import Secret
from altindex_magic.service import inheritance
from altindex_magic.service.indexes import described

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic.model import Index
    from altindex_magic.service.session import Session

_PLACES: Final = {"keyring": "the keyring", "session": "this session"}
_WRONG: Final = (CredentialMissing, CredentialRefused, PermissionDenied)

_NOT_FOUND: Final = 404
_ABSENT: Final = (
    "{name} answered 404 to all that it was asked. It may be empty; or the token was revoked (GitLab, Gemfury and "
    "others answer 404 to everybody who may not read): %altindex login {name}"
)


def login(session: Session, wanted: request.Login) -> Iterator[Event]:
    """Take down where the secret comes from, or ask for it and try it before it is kept."""
    index = session.find(wanted.name)
    if index.is_folder:
        yield Notice(f"{index.name} is a folder: it needs no credential.")
        return
    if wanted.env and wanted.command:
        raise BadUsage("--env and --command exclude each other", f"%altindex login {index.name} --env VAR")
    if wanted.env or wanted.command:
        source = f"env:{wanted.env}" if wanted.env else f"command:{wanted.command}"
        session.store.set_login(index.url, source, wanted.username)
        session.credentials.refused(index)
        session.remembered.pop(index.url, None)  # what was typed before would go first
        inheritance.settle(session)
        yield Notice(f"The secret for {index.name} comes from {session.credentials.describe(index)}.", "done")
    else:
        username, secret = _asked(session, index, wanted)
        yield from _kept(session, index, secret, replace(wanted, username=username))
    yield from test(session, request.Test((index.name,)))
    if wanted.env and session.world.lasting:
        yield Notice(f"While indexes are in use, programs that are started from here do not inherit {wanted.env}.")


def log_in(session: Session, wanted: request.Login, secret: Secret | None) -> Iterator[Event]:
    """Do the same with a secret from a form; without one, with the one that the form has tried before."""
    index = session.find(wanted.name)
    held = session.remembered.get(index.url)
    typed = secret or (held.secret if held else Secret(""))
    username = wanted.username if wanted.username is not None else index.username or (held.username if held else "")
    yield from _kept(session, index, typed, replace(wanted, username=username))
    yield from test(session, request.Test((index.name,)))


def try_out(session: Session, wanted: request.Add, secret: Secret | None) -> Iterator[Event]:
    """Ask an index one real question before it is defined; a *secret* that it accepts is held by this session."""
    index = described(session, wanted)
    if secret:
        _accepted(session, index, index.username or "", secret)
    (health,) = session.gateway.call(session.gateway.inquiry.health([index]))
    yield Tested((health,), health.error)
    if health.error:
        raise health.error


def _asked(session: Session, index: Index, wanted: request.Login) -> tuple[str, Secret]:
    """Ask for the secret and, where nobody has said it, for the user name."""
    username = wanted.username if wanted.username is not None else index.username
    if username is None:
        username = session.world.ask_line(index.name, f"User name for {index.name} (often empty or __token__): ")
    return username, Secret(session.world.ask_secret(index.name, f"Secret for {index.name} (not shown): "))


def _accepted(session: Session, index: Index, username: str, secret: Secret) -> None:
    """Hold a secret in this session unless the index refuses it."""
    session.credentials.keep(index, username, secret, "session")
    refusal = _refusal(session, index)
    if refusal:
        session.remembered.undo(index.url)
        raise refusal


def _kept(session: Session, index: Index, secret: Secret, wanted: request.Login) -> Iterator[Event]:
    """Keep the secret where it is wanted; what the index refuses is not kept."""
    username = wanted.username or ""
    _accepted(session, index, username, secret)
    keep = wanted.keep or (None if session.keeps_secrets else "keyring")
    kept = session.credentials.keep(index, username, secret, keep)
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
    """Forget the secret, and where it came from; one that comes from elsewhere is named, not passed over."""
    index = session.find(wanted.name)
    source = session.credentials.describe(index)
    places = session.credentials.forget(index)
    session.store.drop_login(index.url)
    inheritance.settle(session)
    left = session.credentials.describe(index)
    if places:
        named = " and ".join(_PLACES[place] for place in places)
        yield Notice(f"The secret for {index.name} was removed from {named}.", "done")
    elif source != left:
        yield Notice(f"The secret for {index.name} comes from {source} no more.", "done")
    else:
        yield Notice(f"No secret was kept for {index.name}.")
    if left != "none":
        yield Notice(f"{index.name} still has a credential, from {left}, which `logout` does not change.", "warning")


def test(session: Session, wanted: request.Test) -> Iterator[Event]:
    """Ask each index one real question, all at the same time."""
    if wanted.names:
        indexes = [session.find(name) for name in wanted.names]
    else:
        routes = session.routes()
        indexes = [*routes.all_active, *routes.known]
    session.discovered()
    start = time.perf_counter()
    answers = session.gateway.call(session.gateway.inquiry.health(indexes))
    rows = tuple(
        replace(row, credential=session.credentials.describe(index))
        for row, index in zip(answers, indexes, strict=True)
    )
    failure = next((row.error for row in rows if row.error), None) if wanted.names else None
    yield Tested(rows, failure)
    yield from (
        Notice(_ABSENT.format(name=row.index), "warning") for row in rows if row.ok and row.status == _NOT_FOUND
    )
    if failure:
        raise failure
    if time.perf_counter() - start > 10:  # noqa: PLR2004 - seconds in which people lose patience
        yield Notice("An index that is slow here is slow for every install.", "warning")
