"""The requests that change what is installed, and the one that tells what is."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from packaging.requirements import InvalidRequirement, Requirement

from altindex_magic import interpreter, request
from altindex_magic.errors.install import InstallFailed, NotInstalled
from altindex_magic.event import Change, Event, Installed, Notice, PackageRow, Packages, Planned
from altindex_magic.model import project_name
from altindex_magic.plan import plan_install, plan_uninstall
from altindex_magic.service import arrivals, child, provenance, strictness
from altindex_magic.service.environment import check_transport
from altindex_magic.tools import pip, uv

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator

    from altindex_magic.plan import Plan
    from altindex_magic.service.session import Session

_WOULD_INSTALL: Final = {"pip": pip.would_install, "uv": uv.would_install}


def install(session: Session, wanted: request.Install) -> Iterator[Event]:
    """Install with pip's own arguments through the gateway, whatever is in use."""
    routes = session.routes()
    check_transport(routes)
    plan = plan_install(wanted, interpreter.inspect_current(), strict=routes.strict)
    words = (*wanted.arguments, *session.discovered().words)
    around = (*plan.around, *strictness.around_in_files(words, session.world.environ, strict=routes.strict))
    yield from (Notice(f"{word} leads past the indexes in use.", "warning") for word in around)
    yield from _planned(session, plan) if plan.dry_run else _changed(session, plan)


def uninstall(session: Session, wanted: request.Uninstall) -> Iterator[Event]:
    """Remove projects from the environment."""
    here = interpreter.snapshot()
    for project in map(project_name, wanted.projects):
        if project not in here or not interpreter.is_own(here[project]):
            raise NotInstalled(project, here[project].path.parent if project in here else None)
    yield from _changed(session, plan_uninstall(wanted, interpreter.inspect_current()))


def _changed(session: Session, plan: Plan) -> Generator[Event, None, None]:
    """Run the installer; the result is what is different afterwards."""
    start = time.perf_counter()
    before = interpreter.snapshot()
    watch, status = yield from child.run(session, plan)
    after = interpreter.snapshot()
    interpreter.refresh()
    differing = interpreter.changes(before, after)
    fresh = {project: after[project] for project, _, new in differing if new}
    came = arrivals.record(session, fresh, watch.traffic)
    changes = tuple(Change(project, old, new, came.get(project)) for project, old, new in differing)
    child.check(session, plan, watch, status, [f"{each.project} {each.after or 'removed'}" for each in changes])
    strictness.check_arrivals(session.routes(), fresh)
    yield from _left_as_they_were(session, plan, watch, fresh)
    stale = _stale(session, before, after)
    yield Installed(plan.tool, changes, stale, time.perf_counter() - start, plan.elsewhere)


def _stale(session: Session, before: interpreter.Snapshot, after: interpreter.Snapshot) -> tuple[str, ...]:
    """Name the modules in memory that the change makes stale; those of a terminal command end with it."""
    return interpreter.stale_modules(before, after) if session.world.lasting else ()


def _left_as_they_were(
    session: Session, plan: Plan, watch: child.Watch, fresh: Collection[str]
) -> Generator[Event, None, None]:
    """Tell of refusals although the installer was content: with ``-U`` it keeps an older version in silence.

    Raises:
        InstallFailed: what was asked for by its name was refused.

    """
    asked = set(map(_project_in, plan.argv)) - {None}
    for cause in session.gateway.feed.refusals_since(watch.mark):
        project = getattr(cause, "project", None)
        if project in asked and project not in fresh:
            raise InstallFailed(plan.tool, 0, (cause,), "")
        yield Notice(f"{cause.what} What was installed of it before is still there.", "warning")


def _project_in(word: str) -> str | None:
    """Read the project out of a requirement; other words of a command line are none, or name nothing refused."""
    try:
        return project_name(Requirement(word).name)
    except InvalidRequirement:
        return None


def _planned(session: Session, plan: Plan) -> Generator[Event, None, None]:
    """Run the installer without effect; the result is what would be different."""
    before = interpreter.snapshot()
    watch, status = yield from child.run(session, plan)
    child.check(session, plan, watch, status, ())
    coming = {project_name(name): version for name, version in _WOULD_INSTALL[plan.tool](watch.lines)}
    answers = watch.traffic.answers
    changes = tuple(
        Change(name, before[name].version if name in before else None, version, answers.get(name))
        for name, version in sorted(coming.items())
    )
    # What is there already would be written anew: that is what makes modules stale.
    after = before | {name: replace(before[name], version=coming[name], stamp=-1) for name in coming if name in before}
    yield Planned(plan.tool, changes, _stale(session, before, after))


def installed(session: Session, wanted: request.ListInstalled) -> Iterator[Event]:
    """List what is in the environment, with the index of each and, if wanted, a newer version there."""
    here = interpreter.snapshot()
    came = provenance.indexes(session, here)
    newer: dict[str, str] = {}
    if wanted.newer:
        versions = {name: found.version for name, found in here.items() if interpreter.is_own(found)}
        newer = session.gateway.call(session.gateway.inquiry.newer(session.routes(), versions))
    rows = (
        PackageRow(
            project=name,
            version=found.version,
            index=came.get(name),
            newer=newer.get(name),
            own=interpreter.is_own(found),
        )
        for name, found in sorted(here.items())
    )
    yield Packages(tuple(rows), sys.executable, wanted.newer)
