"""How often a file is told of."""

from altindex_magic.event import Download, LogLine
from altindex_magic.panel.pace import Pace


def state(name, received, kind="running"):
    return Download(name, "acme", "1.0", "fury", received, 100, kind)


def test_a_running_file_is_told_of_now_and_then_and_its_end_always():
    """The first state passes, one that follows at once does not; other files and events have nothing to do with it."""
    pace = Pace()
    events = [
        state("a.whl", 1),
        state("a.whl", 2),
        state("b.whl", 1),
        LogLine("x"),
        LogLine("x"),
        state("a.whl", 9, "done"),
    ]
    assert [pace.allows(event) for event in events] == [True, False, True, True, True, True]
