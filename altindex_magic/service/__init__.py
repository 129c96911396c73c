"""The one service behind every door: a request goes in, events come out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from altindex_magic.service import borrowing
from altindex_magic.service.known import Known
from altindex_magic.service.performers import is_question, performer
from altindex_magic.service.session import Session, World

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from altindex_magic import request
    from altindex_magic.event import Event
    from altindex_magic.secret import Secret


class AltIndex:
    """Performs requests on one session."""

    def __init__(self, session: Session | None = None, *, world: World | None = None) -> None:
        """Work on *session*, or on a new one of *world*: this process and user."""
        self.session = session or borrowing.borrowed(world)

    def perform(self, wanted: request.Request) -> Iterator[Event]:
        """Do what *wanted* says and yield what happens; the last event is the result.

        Questions are answered at any time, also from several threads; changes wait for one another.

        Raises:
            AltIndexError: it could not be done; the message says why, and what to do.

        """
        work = chain(borrowing.recovered(self.session), performer(type(wanted))(self.session, wanted))
        return work if is_question(wanted) else self._in_turn(work)

    def log_in(self, wanted: request.Login, secret: Secret | None) -> Iterator[Event]:
        """Do what ``login`` does with a *secret* that was typed into a form, or was tried there before."""
        from altindex_magic.service import access  # noqa: PLC0415 - as a performer, when it is first wanted

        return self._in_turn(access.log_in(self.session, wanted, secret))

    def amend(self, wanted: request.Add, changed: Collection[str]) -> Iterator[Event]:
        """Redefine an index in the fields *changed* alone."""
        from altindex_magic.service import indexes  # noqa: PLC0415 - as a performer, when it is first wanted

        return self._in_turn(indexes.amend(self.session, wanted, changed))

    def try_out(self, wanted: request.Add, secret: Secret | None) -> Iterator[Event]:
        """Ask an index one real question before it is defined; a *secret* that it accepts is held by this session."""
        from altindex_magic.service import access  # noqa: PLC0415 - as a performer, when it is first wanted

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
