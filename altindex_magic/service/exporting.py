"""Requests that write the files of other tools, and take that back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from altindex_magic.config import diff, keeping, spans
from altindex_magic.config.export import paths, surroundings
from altindex_magic.config.export.entry import Entry, Provider
from altindex_magic.config.export.netrc import Netrc
from altindex_magic.config.export.pip import PipFile
from altindex_magic.config.export.pypirc import Pypirc
from altindex_magic.config.export.uv import UvFile
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
from altindex_magic.model import LOCAL, SECRET_AS_USER
from altindex_magic.service import advice
from altindex_magic.service.environment import refresh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic import request
    from altindex_magic.config.export.paths import Target
    from altindex_magic.model import Credential, Index
    from altindex_magic.service.session import Session

_UNPOINTABLE: Final = (SECRET_AS_USER, "")
"""What no tool could ask the keyring for by a user name."""


@dataclass(frozen=True, slots=True)
class Job:
    """One export, as far as it can be decided before the file is looked at."""

    wanted: request.Export
    target: Target
    logins: tuple[tuple[Index, Credential | None], ...]
    provider: Provider = "import"
    by_address: bool = False

    @property
    def entries(self) -> list[Entry]:
        """Give what is written of each index."""
        return [self._entry(index, credential) for index, credential in self.logins]

    def edited(self, text: str) -> str:
        """Give the content of the file as it is to become."""
        match self.wanted.format:
            case "pip":
                return PipFile(self.entries, self.wanted.only, self.provider).edited(text)
            case "pypirc":
                return Pypirc(self.entries).edited(text)
            case "uv":
                return UvFile(self.target.path, self.entries, self.wanted.only, self.target.table).edited(text)
            case "netrc":
                return Netrc(self.entries).edited(text)

    def masked(self, text: str) -> list[str]:
        """Give the lines of *text* without any secret; the user names that are written are none."""
        named = {credential.username for _, credential in self.logins if credential} - set(_UNPOINTABLE)
        known = (
            named | {"__token__"} | {entry.username for entry in self.entries if entry.username and not entry.secret}
        )
        found = spans.secrets(
            text, known=known, netrc=self.wanted.format == "netrc", pypirc=self.wanted.format == "pypirc"
        )
        return _lines(spans.mask(text, found))

    def _entry(self, index: Index, credential: Credential | None) -> Entry:
        if self.wanted.with_secret and credential:
            return Entry(index, credential.username, credential.secret)
        username = credential.username if credential else index.username
        return Entry(index, None if username in _UNPOINTABLE else username, by_address=self.by_address)


def export(session: Session, wanted: request.Export) -> Iterator[Event]:
    """Write indexes into the file of another tool, for use outside of this process."""
    job = _job(session, wanted)
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
    lines = diff.unified(_lines(before), _lines(after), (job.masked(before), job.masked(after)))
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
    in_use = session.in_use.names if session.in_use else ()
    names = wanted.names or in_use or tuple(index.name for index in session.store.indexes())
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


def _lines(text: str) -> list[str]:
    """Give the lines of *text* without their ends."""
    return [line.rstrip("\r") for line in text.removesuffix("\n").split("\n")] if text else []
