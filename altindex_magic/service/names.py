"""Requests about names of projects: what there is, where, and who may answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from altindex_magic.errors.ownership import AllowRefused
from altindex_magic.errors.usage import BadUsage
from altindex_magic.event import Event, Found, Notice, Versions
from altindex_magic.model import Index, RouteSet, is_project_name, project_name
from altindex_magic.routing import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic import request
    from altindex_magic.service.session import Session


def versions(session: Session, wanted: request.ListVersions) -> Iterator[Event]:
    """List the versions of a project, with the index of each."""
    project = _project(wanted.project)
    rows = session.gateway.call(session.gateway.inquiry.versions(session.routes(), project))
    yield Versions(project, rows)


def search(session: Session, wanted: request.Search) -> Iterator[Event]:
    """Find names on the active private indexes."""
    text = wanted.text.lower().replace("_", "-").replace(".", "-")
    routes = session.routes()
    rows, unlisted = session.gateway.call(session.gateway.inquiry.search(routes, text))
    yield Found(wanted.text, rows, unlisted, searched=bool(routes.active))


def why(session: Session, wanted: request.Explain) -> Iterator[Event]:
    """Tell which index answers for a name, by which rule, with which credential, and what was decided about it."""
    routes = session.routes()
    row = session.gateway.call(session.gateway.inquiry.why(routes, _project(wanted.project)))
    index = routes.find(row.index) if row.index else None
    credential = session.credentials.describe(index) if index and not index.is_folder else ""
    yield replace(row, credential=credential, decided=session.ledger.decisions(row.project))


def allow(session: Session, wanted: request.Allow) -> Iterator[Event]:
    """Decide from which index names may come from now on."""
    projects = [_project(name) for name in wanted.projects]
    routes = session.routes()
    index = _known(session, routes, wanted.index)
    for project in projects:
        owner = next((each for each in (*routes.all_active, *routes.known) if each.declares(project)), None)
        if owner and owner.url != index.url:
            raise AllowRefused(project, owner.name)
    is_default = routes.default is not None and index.url == routes.default.url
    origin = Origin(None if is_default else index.url, exclusive=index.exclusive and not is_default)
    for project in projects:
        session.ledger.decide(project, origin)
        _decide_anew(session, project)
        yield Notice(f"From now on {project} comes from {index.name}, and from nowhere else.", "done")


def forget(session: Session, wanted: request.Forget) -> Iterator[Event]:
    """Forget where names came from and the hashes of their files, or only the latter."""
    for project in map(project_name, wanted.projects):
        origin, files = session.ledger.forget(project, origin=not wanted.files)
        _decide_anew(session, project)
        if origin is None and not files:
            yield Notice(f"Nothing is remembered of {project}.")
            continue
        hashes = f"the hashes of {files} of its files" if files else "no hash of its files"
        came = f"that {project} came from {origin.url or 'the default index'}, and " if origin else ""
        yield Notice(f"Forgotten: {came}{hashes}. What {project} has next is learnt anew.", "done")


def _decide_anew(session: Session, project: str) -> None:
    if session.running_gateway:
        session.running_gateway.forget(project)


def _known(session: Session, routes: RouteSet, name: str) -> Index:
    """Find an index by name; ``default`` means whichever is the default."""
    return routes.default if name == "default" and routes.default else session.find(name)


def _project(text: str) -> str:
    """Normalise what should be the name of a project.

    Raises:
        BadUsage: it cannot be one; with a version it is a requirement.

    """
    if not is_project_name(text):
        problem = "the name of a project has letters, digits, '.', '_' and '-' only, and no version behind it"
        raise BadUsage(problem, "%altindex search TEXT")
    return project_name(text)
