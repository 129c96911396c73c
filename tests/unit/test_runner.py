"""Starting, reading and ending real processes."""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue

import psutil
import pytest

from altindex_magic import runner
from altindex_magic.errors.install import ProgramMissing
from altindex_magic.runner import Process

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals and process groups are POSIX's")

STUBBORN = """
import signal, subprocess, sys, time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def is_gone(pid: int, within: float = 60.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.01)
    return False


def test_capture_gives_status_output_and_errors_apart():
    """All three parts of what a program says are kept apart and decoded."""
    code = "import sys; sys.stdout.buffer.write('é\\n'.encode() + b'\\xff'); print('no', file=sys.stderr); sys.exit(3)"
    captured = runner.capture(python(code))
    assert (captured.status, captured.output, captured.errors) == (3, "é\n\ufffd", "no" + "\n")


def test_what_was_captured_is_not_in_its_repr():
    """A repr in a log or traceback does not give away the output, which may be a token."""
    captured = runner.capture(python("print('canary-4711'); import sys; print('canary-4711', file=sys.stderr)"))
    assert "canary-4711" in captured.output
    assert "canary-4711" not in repr(captured)


def test_a_captured_program_cannot_ask():
    """Its input is empty, so that it fails at once instead of hanging."""
    assert "EOFError" in runner.capture(python("input()"), timeout=60).errors


def test_arguments_reach_the_program_as_they_are(tmp_path):
    """No shell looks at them: blanks, stars, dollars and semicolons are text."""
    argument = f"a b * $HOME ; touch {tmp_path / 'made'}"
    captured = runner.capture([*python("import sys; print(sys.argv[1])"), argument])
    assert captured.output == argument + "\n"
    assert not (tmp_path / "made").exists()


def test_a_silent_program_is_ended_with_its_children_and_says_nothing_in_the_error(tmp_path):
    """The error comes at its time although a grandchild holds the output open, and carries no output."""
    note = tmp_path / "pid"
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3600)'])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid)); print('canary-4711', flush=True); time.sleep(3600)"
    )
    with pytest.raises(TimeoutError, match="no answer within 1 seconds") as caught:
        runner.capture(python(code), timeout=1)
    assert caught.value.__context__ is None
    assert is_gone(int(note.read_text()))


@pytest.mark.parametrize("start", [runner.capture, runner.hand_over, Process.start])
def test_a_missing_program_is_one_clear_error(start):
    """Whichever way it was to be started, the error names it and says what to do."""
    with pytest.raises(ProgramMissing) as caught:
        start(["no-such-program-4711"])
    assert str(caught.value) == (
        "The program no-such-program-4711 cannot be started.  [program-missing]\n"
        "  why     It was not found on PATH.\n"
        "  do      Install it, or correct its name or the PATH."
    )


def test_the_program_is_sought_on_the_path_of_the_given_environment(tmp_path):
    """The PATH that the child gets is the one that finds it."""
    with pytest.raises(ProgramMissing):
        runner.capture([Path(sys.executable).name, "--version"], environ={"PATH": str(tmp_path)})


@posix_only
def test_a_file_that_the_system_does_not_run_is_one_clear_error(tmp_path):
    """An executable of no known format says so in our words."""
    program = tmp_path / "broken"
    program.write_bytes(b"\x7fELF nothing")
    program.chmod(0o755)
    with pytest.raises(ProgramMissing, match="broken cannot be started") as caught:
        runner.capture([str(program)])
    assert "Exec format error" in caught.value.why


def test_lines_come_merged_clean_and_in_order():
    """Output and errors are one stream of plain lines, the last one also without a line end."""
    code = (
        "import sys\nprint('\\x1b[1mone\\x1b[0m', flush=True)\n"
        "print('10%\\r20%', file=sys.stderr, flush=True)\nprint('end', end='')"
    )
    with Process.start(python(code)) as process:
        assert list(process.lines()) == ["one", "20%", "end"]
    assert process.status == 0


def test_a_line_is_given_while_the_program_runs():
    """Progress is seen as it happens."""
    with Process.start(python("import time; print('now', flush=True); time.sleep(60)")) as process:
        assert next(process.lines()) == "now"
        assert process.status is None
    assert process.status != 0


def test_an_endless_line_comes_in_bounded_pieces():
    """No line grows past the bound, and no character of it is lost."""
    with Process.start(python("print('x' * 10_001)")) as process:
        lines = list(process.lines())
    assert [len(line) for line in lines] == [4000, 4000, 2001]


def test_bytes_that_are_no_text_do_not_stop_the_reading():
    """What cannot be decoded is replaced."""
    with Process.start(python("import sys; sys.stdout.buffer.write(b'a\\xffb\\n')")) as process:
        assert list(process.lines()) == ["a\ufffdb"]


def test_pump_gives_lines_and_then_the_status_to_one_queue():
    """A reader of several sources needs only one queue."""
    queue = SimpleQueue()
    with Process.start(python("print('a'); print('b'); raise SystemExit(5)")) as process:
        process.pump(lambda line: queue.put(("line", line)), lambda status: queue.put(("end", status)))
        assert [queue.get(timeout=60) for _ in range(3)] == [("line", "a"), ("line", "b"), ("end", 5)]
    assert queue.empty()


def test_the_environment_and_directory_are_those_that_were_given(tmp_path):
    """The child sees what it is given and nothing of ours."""
    environ = {"SYSTEMROOT": os.environ.get("SYSTEMROOT", ""), "ONLY": "this"}
    code = "import os; print(os.environ.get('ONLY'), os.environ.get('HOME')); print(os.getcwd())"
    with Process.start(python(code), environ=environ, cwd=tmp_path) as process:
        assert list(process.lines()) == ["this None", str(tmp_path.resolve())]


def test_a_directory_that_is_not_there_is_one_clear_error(tmp_path):
    """The error names it."""
    with pytest.raises(ProgramMissing) as caught:
        Process.start(python("pass"), cwd=tmp_path / "absent")
    assert "absent" in caught.value.why


@posix_only
def test_stop_lets_a_program_end_politely():
    """An interrupt comes first, and the program's last words are heard."""
    code = (
        "import time\n"
        "try:\n    print('ready', flush=True); time.sleep(60)\n"
        "except KeyboardInterrupt:\n    print('rolled back'); raise SystemExit(7)"
    )
    queue = SimpleQueue()
    with Process.start(python(code)) as process:
        process.pump(queue.put, queue.put)
        assert queue.get(timeout=60) == "ready"
        assert process.stop() == 7
        assert [queue.get(timeout=60), queue.get(timeout=60)] == ["rolled back", 7]


