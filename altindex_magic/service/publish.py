"""The requests to upload: what goes where is decided and shown before the first byte leaves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from altindex_magic import defaults, distributions, interpreter, publishing, request
from altindex_magic.errors.access import AccessError
from altindex_magic.errors.build import CheckFailed
from altindex_magic.errors.credential import NoPrompt
from altindex_magic.errors.publish import ConfirmationNeeded, NoPublishUrl, UploadFailed, UploadStopped
from altindex_magic.event import Event, Notice, Published
from altindex_magic.model import LOCAL
from altindex_magic.service import child
from altindex_magic.service.build import built, project_folder
from altindex_magic.tools import twine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from altindex_magic.event import FileRow
    from altindex_magic.model import Index, RouteSet
    from altindex_magic.publishing import Distribution
    from altindex_magic.service.session import Session


def upload(session: Session, wanted: request.Upload) -> Iterator[Event]:
    """Upload distributions that are built already."""
    index = _target(session, wanted.index)
    files = tuple(map(distributions.inspect, distributions.found(wanted.files, Path.cwd())))
    yield from _delivered(session, index, files, wanted)


def publish(session: Session, wanted: request.Publish) -> Iterator[Event]:
    """Build a project into a fresh folder, check what was built, and upload it."""
    index = _target(session, wanted.index)
    project = project_folder(wanted.path)
    with TemporaryDirectory(prefix="altindex-publish-") as fresh:
        files = yield from built(session, project, Path(fresh))
        yield from _checked(session, index, files)
        yield from _delivered(session, index, files, wanted)


def _target(session: Session, name: str) -> Index:
    """Find the index to upload to. There is none by default.

    Raises:
        NoPublishUrl: it takes no uploads.

    """
    index = session.find(name)
    if not index.publish_url and index.name != LOCAL:
        raise NoPublishUrl(index.name)
    return index


def _checked(session: Session, index: Index, files: Sequence[Distribution]) -> Iterator[Event]:
    """Let twine check *files* before they go to *index*.

    Raises:
        CheckFailed: something about them would be shown wrongly.
        UploadStopped: the user stopped it.

    """
    command = publishing.check_command(interpreter.inspect_current(), files)
    watch, status = yield from child.run(session, command)
    if status is None:
        raise UploadStopped(index.name, (), ())
    if status:
        raise CheckFailed(twine.last_words(watch.lines))


def _delivered(
    session: Session, index: Index, files: Sequence[Distribution], wanted: request.Upload | request.Publish
) -> Iterator[Event]:
    """Show what goes where, ask where it becomes public, and upload what the index lacks."""
    routes = _routes_with(session.routes(), index)
    for project in dict.fromkeys(file.project for file in files):
        session.gateway.call(session.gateway.claims.check(routes, index, project))
    there = _there(session, index, files, must_know=wanted.skip_existing)
    lacking = publishing.missing(index.name, files, there, skip_existing=wanted.skip_existing)
    address = index.publish_url or index.url
    yield Published(index.name, address, _rows(files, lacking, "to upload"), wanted.dry_run)
    if wanted.dry_run or not lacking:
        return
    if defaults.is_public_index(index) and not wanted.yes and not _confirmed(session, index, len(lacking)):
        yield Notice("Nothing was uploaded.")
        return
    yield from _sent(session, routes, index, lacking)
    yield Published(index.name, address, _rows(files, lacking, "uploaded"))


def _routes_with(routes: RouteSet, index: Index) -> RouteSet:
    """Make sure that the gateway knows the target, whatever is in use."""
    return routes if routes.find(index.name) == index else replace(routes, known=(*routes.known, index))


def _there(
    session: Session, index: Index, files: Sequence[Distribution], *, must_know: bool
) -> Mapping[str, Mapping[str, str]]:
    """Give the hashes of what *index* has of the same projects.

    A token that may publish need not be able to read: unless we *must_know*, the upload itself will tell.

    Raises:
        AccessError: the index does not say, and we must know.

    """
    there: dict[str, Mapping[str, str]] = {}
    for project in dict.fromkeys(file.project for file in files):
        try:
            there.update(session.gateway.call(session.gateway.inquiry.files(index, project)))
        except AccessError:
            if must_know:
                raise
    return there


def _confirmed(session: Session, index: Index, count: int) -> bool:
    """Ask whether *count* files shall become public.

    Raises:
        ConfirmationNeeded: nobody can answer.

    """
    question = f"{index.name} is public, and what is there stays there. Upload {count} file(s)? Type yes: "
    try:
        return session.world.ask_line(index.name, question).strip().lower() in {"yes", "y"}
    except NoPrompt as problem:
        raise ConfirmationNeeded(index.name) from problem


def _sent(session: Session, routes: RouteSet, index: Index, files: Sequence[Distribution]) -> Iterator[Event]:
    """Let twine upload *files* with a right that ends with it.

    Raises:
        UploadStopped: the user stopped it.
        AltIndexError: the gateway's cause, or :class:`UploadFailed` with twine's last words.

    """
    command = publishing.upload_command(interpreter.inspect_current(), files)
    with session.gateway.lending(routes, index) as target:
        watch, status = yield from child.run(session, command, target)
    if status is None:
        raise UploadStopped(index.name, watch.confirmed, watch.under_way)
    if not status:
        return
    if watch.confirmed:
        yield Notice(f"These got there before: {', '.join(watch.confirmed)}", "warning")
    causes = session.gateway.feed.refusals_since(watch.mark)
    raise causes[0] if causes else UploadFailed(index.name, twine.last_words(watch.lines))


def _rows(
    files: Sequence[Distribution], lacking: Sequence[Distribution], state: Literal["to upload", "uploaded"]
) -> tuple[FileRow, ...]:
    """Show all *files*, those that were *lacking* with their *state*."""
    return tuple(file.row(state if file in lacking else "skipped") for file in files)
