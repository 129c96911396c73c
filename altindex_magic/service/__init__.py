"""The one service behind every door: a request goes in, events come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic import request
from altindex_magic.service import access, environment, indexes, install, names, overview
from altindex_magic.service.known import Known
from altindex_magic.service.session import Session, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from altindex_magic.event import Event

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
    request.ListVersions: names.versions,
    request.Search: names.search,
    request.Explain: names.why,
    request.Allow: names.allow,
}


class AltIndex:
    """Performs requests on one session."""

    def __init__(self, session: Session | None = None) -> None:
        """Work on *session*, or on a new one of this process and user."""
        self.session = session or Session()

    def perform(self, wanted: request.Request) -> Iterator[Event]:
        """Do what *wanted* says and yield what happens; the last event is the result.

        Raises:
            AltIndexError: it could not be done; the message says why, and what to do.

        """
        return _VERBS[type(wanted)](self.session, wanted)

    @property
    def known(self) -> Known:
        """Give what Tab may offer."""
        return Known(self.session)


__all__ = ["AltIndex", "Session", "World"]
