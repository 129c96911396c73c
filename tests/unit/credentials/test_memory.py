"""What is remembered, and for how long."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from altindex_magic.credentials import memory
from altindex_magic.credentials.memory import Memory
from altindex_magic.errors.credential import KeyringFailed
from altindex_magic.model import Credential
from altindex_magic.secret import Secret

KEY = ("https://h.example/", "", "keyring")


class Asked:
    """A place that counts how often it is asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.times = 0

    def __call__(self):
        answer = self.answers[min(self.times, len(self.answers) - 1)]
        self.times += 1
        if isinstance(answer, Exception):
            raise answer
        return answer


def credential(*, seconds=None):
    expires = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
    return Credential("bob", Secret("s3cret"), "keyring", expires)


@pytest.mark.parametrize("answer", [None, credential(), credential(seconds=3600)])
def test_an_answer_is_asked_for_once(answer):
    """Also the answer that there is nothing."""
    known, ask = Memory(), Asked(answer)
    assert known.recall(KEY, ask) is answer
    assert known.recall(KEY, ask) is answer
    assert known.peek(KEY) is answer
    assert ask.times == 1


@pytest.mark.parametrize("seconds", [-10, 0, 59])
def test_a_token_is_replaced_before_it_ends(seconds):
    """Within the last minute it is asked for anew."""
    fresh = credential(seconds=3600)
    known, ask = Memory(), Asked(credential(seconds=seconds), fresh)
    known.recall(KEY, ask)
    assert known.peek(KEY) is None
    assert known.recall(KEY, ask) is fresh
    assert ask.times == 2


def test_a_failure_is_believed_for_a_while_only(monkeypatch):
    """A hundred requests of one installation do not run a failing command a hundred times."""
    known, ask = Memory(), Asked(KeyringFailed("fury", "It is locked"), credential())
    for _ in range(3):
        with pytest.raises(KeyringFailed):
            known.recall(KEY, ask)
    assert ask.times == 1
    monkeypatch.setattr(memory, "RETRY", timedelta(0))
    known.drop(KEY[0])
    ask.times = 0
    with pytest.raises(KeyringFailed):
        known.recall(KEY, ask)
    assert known.recall(KEY, ask).username == "bob"


def test_a_failure_told_often_does_not_grow():
    """Its traceback is that of the last telling."""
    known, ask = Memory(), Asked(KeyringFailed("fury", "It is locked"))
    lengths = set()
    for _ in range(4):
        with pytest.raises(KeyringFailed) as caught:
            known.recall(KEY, ask)
        lengths.add(len(caught.traceback))
    assert len(lengths) == 1


def test_what_is_dropped_is_asked_for_again():
    """Only the answers about that index are dropped."""
    known, ask, other = Memory(), Asked(credential()), ("https://other.example/", "", "keyring")
    known.recall(KEY, ask)
    known.recall(other, ask)
    known.drop(KEY[0])
    assert known.peek(KEY) is None
    assert known.peek(other) is not None


def test_threads_that_ask_at_once_get_one_answer():
    """A command that asks for a fingerprint is run once for eight parallel requests."""
    known, gate, answers = Memory(), threading.Event(), []
    asked = Asked(credential())

    def slow():
        gate.wait(10)
        return asked()

    threads = [threading.Thread(target=lambda: answers.append(known.recall(KEY, slow))) for _ in range(8)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(10)
    assert len(answers) == 8
    assert asked.times == 1
