"""The request that applies a lock file (PEP 751).

A lock file comes with a project, as a requirement file does: it says what is wanted, and never who is
trusted. So each file must be on the index that it is locked to, and that must be the owner of its name here.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from altindex_magic import defaults, interpreter, lock_file, request
from altindex_magic.address import bare, index_url
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.lock import (
    LockedElsewhere,
    LockedFileDiffers,
    LockedFileMissing,
    LockIndexNotInUse,
    LockIndexUnknown,
    NoLockFile,
)
from altindex_magic.errors.usage import UnreadableFile
from altindex_magic.event import Change, Event, Installed, Notice, Planned
from altindex_magic.gateway.ahead import this_python
from altindex_magic.service import install
from altindex_magic.service.arrivals import normal_version
from altindex_magic.service.kept import kept
from altindex_magic.service.locking import check_addresses_are_known, lock_path
from altindex_magic.userinfo import carries_credentials

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from altindex_magic.event import Stocked
    from altindex_magic.interpreter import Snapshot
    from altindex_magic.lock_file import Pin
    from altindex_magic.model import RouteSet
    from altindex_magic.service.session import Session

_AFRESH: Final = ("--force-reinstall", "--no-cache-dir")
"""Write a version over itself. What uv has in its cache is the file that is to be replaced."""


@dataclass(frozen=True, slots=True)
class _Difference:
    """What is to be done to make an environment what a lock file says."""

    install: tuple[Pin, ...]
    remove: tuple[str, ...]


def sync(session: Session, wanted: request.Sync) -> Iterator[Event]:
    """Make the environment hold exactly the locked versions, each from the very file that is locked."""
    path = lock_path(wanted.file)
    text = _text(path)
    if carries_credentials(text):
        yield Notice(f"{path} has a user name or password in it. Make it anew: %altindex lock", "warning")
    pins = lock_file.pins(path, text, this_python())
    check_addresses_are_known(session)
    owners = _checked(session, pins)
    here = interpreter.snapshot()
    todo = _difference(session, here, pins, prune=wanted.prune)
    if wanted.dry_run:
        yield Planned("sync", tuple(_planned(here, todo, owners)))
    elif not todo.install and not todo.remove:
        yield Installed("sync", ())
    else:
        yield from _applied(session, here, todo)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError as problem:
        raise NoLockFile(path) from problem
    except OSError as problem:
        raise UnreadableFile(path, problem.strerror or str(problem)) from problem


def _checked(session: Session, pins: Sequence[Pin]) -> dict[str, str]:
    """Make sure of every locked file before the first one is installed; give the index of each project.

    Raises:
        LockIndexUnknown, LockIndexNotInUse: before any index is asked, so that none learns of a name.
        LockedElsewhere, LockedFileMissing, LockedFileDiffers: what the owner of a name has is not what is locked.
        AltIndexError: the owner does not answer.

    """
    routes = session.routes()
    expected = {pin.project: _locked_index(session, routes, pin) for pin in pins}
    gateway = session.gateway
    asked = gateway.stock.stock(routes, {pin.project: pin.version for pin in pins})
    owners = {}
    for pin, stocked in zip(pins, gateway.call(asked), strict=True):
        _check(pin, stocked, expected[pin.project])
        owners[pin.project] = stocked.index
    return owners


def _locked_index(session: Session, routes: RouteSet, pin: Pin) -> str | None:
    """Name the index in use that *pin* is locked to; ``None`` where the lock file leaves it open."""
    if pin.index is None:
        return None
    url = _url(pin)
    if active := next((index.name for index in routes.all_active if index.url == url), None):
        return active
    if routes.default and url == index_url(defaults.default_simple_url()):
        return routes.default.name  # whatever stands in for it has to give the same files
    if idle := next((index.name for index in (*session.store.indexes(), *routes.known) if index.url == url), None):
        raise LockIndexNotInUse(pin.project, idle)
    raise LockIndexUnknown(pin.project, url)


def _url(pin: Pin) -> str:
    """Spell the address of an index as ours are spelt."""
    with suppress(AltIndexError, ValueError):
        return index_url(bare(pin.index or ""))
    raise LockIndexUnknown(pin.project, "what is no address")


def _check(pin: Pin, stocked: Stocked, expected: str | None) -> None:
    """Compare what is locked with what the owner of the name has."""
    if stocked.error:
        raise stocked.error
    if expected and stocked.index and stocked.index != expected:
        raise LockedElsewhere(pin.project, bare(pin.index or ""), stocked.index)
    file = next((file for file in stocked.files if file.filename == pin.filename), None)
    if file is None:
        raise LockedFileMissing(pin.project, pin.filename, stocked.index or None)
    locked = pin.hashes.get("sha256")
    if locked and file.sha256 and locked != file.sha256:
        raise LockedFileDiffers(pin.filename, stocked.index, (locked, file.sha256))


def _difference(session: Session, here: Snapshot, pins: Sequence[Pin], *, prune: bool) -> _Difference:
    """Compare the environment with the lock file."""
    session.arrivals.note()
    records = session.ledger.installs.latest(sys.prefix)

    def is_there(pin: Pin) -> bool:
        found = here.get(pin.project)
        if found is None or normal_version(found.version) != pin.version:
            return False
        record = records.get(pin.project)
        known = record.sha256 if record and record.is_of(found.version, found.stamp) else None
        return known is None or known == pin.hashes.get("sha256", known)

    missing = tuple(pin for pin in pins if not is_there(pin))
    if not prune:
        return _Difference(missing, ())
    stay = kept(here, this_python()) | {pin.project for pin in pins}
    extra = (name for name, found in here.items() if name not in stay and interpreter.is_own(found))
    return _Difference(missing, tuple(sorted(extra)))


def _planned(here: Snapshot, todo: _Difference, owners: Mapping[str, str]) -> Iterator[Change]:
    for pin in todo.install:
        before = here[pin.project].version if pin.project in here else None
        yield Change(pin.project, before, pin.version, owners.get(pin.project))
    for name in todo.remove:
        yield Change(name, here[name].version, None, None)


def _applied(session: Session, here: Snapshot, todo: _Difference) -> Iterator[Event]:
    """Install, then remove; the result is one."""
    done: list[Installed] = []
    for event in _steps(session, here, todo):
        if isinstance(event, Installed):
            done.append(event)
        else:
            yield event
    changes = tuple(change for each in done for change in each.changes)
    stale = tuple(dict.fromkeys(module for each in done for module in each.stale))
    yield Installed(done[-1].tool, changes, stale, sum(each.seconds for each in done))


def _steps(session: Session, here: Snapshot, todo: _Difference) -> Iterator[Event]:
    if todo.install:
        with tempfile.TemporaryDirectory(prefix="altindex-sync-") as folder:
            file = Path(folder, "requirements.txt")
            file.write_text("".join(f"{pin.requirement}\n" for pin in todo.install), encoding="utf-8")
            again = _AFRESH if _replaces(here, todo.install) else ()
            words = ("--no-deps", "--require-hashes", *again, "-r", str(file))
            yield from install.install(session, request.Install(words))
    if todo.remove:
        yield from install.uninstall(session, request.Uninstall(todo.remove))


def _replaces(here: Snapshot, pins: Iterable[Pin]) -> bool:
    """Tell whether a version has to be written over itself: another file of it is installed."""
    return any(pin.project in here and normal_version(here[pin.project].version) == pin.version for pin in pins)
