"""Panels share one hub: who asks is answered, what changes is told to all, in order."""

import threading
import time

import pytest

from altindex_magic import __version__
from altindex_magic.errors.usage import UnknownIndex
from altindex_magic.event import Health, Indexes, LogLine, Notice, Presets, Tested, Used
from altindex_magic.panel.hub import Hub
from altindex_magic.request import Install, ListIndexes, ListPresets, Search, Test, Use

PATIENCE = 60


class Panel:
    """A browser that keeps what it is told."""

    def __init__(self):
        self.told = []
        self._new = threading.Condition()

    def tell(self, message):
        with self._new:
            self.told.append(message)
            self._new.notify_all()

    def wait_for(self, found, count=1):
        """Wait until so many messages are *found*, and give the first of them."""
        deadline = time.monotonic() + PATIENCE
        with self._new:
            while sum(map(bool, map(found, self.told))) < count:
                assert self._new.wait(deadline - time.monotonic()), self.told
            return next(filter(found, self.told))

    def end_of(self, call):
        """Wait for the end of a call, and give all that was told of it."""
        self.wait_for(lambda message: message.get("call") == call and not {"done", "error"}.isdisjoint(message))
        return [message for message in self.told if message.get("call") == call]


class Watched:
    borrowed = None

    def __init__(self):
        self.watchers = []

    def watch(self, watcher):
        self.watchers.append(watcher)

    def mark_as_told(self):
        """Take note that the refusals so far were shown."""


class Service:
    """A service whose installation goes on until it is told to."""

    def __init__(self):
        self.session = Watched()
        self.go_on = threading.Event()
        self.stopped = False
        self.may_list = threading.Event()
        self.may_list.set()
        self.used = []
        self.tests = 0

    def perform(self, wanted):
        match wanted:
            case ListIndexes():
                found = Indexes((), names=tuple(self.used))
                assert self.may_list.wait(PATIENCE)
                yield found
            case ListPresets():
                yield Presets(())
            case Use(names):
                yield Used(tuple(Health(name, f"https://{name}.example/", ok=True) for name in names), None, (), ())
            case Test(names):
                is_first, self.tests = self.tests == 0, self.tests + 1
                assert not is_first or self.go_on.wait(PATIENCE)
                yield Tested((Health(names[0], "https://fury.example/", ok=is_first),))
            case Search(text="fault"):
                raise ValueError("a secret may stand here")
            case Search():
                yield Notice(wanted.text)
            case Install(("unknown",), _):
                raise UnknownIndex("unknown", ())
            case Install():
                yield LogLine("one")
                assert self.go_on.wait(PATIENCE)
                yield LogLine("stopped" if self.stopped else "two")
                for watcher in self.session.watchers:
                    watcher()

    def stop(self):
        self.stopped = True
        self.go_on.set()


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def hub(service):
    return Hub(service)


def opened(hub, name="hello"):
    """Open a panel, as a browser does."""
    panel = Panel()
    hub.receive(panel, {"call": name, "hello": True})
    panel.wait_for(lambda message: "state" in message)
    return panel


def test_a_panel_that_opens_is_told_all_that_there_is(hub):
    """Who is there, the providers, and the indexes."""
    panel = opened(hub)
    assert panel.told[0]["hello"]["version"] == __version__
    assert [sorted(message) for message in panel.told] == [["call", "hello", "presets"], ["state"]]


def test_the_state_that_is_told_last_is_the_newest(hub, service):
    """However long an older one took to be found."""
    panel = opened(hub)
    (changed,) = service.session.watchers
    service.may_list.clear()
    changed()
    time.sleep(0.1)  # the first is being found
    service.used.append("fury")
    changed()
    time.sleep(0.1)
    service.may_list.set()
    panel.wait_for(lambda message: "state" in message, 3)
    assert [message["state"]["names"] for message in panel.told if "state" in message] == [[], [], ["fury"]]


def test_what_was_proved_before_use_is_the_health_of_an_index(hub):
    """An index that has just answered is not shown as one that was never tested."""
    panel, other = opened(hub), opened(hub)
    hub.receive(panel, {"call": "1", "request": "Use", "body": {"names": ["fury"]}})
    for each in (panel, other):
        assert each.wait_for(lambda message: "health" in message)["health"]["https://fury.example/"]["ok"]


def test_a_slow_answer_does_not_hide_what_was_found_later(hub, service):
    """The first test waits for its index, somebody logs out, and the second one tells what that has changed."""
    panel = opened(hub)
    for call in ("1", "2"):
        hub.receive(panel, {"call": call, "request": "Test", "body": {"names": ["fury"]}})
        while service.tests < int(call):
            time.sleep(0.01)
    panel.end_of("2")
    service.go_on.set()
    panel.end_of("1")
    told = [message["health"]["https://fury.example/"]["ok"] for message in panel.told if "health" in message]
    assert told == [False, False]


def test_a_ping_is_answered(hub):
    """So that a panel knows whether its kernel is still there."""
    panel = opened(hub)
    hub.receive(panel, {"call": "1", "ping": True})
    assert panel.end_of("1") == [{"call": "1", "done": True}]


