"""A person with a home, configuration files and a keyring, for the tests of import, export and undo."""

import os
import traceback

import keyring
import keyring.core
import pytest
from keyrings.alt.file import PlaintextKeyring

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.credential import NoPrompt
from altindex_magic.places import Places
from altindex_magic.render.html import to_html
from altindex_magic.render.text import to_text
from altindex_magic.secret import Secret
from altindex_magic.service import AltIndex, Session, World
from tests.canary import Canary

SECRET = "c4nary+s3cr/et"
QUOTED = "c4nary%2Bs3cr%2Fet"
CANARY = Canary(SECRET, ("alice",))
URL = "https://h.example/acme/"
PIP = ".config/pip/pip.conf"


class Person:
    """Someone with a home, who answers questions."""

    def __init__(self, home, answer="y"):
        self.home, self.answer, self.questions, self.shown = home, answer, [], ""
        world = World(Places.of_user(), os.environ, None, ask_line=self._answer)
        self.session = Session(world)
        self.service = AltIndex(self.session)

    def _answer(self, index, question):
        self.questions.append(question)
        if self.answer is None:
            raise NoPrompt(index)
        return self.answer

    def does(self, wanted):
        """Perform a request; give what is shown, which no secret is ever in."""
        try:
            events = list(self.service.perform(wanted))
        except AltIndexError as problem:
            everything = traceback.TracebackException.from_exception(problem, capture_locals=True)
            everything.stack[:] = [frame for frame in everything.stack if "altindex_magic" in frame.filename]
            assert CANARY.dress_in("".join(everything.format())) is None
            raise
        text = "\n".join(to_text(event, 2000) for event in events)
        assert CANARY.dress_in(text + "".join(map(to_html, events)) + repr(events)) is None
        return text

    def knows(self, name="fury", url=URL, username="alice", **settings):
        """Define an index, and keep its secret where the keyring or the session is."""
        self.does(request.Add(name, url, username=username, **settings))
        index = self.session.store.find(name)
        self.session.credentials.keep(index, username, Secret(SECRET))

    def write(self, path, text):
        """Write a file below the home."""
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def leaks(self):
        """Find the secret outside of the keyring."""
        return [leak for leak in CANARY.search(self.home) if "python_keyring" not in leak]


@pytest.fixture
def person(hermetic, monkeypatch):
    """Give a function that makes the person with this keyring and answer."""
    for name in ("PIP_CONFIG_FILE", "UV_NO_CONFIG"):
        monkeypatch.delenv(name)
    monkeypatch.chdir(hermetic)
    people = []

    def make(backend=None, answer="y"):
        monkeypatch.setattr(keyring.core, "_keyring_backend", backend or PlaintextKeyring())
        people.append(Person(hermetic, answer))
        return people[-1]

    yield make
    for each in people:
        each.session.close()
