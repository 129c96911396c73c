"""Threads that work for panels."""

import threading
from queue import SimpleQueue

import pytest

from altindex_magic.errors.credential import NoPrompt
from altindex_magic.panel.worker import Worker
from altindex_magic.service import prompt

PATIENCE = 60


def test_one_thread_does_jobs_in_their_order():
    """What was asked first is done first."""
    done = SimpleQueue()
    worker = Worker("order")
    for number in range(20):
        worker.do(lambda number=number: done.put(number))
    assert [done.get(timeout=PATIENCE) for _ in range(20)] == list(range(20))


def test_several_threads_work_at_the_same_time():
    """Two jobs that wait for one another both end."""
    meet = threading.Barrier(2, timeout=PATIENCE)
    done = SimpleQueue()
    worker = Worker("together", threads=2)
    for _ in range(2):
        worker.do(lambda: (meet.wait(), done.put("met")))
    assert [done.get(timeout=PATIENCE) for _ in range(2)] == ["met", "met"]


def test_a_job_that_fails_does_not_take_the_next_one_with_it(caplog):
    """The fault is in the log."""
    done = SimpleQueue()
    worker = Worker("faults")
    worker.do(lambda: 1 / 0)
    worker.do(lambda: done.put("done"))
    assert done.get(timeout=PATIENCE) == "done"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("ask", [prompt.secret, prompt.line])
def test_nobody_is_asked_from_a_worker(ask, monkeypatch):
    """A question would wait for ever: there is no cell that could show it."""
    monkeypatch.setattr("getpass.getpass", lambda _question: pytest.fail("it asked"))
    answer = SimpleQueue()

    def job():
        try:
            answer.put(ask("fury", "?"))
        except NoPrompt as problem:
            answer.put(problem)

    Worker("asking").do(job)
    assert isinstance(answer.get(timeout=PATIENCE), NoPrompt)
