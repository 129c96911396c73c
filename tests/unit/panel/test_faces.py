"""The panel where it cannot be the widget: the plain form, and text; and what the widget keeps to itself."""

import sys
import threading
import time

import pytest
from ipywidgets import Button

import altindex_magic
from altindex_magic.event import Indexes, IndexRow, Notice
from altindex_magic.grammar import parse, split
from altindex_magic.grammar.verbs import VERBS
from altindex_magic.model import Index
from altindex_magic.panel import display
from altindex_magic.panel.fallback import PlainForm
from altindex_magic.panel.frame import Frame
from altindex_magic.panel.hub import Hub
from altindex_magic.panel.text import COMMANDS
from altindex_magic.panel.widget import PanelWidget
from altindex_magic.request import Add, Install, ListIndexes, Use

PATIENCE = 60


class Service:
    """A service with two indexes that notes what it is asked for."""

    def __init__(self):
        self.asked = []
        self.stopped = threading.Event()
        self.session = self

    def watch(self, _watcher):
        pass

    def stop(self):
        self.stopped.set()

    def perform(self, wanted):
        if isinstance(wanted, ListIndexes):
            yield Indexes(tuple(IndexRow(Index(name, f"https://{name}.example/"), None, "none") for name in "ab"))
            return
        self.asked.append(wanted)
        yield Notice(f"done: {type(wanted).__name__}", "done")


@pytest.fixture
def service():
    return Service()


def press(form, text):
    """Press the button of the plain form that is called *text*."""
    buttons = [child for row in form.box.children for child in getattr(row, "children", ())]
    next(each for each in buttons if isinstance(each, Button) and each.description == text).click()


def wait_for(condition):
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not become so"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("fill", "text", "wanted"),
    [
        ({"name": "fury", "url": "https://f.example/"}, "Add", Add("fury", "https://f.example/")),
        ({"wanted": "acme>=1 -U"}, "Install", Install(("acme>=1", "-U"))),
        ({"wanted": "pip install acme"}, "Install", Install(("acme",))),
        ({"index": "b"}, "Use", Use(("b",))),
    ],
)
def test_the_plain_form_makes_the_requests_of_the_magic(service, fill, text, wanted):
    """Each control, without a browser."""
    form = PlainForm(service)
    for name, value in fill.items():
        getattr(form, name).value = value
    press(form, text)
    wait_for(lambda: service.asked == [wanted])
    wait_for(lambda: f"done: {type(wanted).__name__}" in form.outcome.value)
    assert f"%altindex {text.lower()}" in form.line.value


def test_the_plain_form_sends_a_person_to_a_cell_for_the_secret(service):
    """A password field would land in the saved notebook, and a prompt belongs to a cell."""
    form = PlainForm(service)
    press(form, "Log in")
    wait_for(lambda: "%altindex login a" in form.outcome.value)
    assert service.asked == []


def test_the_plain_form_forgets_a_url_that_holds_a_secret(service):
    """The trait is emptied before anything saves it, and the error does not repeat it."""
    form = PlainForm(service)
    form.name.value, form.url.value = "fury", "https://user:t0ken@f.example/"
    press(form, "Add")
    wait_for(lambda: "token in" in form.outcome.value or "token. Nothing" in form.outcome.value)
    assert (form.url.value, "t0ken" in form.outcome.value, service.asked) == ("", False, [])


def test_the_plain_form_stops_at_once(service):
    """Stop does not wait for its turn."""
    press(PlainForm(service), "Stop")
    assert service.stopped.is_set()


def test_the_widget_keeps_nothing_that_a_notebook_would_save(service):
    """Besides what every widget has, its state holds the script and the style."""
    widget = PanelWidget(lambda: Hub(service))
    own = {name for name in widget.get_state() if name not in {"layout", "tabbable", "tooltip"} | PARTS_OF_ANY_WIDGET}
    assert own == {"_esm", "_css"}


PARTS_OF_ANY_WIDGET = {
    *("_anywidget_id", "_dom_classes", "_model_module", "_model_module_version", "_model_name"),
    *("_view_count", "_view_module", "_view_module_version", "_view_name"),
}


@pytest.fixture
def framed(service):
    """Give a frame that does not wait, and the panel in it."""
    panel = PanelWidget(lambda: Hub(service))
    return Frame(panel, lambda: PlainForm(service).box, patience=0), panel


def speak(panel):
    """Let the browser of *panel* say something."""
    data = {"method": "custom", "content": {"call": "1", "ping": True}}
    panel.comm.handle_msg({"content": {"data": data}, "buffers": []})


def test_a_panel_that_is_silent_gets_a_way_out_below_it(framed):
    """The page may have widgets and not the panel's: one sentence says so, and a button shows the plain form."""
    frame, panel = framed
    wait_for(lambda: len(frame.box.children) == 3)
    shown, hint, button = frame.box.children
    assert (shown, "%altindex panel --plain" in hint.value) == (panel, True)
    button.click()
    (form,) = frame.box.children
    assert any(isinstance(child, Button) for row in form.children for child in getattr(row, "children", ()))


def test_a_panel_that_speaks_late_takes_the_way_out_away(framed):
    """A slow line is no reason to doubt for ever."""
    frame, panel = framed
    wait_for(lambda: len(frame.box.children) == 3)
    speak(panel)
    assert frame.box.children == (panel,)


def test_a_panel_that_has_spoken_gets_none(service):
    """Whoever has the panel is told of nothing else."""
    panel = PanelWidget(lambda: Hub(service))
    frame = Frame(panel, lambda: PlainForm(service).box, patience=3600)
    speak(panel)
    frame.offer()
    assert frame.box.children == (panel,)


def test_without_widgets_the_commands_are_told(capsys, monkeypatch):
    """Where neither anywidget nor ipywidgets can be loaded."""
    monkeypatch.setattr(display, "get_ipython", type("Shell", (), {"kernel": None}))
    for name in ("altindex_magic.panel.widget", "altindex_magic.panel.fallback"):
        monkeypatch.setitem(sys.modules, name, None)
    altindex_magic.panel()
    assert capsys.readouterr().out == COMMANDS + "\n"


def test_in_a_terminal_the_commands_are_told(capsys, monkeypatch):
    """There is no kernel that could show a form."""
    monkeypatch.setattr(display, "get_ipython", object)
    altindex_magic.panel()
    assert capsys.readouterr().out == COMMANDS + "\n"


def test_the_commands_that_are_told_are_commands():
    """Each one begins with a verb that there is."""
    lines = [part.split("  ")[0] for part in COMMANDS.split("%altindex ")[1:]]
    assert {line.split()[0] for line in lines} <= set(VERBS)
    assert parse(split("panel --plain", windows=False)).plain
