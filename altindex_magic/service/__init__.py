"""The one service behind every door: a request goes in, events come out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from altindex_magic import request
from altindex_magic.service import (
    access,
    autoload,
    borrowing,
    build,
    doctor,
    environment,
    exporting,
    importing,
    indexes,
    install,
    names,
    overview,
    package,
    projects,
    provenance,
    publish,
)
from altindex_magic.service.known import Known
from altindex_magic.service.session import Session, World

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from altindex_magic.event import Event
    from altindex_magic.secret import Secret

_VERBS: Final[Mapping[type[request.Request], Callable[..., Iterator[Event]]]] = {
    request.ShowStatus: overview.status,
    request.ListIndexes: overview.list_indexes,
    request.ListPresets: indexes.list_presets,
    request.Add: indexes.add,
    request.Remove: indexes.remove,
    request.Rename: indexes.rename,
    request.Login: access.login,
    request.Logout: access.logout,
    request.Use: environment.use,
    request.Off: environment.off,
    request.Test: access.test,
    request.Install: install.install,
    request.Uninstall: install.uninstall,
    request.ListInstalled: install.installed,
    request.ListProjects: projects.projects,
    request.Build: build.build,
    request.Upload: publish.upload,
    request.Publish: publish.publish,
    request.InitPackage: package.init_package,
    request.ListVersions: names.versions,
    request.Search: names.search,
    request.Explain: names.why,
    request.Allow: names.allow,
    request.Forget: names.forget,
    request.ShowProvenance: provenance.provenance,
    request.Autoload: autoload.autoload,
    request.Doctor: doctor.doctor,
    request.ImportSettings: importing.import_settings,
    request.Export: exporting.export,
    request.Undo: exporting.undo,
}

_QUESTIONS: Final = frozenset(
    (
        request.ShowStatus,
        request.ListIndexes,
        request.ListPresets,
        request.ListInstalled,
        request.ListProjects,
        request.Test,
        request.ListVersions,
        request.Search,
        request.Explain,
        request.ShowProvenance,
    )
)


def is_question(wanted: request.Request) -> bool:
    """Tell whether *wanted* changes nothing, and so need not wait for its turn."""
    return type(wanted) in _QUESTIONS or (isinstance(wanted, request.Add) and wanted.dry_run)


class AltIndex:
    """Performs requests on one session."""

    def __init__(self, session: Session | None = None) -> None:
        """Work on *session*, or on a new one of this process and user."""
        self.session = session or borrowing.borrowed()

    def perform(self, wanted: request.Request) -> Iterator[Event]:
        """Do what *wanted* says and yield what happens; the last event is the result.

        Questions are answered at any time, also from several threads; changes wait for one another.

        Raises:
            AltIndexError: it could not be done; the message says why, and what to do.

        """
        work = chain(borrowing.recovered(self.session), _VERBS[type(wanted)](self.session, wanted))
        return work if is_question(wanted) else self._in_turn(work)

    def log_in(self, wanted: request.Login, secret: Secret | None) -> Iterator[Event]:
        """Do what ``login`` does with a *secret* that was typed into a form, or was tried there before."""
        return self._in_turn(access.log_in(self.session, wanted, secret))

    def amend(self, wanted: request.Add, changed: Collection[str]) -> Iterator[Event]:
        """Redefine an index in the fields *changed* alone."""
        return self._in_turn(indexes.amend(self.session, wanted, changed))

    def try_out(self, wanted: request.Add, secret: Secret | None) -> Iterator[Event]:
        """Ask an index one real question before it is defined; a *secret* that it accepts is held by this session."""
        return self._in_turn(access.try_out(self.session, wanted, secret))

    def stop(self) -> None:
        """Let whoever is changing something end it, from any thread."""
        self.session.turn.stop()

    def _in_turn(self, work: Iterator[Event]) -> Iterator[Event]:
        """Do *work* when nobody else changes anything, and tell all who want to know that something has changed."""
        yield from self.session.turn.take()
        try:
            yield from work
        finally:
            self.session.turn.end()
            self.session.changed()

    @property
    def known(self) -> Known:
        """Give what Tab may offer."""
        return Known(self.session)


__all__ = ["AltIndex", "Session", "World", "is_question"]
