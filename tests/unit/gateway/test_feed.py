"""What the gateway tells stays told: refusals for those who ask later, and absences for an installer that failed."""

from __future__ import annotations

from altindex_magic.errors.ownership import OwnerNotInUse, ProjectNotFound
from altindex_magic.event import Answer, Refusal
from altindex_magic.gateway.feed import Feed

REFUSED = OwnerNotInUse("acme-models", "fury")
ABSENT = ProjectNotFound("acme-nothing", ["pypi"])


def test_a_listener_gets_every_event_while_it_listens():
    """In their order, and nothing of before or after."""
    feed = Feed()
    feed.publish(Answer("before", "pypi", "default"))
    with feed.listen() as queue:
        feed.publish(Answer("numpy", "pypi", "default"))
        feed.publish(Refusal(REFUSED))
    feed.publish(Answer("after", "pypi", "default"))
    assert [queue.get_nowait() for _ in range(queue.qsize())] == [Answer("numpy", "pypi", "default"), Refusal(REFUSED)]


def test_refusals_are_told_once_for_each_cause_from_a_mark_on():
    """An installer asks for a page several times; a person reads of it once."""
    feed = Feed()
    feed.publish(Refusal(REFUSED))
    mark = feed.mark
    assert feed.refusals_since(mark) == ()
    feed.publish(Refusal(REFUSED))
    feed.publish(Refusal(OwnerNotInUse("acme-models", "fury")))
    assert [error.what for error in feed.refusals_since(mark)] == [REFUSED.what]


def test_an_absence_is_a_cause_where_there_is_no_refusal_and_never_a_refusal():
    """`pip list --outdated` asks for names that are nowhere, and that is no fault."""
    feed = Feed()
    feed.note_absence(ABSENT)
    assert feed.refusals_since(0) == ()
    assert feed.causes_since(0) == (ABSENT,)
    feed.publish(Refusal(REFUSED))
    assert feed.causes_since(0) == (REFUSED,)
    assert feed.causes_since(feed.mark) == ()
