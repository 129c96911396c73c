"""The request that writes a lock file (PEP 751): real addresses and hashes, of this Python and platform.

An installer resolves, through the gateway and without effect; which files there are, and where they
really are, is known to the gateway alone.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from packaging.pylock import is_valid_pylock_path
from packaging.requirements import InvalidRequirement, Requirement

from altindex_magic import interpreter, lock_file, request
from altindex_magic.address import is_loopback, local_path
from altindex_magic.config import keeping
from altindex_magic.errors.lock import LockBehindGateway, LockFileName, NothingToLock, NotLockable, SecretInLock
from altindex_magic.errors.usage import BadUsage
from altindex_magic.event import Event, Locked, LockedRow, Notice, Planned, Provenance, Stocked
from altindex_magic.gateway.ahead import this_python
from altindex_magic.gateway.readers import READER
from altindex_magic.grammar import usage
from altindex_magic.service import install, strictness
from altindex_magic.service.arrivals import normal_version
from altindex_magic.service.provenance import provenance

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from altindex_magic.event import ProvenanceRow
    from altindex_magic.foresight import Target
    from altindex_magic.service.session import Session

_WAYS: Final = {
    "around": "not installed through the indexes in use",
    "direct URL": "installed from a URL or a folder",
    "conda": "installed by conda",
}


def lock(session: Session, wanted: request.Lock) -> Iterator[Event]:
    """Write what requirements resolve to, or what is installed, into a lock file."""
    path = lock_path(wanted.output)
    check_addresses_are_known(session)
    if wanted.requirements or wanted.files:
        stocks = yield from _resolved(session, wanted)
    else:
        stocks = yield from _installed(session)
    target = this_python()
    ready = [_with_files(session, each, target) for each in stocks]
    for each in ready:
        _check_addresses(each)
    text = lock_file.text_of(ready, target)
    if not wanted.dry_run:
        keeping.write(path, text, shared=True)
    yield from _remarks(ready)
    rows = (LockedRow(each.project, each.version, each.index, len(each.files)) for each in ready)
    yield Locked(str(path), tuple(sorted(rows, key=lambda row: row.project)), not wanted.dry_run)


def lock_path(name: str | None) -> Path:
    """Give the place of a lock file.

    Raises:
        LockFileName: no tool would recognise it.

    """
    path = local_path(name or lock_file.DEFAULT_NAME)
    if not is_valid_pylock_path(path):
        raise LockFileName(path.name)
    return path


def check_addresses_are_known(session: Session) -> None:
    """Insist on indexes that are not the gateway of another session.

    Raises:
        LockBehindGateway: one is.

    """
    found = session.discovered().credentials
    for index in session.routes().all_active:
        credential = found.get(index.url)
        if credential and credential.username == READER and is_loopback(index.url):
            raise LockBehindGateway


def _resolved(session: Session, wanted: request.Lock) -> Generator[Event, None, list[Stocked]]:
    """Let an installer resolve for an environment that is empty.

    Raises:
        NotLockable: something leads past the indexes in use.

    """
    _check_requirements(wanted.requirements)
    words = [word for name in wanted.files for word in ("-r", name)]
    around = strictness.around_in_files((*words, *wanted.requirements), session.world.environ, strict=False)
    if around:
        raise NotLockable(around[0])
    planned: Planned | None = None
    with tempfile.TemporaryDirectory(prefix="altindex-lock-") as empty:
        arguments = ("--dry-run", "--target", empty, *words, *wanted.requirements)
        for event in install.install(session, request.Install(arguments)):
            if isinstance(event, Planned):
                planned = event
            else:
                yield event
    changes = planned.changes if planned else ()
    unasked = next((each for each in changes if each.index is None), None)
    if unasked:  # a folder or a URL inside a requirement file: its name may be that of a project on an index
        raise NotLockable(f"{unasked.project} {unasked.after}")
    stocks = _stock(session, {each.project: each.after or "" for each in changes})
    for each in stocks:
        if each.error:
            raise each.error
        if not each.files:
            raise NotLockable(f"{each.project} {each.version}")
    return stocks


def _check_requirements(requirements: Iterable[str]) -> None:
    """Insist on requirements by name: no option, no path, no URL."""
    for text in requirements:
        try:
            requirement = Requirement(text)
        except InvalidRequirement as problem:
            if _leads_elsewhere(text):
                raise NotLockable(text) from problem
            raise BadUsage("a word is no requirement such as acme-models>=1.0", usage("lock")) from problem
        if requirement.url:
            raise NotLockable(text)


def _leads_elsewhere(text: str) -> bool:
    """Tell the path or URL of something from a word that is merely misspelt."""
    return text.startswith(".") or "/" in text or "\\" in text


@dataclass(frozen=True, slots=True)
class _Own:
    """One installed distribution, and why it cannot be locked if it cannot."""

    row: ProvenanceRow
    stocked: Stocked

    @property
    def obstacle(self) -> str | None:
        """Compare what its index has with what is known of it."""
        if self.row.way in {"around", "direct URL", "conda"}:
            return _WAYS[self.row.way]
        if not self.stocked.files:
            return "not on the indexes in use in this version"
        promised = {file.sha256 for file in self.stocked.files if file.filename == self.row.filename}
        if self.row.sha256 and promised.isdisjoint({self.row.sha256, None}):
            source = self.row.index or self.row.url
            return f"from {source}, as a file that {self.stocked.index} does not have now"
        return None


def _installed(session: Session) -> Generator[Event, None, list[Stocked]]:
    """Take what stands in this environment, as the owner of each name has it; tell what is left out, and why.

    Raises:
        NothingToLock: nothing is left.
        AltIndexError: an index that owns a name does not answer.

    """
    here = interpreter.snapshot()
    names = tuple(sorted(name for name, found in here.items() if interpreter.is_own(found)))
    rows = _provenance(session, names) if names else ()
    stocks = _stock(session, {row.project: row.version for row in rows if row.way in {"gateway", "before"}})
    known = {each.project: each for each in stocks}
    found = [_Own(row, known.get(row.project) or Stocked(row.project, row.version)) for row in rows]
    left_out: dict[str, list[str]] = {}
    for each in found:
        if each.stocked.error:
            raise each.stocked.error
        if obstacle := each.obstacle:
            left_out.setdefault(obstacle, []).append(f"{each.row.project} {each.row.version}")
    for obstacle, projects in left_out.items():
        yield Notice(f"Left out ({obstacle}): {', '.join(projects)}.", "warning")
    left = [each.stocked for each in found if not each.obstacle]
    if not left:
        raise NothingToLock
    return left


def _provenance(session: Session, names: tuple[str, ...]) -> tuple[ProvenanceRow, ...]:
    *_, result = provenance(session, request.ShowProvenance(names))
    return result.rows if isinstance(result, Provenance) else ()


def _stock(session: Session, versions: dict[str, str]) -> list[Stocked]:
    gateway = session.gateway
    wanted = {project: normal_version(version) for project, version in versions.items()}
    return list(gateway.call(gateway.stock.stock(session.routes(), wanted))) if wanted else []


def _with_files(session: Session, stocked: Stocked, target: Target) -> Stocked:
    """Leave the files that fit, each with a sha256; where no page gives one, the best file is fetched for it."""
    files = lock_file.fitting(stocked.files, target)
    hashed = [file for file in files if file.sha256]
    if not hashed and files:
        gateway = session.gateway
        digest = gateway.call(gateway.stock.digest(session.routes(), stocked.project, files[0].filename))
        hashed = [replace(files[0], sha256=digest)]
    if not hashed:
        raise NotLockable(f"{stocked.project} {stocked.version}")
    return replace(stocked, files=tuple(hashed))


def _check_addresses(stocked: Stocked) -> None:
    """Keep the secret of an index out of the file, also where it is a part of a path.

    Raises:
        SecretInLock: an address has it.

    """
    if not all((stocked.url, *(file.url for file in stocked.files))):
        raise SecretInLock(stocked.project, stocked.index)


def _remarks(stocks: Iterable[Stocked]) -> Iterator[Event]:
    """Tell what makes the lock file less useful elsewhere."""
    indexes = {each.index for each in stocks if any(file.had_query for file in each.files)}
    for index in sorted(indexes):
        text = f"The addresses of {index} had a query, which may be a token and was left out. `sync` needs none."
        yield Notice(f"{text} Other tools may not get these files.", "warning")
    sources = sorted(each.project for each in stocks if not any(file.filename.endswith(".whl") for file in each.files))
    if sources:
        yield Notice(
            f"No wheel fits, so that it is built at each `sync`, with what builds it then: {', '.join(sources)}."
        )
    folders = {each.index for each in stocks if each.url.startswith("file:")}
    for index in sorted(folders):
        yield Notice(f"{index} is a folder: what is locked to it can be installed where there is that folder.")
