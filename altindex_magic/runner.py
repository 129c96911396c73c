"""The only place that starts a process: always an argument list, never a shell, no child left behind."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Self

from altindex_magic.errors.install import ProgramMissing
from altindex_magic.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import FrameType, TracebackType

LONGEST_LINE: Final = 4000


@dataclass(frozen=True, slots=True)
class Captured:
    """What a finished program said. Its output may be a secret and stays out of the repr."""

    status: int
    output: str = field(repr=False)
    errors: str = field(repr=False)


def capture(argv: Sequence[str], *, environ: Mapping[str, str] | None = None, timeout: float = 60) -> Captured:
    """Run a program that cannot ask anything back, and give what it said.

    Raises:
        ProgramMissing: it is not there.
        TimeoutError: it took longer than *timeout* seconds; it and its children were ended.

    """
    child = _popen(argv, environ, stderr=subprocess.PIPE)
    with contextlib.suppress(subprocess.TimeoutExpired), child, _ended_on_failure(child):
        output, errors = child.communicate(timeout=timeout)
        return Captured(child.returncode, _text(output), _text(errors))
    raise TimeoutError(f"no answer within {timeout:g} seconds")


def hand_over(argv: Sequence[str], environ: Mapping[str, str] | None = None) -> int:
    """Run a program on the user's own terminal and give its exit status, as a shell would.

    The terminal sends Ctrl-C to the child as well as to us: the child decides what it means.
    Only the main thread may call this.

    Raises:
        ProgramMissing: it is not there.

    """

    def leave_it_to_the_child(_number: int, _frame: FrameType | None) -> None:
        """Do nothing; unlike ``SIG_IGN``, a function is not inherited by the child."""

    before = signal.signal(signal.SIGINT, leave_it_to_the_child)
    try:
        with _starting(argv[0]):
            child = subprocess.Popen(_found(argv, environ), env=environ)
        status = child.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return status if status >= 0 else 128 - status


class Process:
    """A running installer with its output as clean lines. Use it in a ``with`` statement.

    It has a process group of its own, so that an interrupt of the kernel reaches it only by
    :meth:`stop`, and so that whatever it started ends when it ends.
    """

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        """Take charge of *child*, started in a group of its own; :meth:`start` does both."""
        self._child = child
        self._reader: Thread | None = None
        self._over = Event()  # not the thread itself: an interrupted join takes it for ended (bpo-45274)
        Thread(target=self._sweep, name="altindex-sweeper", daemon=True).start()

    @classmethod
    def start(
        cls, argv: Sequence[str], *, environ: Mapping[str, str] | None = None, cwd: Path | str | None = None
    ) -> Process:
        """Start a program without input, its errors merged into its output.

        Raises:
            ProgramMissing: it is not there.

        """
        return cls(_popen(argv, environ, stderr=subprocess.STDOUT, cwd=cwd))

    @property
    def status(self) -> int | None:
        """Give the exit status, or ``None`` while it runs; negative when a signal ended it."""
        return self._child.returncode

    def pump(self, on_line: Callable[[str], None], on_end: Callable[[int], None]) -> Thread:
        """Read in a thread: *on_line* gets each line, then *on_end* the exit status, once.

        Both may be ``put`` of one queue. Call it once; it reads to the end even after :meth:`stop`,
        so that the child's last words are heard and it never blocks on a full pipe.
        """

        def read() -> None:
            for line in self._read():
                on_line(line)
            on_end(self._child.wait())

        self._reader = Thread(target=read, name="altindex-reader", daemon=True)
        self._reader.start()
        return self._reader

    def lines(self) -> Iterator[str]:
        """Give each line as it comes; after the last one :attr:`status` is known."""
        queue: SimpleQueue[str | int] = SimpleQueue()
        self.pump(queue.put, queue.put)
        while True:
            try:
                item = queue.get(timeout=0.2)  # bounded, because Windows cannot interrupt an unbounded wait
            except Empty:
                continue
            if isinstance(item, int):
                return
            yield item

    def stop(self, grace: float = 3.0) -> int:
        """End the whole group, politely first, and give the exit status.

        An interrupt lets pip roll back. After half of *grace* seconds a request to terminate
        follows, and at their end the group is killed.
        """
        for end in (_interrupt, _terminate, _kill):
            if self._over.is_set():
                break
            end(self._child)
            self._over.wait(grace / 2)
        return self._child.wait()

    def __enter__(self) -> Self:
        """Stand guard until the end of the ``with`` statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave nothing running, whatever ended the statement."""
        try:
            self.stop()
        finally:  # also when a second Ctrl-C cuts the politeness short
            if not self._over.is_set():
                _kill(self._child)
        if self._reader is not None:
            self._reader.join(1)
        elif self._child.stdout is not None:
            self._child.stdout.close()

    def _read(self) -> Iterator[str]:
        """Read the output to its end, cutting only lines that no person would read in one piece."""
        if self._child.stdout is None:
            return
        with io.TextIOWrapper(self._child.stdout, encoding="utf-8", errors="replace", newline="\n") as stream:
            begun = ""
            while piece := stream.readline(LONGEST_LINE - len(begun)):
                line, begun = _parted(begun + piece)
                yield plain(line)
            if begun:
                yield plain(begun)

    def _sweep(self) -> None:
        """Wait for the child, then end at once what outlives it and would hold the output open.

        At once, and nowhere later: the system may give the number of an ended group to another.
        """
        self._child.wait()
        _kill(self._child)
        self._over.set()


def _popen(
    argv: Sequence[str], environ: Mapping[str, str] | None, *, stderr: int, cwd: Path | str | None = None
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, without input, its output in a pipe."""
    with _starting(argv[0]):
        return subprocess.Popen(
            _found(argv, environ),
            env=environ,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,  # POSIX; Windows has the flag instead
            creationflags=_NEW_GROUP,
        )


