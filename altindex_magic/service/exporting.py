"""Requests that write the files of other tools, and take that back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from altindex_magic.config import diff, keeping
from altindex_magic.config.export import paths, surroundings
from altindex_magic.errors.base import AltIndexError
from altindex_magic.errors.credential import KeyringFailed
from altindex_magic.errors.files import (
    NoKeyringToPointTo,
    NothingToExport,
    SecretForOthers,
    SecretNeeded,
    SecretUnknown,
)
from altindex_magic.errors.publish import NoPublishUrl
from altindex_magic.event import Event, FileDiff, Notice
from altindex_magic.model import LOCAL
from altindex_magic.service import advice
from altindex_magic.service.environment import refresh
from altindex_magic.service.export_job import Job, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic import request
    from altindex_magic.model import Credential, Index
    from altindex_magic.service.session import Session


def export(session: Session, wanted: request.Export) -> Iterator[Event]:
    """Write indexes into the file of another tool, for use outside of this process."""
    job = _job(session, wanted)
    yield from _left_out(job)
    yield from advice.before(job, session.surroundings())
    if wanted.dry_run:
        before = keeping.read(job.target.path)
        after = job.edited(before)
    else:
        _point(session, job)
        with session.backups.recording(f"export {wanted.format}", [job.target.path]):
            before = keeping.read(job.target.path)
            after = job.edited(before)
            if after != before:
                keeping.write(job.target.path, after, shared=job.target.shared)
    yield from advice.after(job, after)
    lines = diff.unified(lines_of(before), lines_of(after), (job.masked(before), job.masked(after)))
    yield FileDiff(str(job.target.path), tuple(lines), written=not wanted.dry_run)


def undo(session: Session, _wanted: request.Undo) -> Iterator[Event]:
    """Bring the files of the last import or export back to what they were."""
    change = session.backups.undo()
    refresh(session)
    changed = [kept.path for kept in change.files if kept.changed]
    yield Notice(f"As before `%altindex {change.command}`: {', '.join(changed)}", "done")


def _job(session: Session, wanted: request.Export) -> Job:
    """Decide what is written where.

    Raises:
        NoFileForScope: the tool reads no file there.
        SecretNeeded, SecretForOthers, SecretUnknown: about secrets in files.
        NothingToExport: no index is left.

    """
    around = session.surroundings()
    target = paths.target(wanted.format, wanted.scope, around)
    if wanted.format == "netrc" and not wanted.with_secret:
        raise SecretNeeded(target.path)
    if wanted.with_secret and target.shared:
        raise SecretForOthers(target.path)
    logins = tuple((index, _login(session, index, wanted)) for index in _chosen(session, wanted))
    # pip asks the keyring only when a request without login was answered with 401. Where the address has a user, it
    # sends that with an empty password, and there are servers (pypiserver) that answer this with 403.
    by_address = wanted.format == "pip" and session.credentials.finds_by_address()
    return Job(wanted, target, logins, "import" if by_address else surroundings.provider(around), by_address)


def _chosen(session: Session, wanted: request.Export) -> list[Index]:
    """Give the indexes that were named, or those in use, or all; those that the tool could not use stay out."""
    defined = tuple(index.name for index in session.store.indexes())
    in_use = tuple(name for name in session.in_use.names if name in defined) if session.in_use else ()
    names = wanted.names or in_use or defined
    indexes = [session.store.find(name) for name in names if name != LOCAL or name in wanted.names]
    usable = [index for index in indexes if not index.is_folder]
    if wanted.format == "pypirc":
        without = [index for index in usable if not (index.publish_url or "").startswith("http")]
        if without and wanted.names:
            raise NoPublishUrl(without[0].name)
        usable = [index for index in usable if index not in without]
    elif not wanted.names:
        usable = [index for index in usable if not index.explicit]
    if not usable:
        raise NothingToExport(wanted.format, _reason(wanted, has_any=bool(indexes)))
    return usable


def _left_out(job: Job) -> Iterator[Event]:
    """Name what was asked for and is not written."""
    written = {index.name for index, _ in job.logins}
    for name in job.wanted.names:
        if name not in written:
            yield Notice(f"{name} is a folder, which only the gateway serves: it stays out.", "warning")


def _reason(wanted: request.Export, *, has_any: bool) -> str:
    if not has_any:
        return "No index is defined yet."
    return "None has an address for uploads." if wanted.format == "pypirc" else "Folders and explicit indexes stay out."


def _login(session: Session, index: Index, wanted: request.Export) -> Credential | None:
    """Find the login for what the file is about; where the secret is not written, one that fails counts as none."""
    subjects = [replace(index, url=index.publish_url or index.url), index] if wanted.format == "pypirc" else [index]
    try:
        found = next(filter(None, map(session.credentials.find, subjects)), None)
    except AltIndexError:
        if wanted.with_secret:
            raise
        return None
    needed = wanted.format == "netrc" or index.username or index.authenticate == "always"
    if found is None and wanted.with_secret and needed:
        raise SecretUnknown(index.name)
    return found


def _point(session: Session, job: Job) -> None:
    """Make sure that the keyring has each secret under the address that the tool will ask for.

    Raises:
        NoKeyringToPointTo: the keyring cannot be used.

    """
    for entry, (index, credential) in zip(job.entries, job.logins, strict=True):
        if entry.secret or entry.username is None or credential is None or advice.reads_netrc(job, credential):
            continue
        address = index.publish_url if job.wanted.format == "pypirc" else entry.url
        try:
            session.credentials.keep(
                replace(index, url=address or index.url), entry.username, credential.secret, "keyring"
            )
        except KeyringFailed as problem:
            raise NoKeyringToPointTo(index.name, job.wanted.format, problem.why or problem.what) from problem
