"""Those who are killed while they work: what is like a kernel, commands, and the index that they talk to."""

from __future__ import annotations

import json
import shlex
import subprocess
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from tests.faults.kills.processes import PATIENCE, kill_and_wait, see, started

if TYPE_CHECKING:
    from tests.faults.kills.scene import Scene, Work

_REFERENCES: Final = ("connection-failed", "download-cut", "index-timeout", "upload-cut", "unexpected-answer")
"""The references by which the death of an index is told."""


class Victim(Protocol):
    """Somebody who works, is killed, and is started again."""

    name: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]
    """The kinds of work."""

    def start(self) -> None:
        """Be ready for work, if that takes anything."""

    def begin(self, work: Work) -> None:
        """Begin with *work* and do not wait for it."""

    def kill(self) -> bool:
        """End at once with ``SIGKILL``; tell whether the work was under way. Returns when no child lives any more."""

    def perform(self, work: Work) -> str:
        """Do *work* to its end; say what went wrong, if anything did."""

    def close(self) -> None:
        """End politely."""


class Holder:
    """A process that holds the session and its gateway, as a kernel does."""

    name: ClassVar = "kernel"
    kinds: ClassVar = ("install", "add", "upload", "login", "keep", "export")

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        if self._process is None:
            argv = [str(self._scene.env.python), "-m", "tests.faults.kills.holder"]
            self._process = started(self._scene, argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for line in (self._scene.definition, "use private"):
                see(self._ask(line))

    def begin(self, work: Work) -> None:
        self._tell(work.line)
        self._answer: list[str] = []
        self._reader = Thread(target=lambda: self._answer.append(self._heard()), daemon=True)
        self._reader.start()

    def kill(self) -> bool:
        assert self._process
        under_way = not self._answer
        kill_and_wait(self._process.pid, self._process.wait)
        self._forget()
        return under_way

    def end_of_work(self) -> str:
        """Wait for what was begun, as :meth:`perform` does."""
        self._reader.join(PATIENCE)
        return self._answer[0] if self._answer else "it hangs"

    def perform(self, work: Work) -> str:
        self.start()
        return self._ask(work.line)

    def close(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
            self._process.wait(PATIENCE)
            self._forget()

    def _forget(self) -> None:
        assert self._process
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self._process = None

    def _ask(self, line: str) -> str:
        self._tell(line)
        return self._heard()

    def _tell(self, line: str) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _heard(self) -> str:
        assert self._process
        assert self._process.stdout
        with suppress(ValueError):
            answer = json.loads(self._process.stdout.readline() or "{}")
            return str(answer["text"]) if answer else "it ended without a word"
        return "it was killed"


class Command:
    """The command for terminals, and the gateway that it keeps for its child."""

    name: ClassVar = "command"
    kinds: ClassVar = ("install", "add", "keep", "login", "upload", "export")

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._process: subprocess.Popen[str] | None = None
        see(self._run(shlex.split(scene.definition)))

    def start(self) -> None:
        """Nothing: each command is a process of its own."""

    def begin(self, work: Work) -> None:
        self._process = started(self._scene, self._argv(self._words(work)), stdout=subprocess.DEVNULL)

    def kill(self) -> bool:
        assert self._process
        under_way = self._process.poll() is None
        kill_and_wait(self._process.pid, self._process.wait)
        return under_way

    def perform(self, work: Work) -> str:
        return self._run(self._words(work))

    def close(self) -> None:
        """Nothing is left running."""

    def _words(self, work: Work) -> list[str]:
        if work.kind != "install":
            return shlex.split(work.line)
        python = str(self._scene.env.python)
        wanted = ["install", "--no-deps", f"{work.name}=={work.text}"]
        pip = [python, "-m", "pip"] if "pip" in work.line.split()[-1] else ["uv", "pip"]
        return ["use", "private", "--", *pip, *wanted]

    def _run(self, words: list[str]) -> str:
        done = self._scene.env.run(*self._argv(words), **self._scene.variables)
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def _argv(self, words: list[str]) -> list[str]:
        return self._scene.env.command(*words)


class Upstream(Holder):
    """The index. A session lives on beside it, must be told of its death, and works again when it is back."""

    name: ClassVar = "index"
    kinds: ClassVar = ("install", "upload", "install", "login")

    def kill(self) -> bool:
        under_way = not self._answer
        self._scene.index.kill()
        self._told = self.end_of_work()
        self._scene.index.start()
        return under_way

    def unclear(self) -> str:
        """Give what was said about the death, if it does not name the cause."""
        is_clear = any(f"[{reference}]" in self._told for reference in _REFERENCES) and "private" in self._told
        return "" if is_clear or not self._told else self._told
