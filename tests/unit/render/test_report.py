"""Every event has its words."""

import pytest

from altindex_magic import event as happened
from altindex_magic.render.html import to_html
from altindex_magic.render.report import report
from altindex_magic.render.table import Bar
from altindex_magic.render.text import to_text


def test_every_event_has_an_example(events):
    """The other tests of the faces leave no event out."""
    kinds = {kind for kind in vars(happened).values() if isinstance(kind, type) and issubclass(kind, happened.Event)}
    assert kinds - {happened.Event} == {type(event) for event in events.values()}


def test_every_example_says_something_on_every_face(shown):
    """No event and no error comes out empty."""
    assert to_text(shown).strip()
    assert "<" in to_html(shown).split("</style>")[1].removesuffix("</div>")


def test_an_event_that_no_face_knows_is_a_mistake_of_ours():
    """A new event without words is found at once, not shown as nothing."""
    with pytest.raises(TypeError, match="no face knows Event"):
        report(happened.Event())


@pytest.mark.parametrize(
    ("fraction", "percent", "text"),
    [(None, None, "running"), (0.0, 0, "0 %"), (0.999, 99, "99 %"), (1.0, 100, "100 %"), (1.7, 100, "100 %")],
)
def test_a_bar_is_full_only_when_everything_has_come(fraction, percent, text):
    """Percents are rounded down, and a server that sends more than it said does not pass 100."""
    assert (Bar(fraction).percent, str(Bar(fraction))) == (percent, text)