def test_who_asks_before_being_greeted_hears_of_it(hub, service):
    """A person may be faster than the first list."""
    service.may_list.clear()
    panel = Panel()
    hub.receive(panel, {"call": "hello", "hello": True})
    hub.receive(panel, {"call": "1", "request": "Off", "body": {}})
    assert [sorted(message) for message in panel.end_of("1")] == [
        ["call", "line"],
        ["begun", "call", "line"],
        ["call", "done"],
    ]
    service.may_list.set()


def test_a_question_is_answered_to_the_panel_that_asks(hub):
    """First the line that does the same, then the events, then the end."""
    asking, other = opened(hub), opened(hub)
    hub.receive(asking, {"call": "1", "request": "Search", "body": {"text": "acme"}})
    assert asking.end_of("1") == [
        {"call": "1", "line": "%altindex search acme"},
        {"call": "1", "event": {"kind": "Notice", "text": "acme", "severity": "info"}},
        {"call": "1", "done": True},
    ]
    assert len(other.told) == 2


def test_a_change_is_told_to_all_panels_in_order(hub, service):
    """Two panels show the same truth, and the new state behind it."""
    panels = opened(hub), opened(hub)
    service.go_on.set()
    hub.receive(panels[0], {"call": "1", "line": "install acme"})
    for each in panels:
        told = [message for message in each.end_of("1") if "line" not in message or "begun" in message]
        assert told == [
            {"call": "1", "begun": "Install", "line": "%altindex install acme"},
            {"call": "1", "event": {"kind": "LogLine", "text": "one"}},
            {"call": "1", "event": {"kind": "LogLine", "text": "two"}},
            {"call": "1", "done": True},
        ]
        each.wait_for(lambda message: "state" in message, count=2)


def test_a_panel_that_opens_meanwhile_is_told_the_story_so_far(hub, service):
    """It shows the progress of what another panel began."""
    first = opened(hub)
    hub.receive(first, {"call": "1", "line": "install acme"})
    first.wait_for(lambda message: "event" in message)
    late = opened(hub)
    late.wait_for(lambda message: "event" in message)
    service.go_on.set()
    events = [message["event"]["text"] for message in late.end_of("1") if "event" in message]
    assert events == ["one", "two"]


def test_questions_are_answered_while_a_change_is_under_way(hub, service):
    """Names complete during an installation."""
    panel = opened(hub)
    hub.receive(panel, {"call": "1", "line": "install acme"})
    panel.wait_for(lambda message: "event" in message)
    hub.receive(panel, {"call": "2", "request": "Search", "body": {"text": "acme"}})
    assert panel.end_of("2")[-1] == {"call": "2", "done": True}
    service.go_on.set()
    panel.end_of("1")


def test_stop_ends_what_runs_and_what_waits(hub, service):
    """A change that has not begun does not begin."""
    panel = opened(hub)
    hub.receive(panel, {"call": "1", "line": "install acme"})
    hub.receive(panel, {"call": "2", "line": "install other"})
    panel.wait_for(lambda message: "event" in message)
    hub.receive(panel, {"call": "3", "stop": True})
    assert [message["event"]["text"] for message in panel.end_of("1") if "event" in message] == ["one", "stopped"]
    assert [message for message in panel.end_of("2") if "event" in message or "begun" in message] == []


def test_an_error_comes_with_its_facts(hub):
    """The same words as below a cell."""
    panel = opened(hub)
    hub.receive(panel, {"call": "1", "line": "install unknown"})
    error = panel.end_of("1")[-1]["error"]
    assert (error["reference"], error["what"]) == ("unknown-index", "There is no index called `unknown`.")


def test_a_message_that_is_refused_is_answered_to_its_panel_alone(hub):
    """What cannot be read changes nothing."""
    panel, other = opened(hub), opened(hub)
    hub.receive(panel, {"call": "1", "request": "Nothing", "body": {}})
    assert panel.end_of("1")[-1]["error"]["reference"] == "invalid-field"
    assert len(other.told) == 2


def test_a_fault_of_ours_is_told_without_its_text(hub, caplog):
    """Its text may hold anything; the log of the kernel has it."""
    panel = opened(hub)
    hub.receive(panel, {"call": "1", "request": "Search", "body": {"text": "fault"}})
    error = panel.end_of("1")[-1]["error"]
    assert error["what"] == "Something went wrong that should not: ValueError."
    assert "secret" not in str(error)
    assert "a request of the panel failed" in caplog.text


def test_a_panel_that_was_closed_is_told_no_more(hub, service):
    """A cell that is run again leaves no listener behind."""
    panel, gone = opened(hub), opened(hub)
    hub.receive(gone, {"call": "bye", "bye": True})
    service.go_on.set()
    hub.receive(panel, {"call": "1", "line": "install acme"})
    panel.end_of("1")
    assert len(gone.told) == 2
    assert list(hub._views) == [panel]


@pytest.mark.parametrize("message", [None, "text", {}, {"call": 1}, {"request": "Off"}])
def test_what_is_no_message_is_passed_over(hub, message):
    """Whatever a front end sends, the hub lives."""
    panel = Panel()
    hub.receive(panel, message)
    assert panel.told == []