@posix_only
def test_stop_ends_a_stubborn_group_after_the_grace():
    """What ignores every request is killed, with all that it started."""
    with Process.start(python(STUBBORN)) as process:
        grandchild = int(next(process.lines()))
        begin = time.monotonic()
        assert process.stop(grace=0.4) == -signal.SIGKILL
        assert time.monotonic() - begin > 0.3
    assert is_gone(grandchild)


@posix_only
def test_stop_asks_to_terminate_when_an_interrupt_is_ignored():
    """SIGTERM comes between the interrupt and the kill."""
    code = "import signal, time; signal.signal(2, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    with Process.start(python(code)) as process:
        next(process.lines())
        assert process.stop(grace=0.4) == -signal.SIGTERM


def test_stop_of_what_has_ended_gives_its_status():
    """Stopping twice, or too late, is no fault."""
    with Process.start(python("raise SystemExit(4)")) as process:
        list(process.lines())
        assert process.stop() == 4
        assert process.stop() == 4


@posix_only
def test_what_a_finished_program_leaves_behind_is_ended_and_does_not_hold_the_output():
    """A background child neither survives nor keeps the reader waiting."""
    code = (
        "import subprocess, sys\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3600)']).pid, flush=True)"
    )
    with Process.start(python(code)) as process:
        (line,) = process.lines()
    assert is_gone(int(line))


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, GeneratorExit, RuntimeError])
def test_no_child_survives_the_with_statement(interruption):
    """Whatever ends the block ends the child."""
    process = Process.start(python("import time; print('up', flush=True); time.sleep(60)"))

    def block():
        with process:
            next(process.lines())
            raise interruption

    with pytest.raises(interruption):
        block()
    assert process.status is not None


def test_a_block_that_never_reads_ends_the_child_and_closes_its_pipe():
    """Nothing is left open, which the interpreter would warn of."""
    with Process.start(python("import time; time.sleep(60)")) as process:
        pass
    assert process.status is not None


@posix_only
def test_a_second_interrupt_while_stopping_kills_at_once(monkeypatch):
    """Pressing Ctrl-C again does not leave a stubborn child behind, and does not wait an hour for it."""
    process = Process.start(python(STUBBORN))
    grandchild = int(next(process.lines()))
    interrupt = threading.Timer(0.3, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT])
    stop = Process.stop

    def stop_and_be_interrupted(self):
        interrupt.start()
        stop(self, grace=3600)

    monkeypatch.setattr(Process, "stop", stop_and_be_interrupted)
    with pytest.raises(KeyboardInterrupt), process:
        pass
    assert is_gone(process._child.pid)
    assert is_gone(grandchild)


@posix_only
def test_the_child_is_out_of_reach_of_the_kernels_own_interrupt():
    """It leads a process group of its own."""
    with Process.start(python("import os; print(os.getpgrp() == os.getpid())")) as process:
        assert list(process.lines()) == ["True"]


def test_handed_over_a_program_has_the_real_output_and_its_status_comes_back(capfd):
    """Its output is not touched, and its exit status is ours."""
    assert runner.hand_over(python("import os; os.write(1, b'\\x1b[1mraw\\r\\n'); raise SystemExit(9)"), None) == 9
    assert capfd.readouterr().out == "\x1b[1mraw\r\n"


@posix_only
def test_ctrl_c_at_the_terminal_is_the_childs_to_handle():
    """The interrupt that a terminal sends to both ends neither us nor our waiting."""
    code = (
        "import os, signal, time\n"
        "os.kill(os.getppid(), signal.SIGINT)\n"
        "try:\n    os.kill(os.getpid(), signal.SIGINT); time.sleep(60)\n"
        "except KeyboardInterrupt:\n    time.sleep(0.5); raise SystemExit(42)"
    )
    before = signal.getsignal(signal.SIGINT)
    assert runner.hand_over(python(code), dict(os.environ)) == 42
    assert signal.getsignal(signal.SIGINT) is before


@posix_only
def test_a_program_that_a_signal_ended_has_the_status_that_a_shell_gives():
    """Killed by signal 9 is 137."""
    assert runner.hand_over(python("import os; os.kill(os.getpid(), 9)"), None) == 137