def _found(argv: Sequence[str], environ: Mapping[str, str] | None) -> list[str]:
    """Find the program on the PATH of *environ* as a shell would: on Windows also a ``.cmd`` file."""
    program = shutil.which(argv[0], path=None if environ is None else environ.get("PATH"))
    if program is None:
        raise ProgramMissing(argv[0], "It was not found on PATH")
    return [program, *argv[1:]]


@contextlib.contextmanager
def _starting(program: str) -> Iterator[None]:
    """Turn the system's refusal to start *program* into our error."""
    try:
        yield
    except OSError as problem:
        raise ProgramMissing(program, str(problem)) from problem


@contextlib.contextmanager
def _ended_on_failure(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill the group of *child* when anything goes wrong inside, be it an interrupt."""
    try:
        yield
    except BaseException:
        _kill(child)
        raise


def _parted(text: str) -> tuple[str, str]:
    """Cut a line that is too long between two words: a secret in two pieces would be recognised in neither."""
    if len(text) < LONGEST_LINE or text.endswith("\n"):
        return text, ""
    words, _, last = text.rpartition(" ")
    return (words, last) if words else (text, "")


def _text(output: bytes) -> str:
    """Decode what a program printed, with the line ends of this language."""
    return output.decode("utf-8", errors="replace").replace("\r\n", "\n")


if sys.platform == "win32":
    _NEW_GROUP: Final = subprocess.CREATE_NEW_PROCESS_GROUP

    def _interrupt(child: subprocess.Popen[bytes]) -> None:
        """Send the one console event that can be sent to a group."""
        with contextlib.suppress(OSError):
            os.kill(child.pid, signal.CTRL_BREAK_EVENT)

    def _terminate(child: subprocess.Popen[bytes]) -> None:
        """End the tree from its root while that is there to be named."""
        command = ["taskkill", "/F", "/T", "/PID", str(child.pid)]
        subprocess.run(command, capture_output=True, check=False)

    def _kill(child: subprocess.Popen[bytes]) -> None:
        """End the child; with it goes the only handle on its tree."""
        with contextlib.suppress(OSError):
            child.kill()

else:
    _NEW_GROUP: Final = 0

    def _interrupt(child: subprocess.Popen[bytes]) -> None:
        """Ask as Ctrl-C does."""
        _signal(child, signal.SIGINT)

    def _terminate(child: subprocess.Popen[bytes]) -> None:
        """Ask as a shutdown does."""
        _signal(child, signal.SIGTERM)

    def _kill(child: subprocess.Popen[bytes]) -> None:
        """Ask no more."""
        _signal(child, signal.SIGKILL)

    def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
        """Signal the whole group; an empty one, or one of zombies on macOS, is no fault."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, number)
