"""Keyrings of every temper, and indexes that want a secret."""

import base64
import json
import threading
import traceback
from pathlib import Path
from typing import NamedTuple

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyrings.alt.file import PlaintextKeyring


def jwt(claims) -> str:
    """Give a JSON Web Token with these claims, signed by nobody."""
    parts = [{"alg": "none"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


def shown(error: BaseException) -> str:
    """Give the fullest traceback there is, with the local variables of every frame that is not a test's own."""
    everything = traceback.TracebackException.from_exception(error, capture_locals=True)
    everything.stack[:] = [frame for frame in everything.stack if "tests" not in Path(frame.filename).parts]
    return "".join(everything.format())


class Login(NamedTuple):
    """What the store of the configuration gives for one login."""

    url: str
    source: str
    username: str | None = None


class Temper(KeyringBackend):
    """A keyring that is only ever chosen by a test: the class has no priority, the object has one."""

    priority = -1

    def __init__(self):
        super().__init__()
        self.priority = 5
        self.questions = 0

    def get_password(self, service, username):
        self.questions += 1
        return self.answer(service, username)

    def set_password(self, service, username, password):
        self.questions += 1
        self.answer(service, username)

    def delete_password(self, service, username):
        self.answer(service, username)

    def answer(self, service, username):
        """Say nothing of anybody."""


class Hanging(Temper):
    """Locked, with nobody there to unlock it, until :attr:`unlocked` is set."""

    def __init__(self):
        super().__init__()
        self.unlocked = threading.Event()

    def answer(self, service, username):
        self.unlocked.wait(60)
        return "after-unlocking"


class Raising(Temper):
    """Fails in the given manner."""

    def __init__(self, problem):
        super().__init__()
        self.problem = problem

    def answer(self, service, username):
        raise self.problem


class Minting(Temper):
    """Makes tokens, as the plugins of the clouds do, and stores nothing."""

    def __init__(self, mint):
        super().__init__()
        self.mint = mint

    def get_credential(self, service, username):
        self.questions += 1
        return keyring.credentials.SimpleCredential("aws", self.mint()) if "cloud" in service else None

    def set_password(self, service, username, password):
        raise NotImplementedError

    def delete_password(self, service, username):
        raise NotImplementedError


@pytest.fixture
def use_keyring(monkeypatch):
    """Give a function that makes a backend the one in use, until the end of the test."""

    def use(backend):
        monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
        return backend

    use(fail.Keyring())
    return use


@pytest.fixture
def file_keyring(use_keyring, tmp_path):
    """Give a real keyring that stores into a file of this test."""
    backend = PlaintextKeyring()
    backend.file_path = str(tmp_path / "keyring.cfg")
    return use_keyring(backend)


@pytest.fixture
def hanging_keyring(use_keyring):
    """Give a keyring that answers only when it is unlocked, which it is at last."""
    backend = use_keyring(Hanging())
    yield backend
    backend.unlocked.set()
