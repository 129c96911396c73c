"""One change at a time."""

import threading

import pytest

from altindex_magic.service.turn import Turn

PATIENCE = 60


def test_the_first_one_is_let_in_without_a_word():
    """Nobody is told of a wait that was none."""
    assert list(Turn().take()) == []


def test_the_second_one_waits_and_says_so():
    """Whoever types sees why nothing happens."""
    turn = Turn()
    list(turn.take())
    waiting = turn.take()
    assert next(waiting).text == "Another request is under way: this one begins when that has ended."
    threading.Timer(0.05, turn.end).start()
    with pytest.raises(StopIteration):
        next(waiting)


def test_a_stop_is_for_the_one_whose_turn_it_is():
    """The next one begins afresh."""
    turn = Turn()
    list(turn.take())
    turn.stop()
    assert turn.stopped
    turn.end()
    list(turn.take())
    assert not turn.stopped
