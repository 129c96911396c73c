"""What every server of the tests has: an address, a login, and a switch."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from tests.environ import hermetic_environ

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOPBACK: Final = "127.0.0.1"
_PATIENCE: Final = 120.0
_POLL: Final = 0.02


class ServerMissing(Exception):
    """A program that the tests stand on is not installed. The run fails; it never skips."""

    def __init__(self, program: str, how: str) -> None:
        super().__init__(f"the tests need {program}, and it is not installed: {how}")


class ServerFailed(Exception):
    """A server ended, or did not listen in time. Shows the end of its log."""

    def __init__(self, name: str, why: str, log: Path) -> None:
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        super().__init__(f"{name} {why}; the end of {log}:\n{tail}")


class Switch(Protocol):
    """What turns a server on and off. Both may be asked for twice."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running index: where it is, who may enter, and how to turn it off and on."""

    url: str
    """The address of the simple API, ending in a slash."""
    switch: Switch
    folder: Path
    """Where it keeps its files."""
    username: str | None = None
    password: str | None = None
    upload_url: str | None = None
    ca_cert: Path | None = None
    client_cert: Path | None = None

    @property
    def url_with_login(self) -> str:
        """Give the URL in the form that plain pip needs, and that nobody should have to write."""
        if self.username is None:
            return self.url
        parts = urlsplit(self.url)
        login = f"{quote(self.username, safe='')}:{quote(self.password or '', safe='')}"
        return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc}"))

    def start(self) -> None:
        self.switch.start()

    def stop(self) -> None:
        self.switch.stop()


class ServerProcess:
    """A server that is a process of its own; ended by its process id, never by name."""

    def __init__(self, argv: Sequence[str | Path], *, port: int, folder: Path) -> None:
        """Keep the command; *folder* gets the log and is the home of the process."""
        self.argv = [str(word) for word in argv]
        self.port = port
        self.folder = folder
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._process is not None:
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=hermetic_environ(os.environ, self.folder),
            )
        self._wait_until_it_listens(self._process)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _wait_until_it_listens(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not listens(self.port):
            if process.poll() is not None:
                self._process = None
                raise ServerFailed(self.argv[0], f"ended with {process.returncode}", self.log)
            if time.monotonic() > deadline:
                self.stop()
                raise ServerFailed(self.argv[0], f"did not listen within {_PATIENCE:.0f} s", self.log)
            time.sleep(_POLL)


def listens(port: int) -> bool:
    """Tell whether something accepts connections at *port*."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def free_port() -> int:
    """Ask the system for a port that is free now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def find_program(name: str, how: str, *extra_folders: str) -> Path:
    """Find the program *name* on the path and in *extra_folders*, or say *how* to install it."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *extra_folders])
    found = shutil.which(name, path=path)
    if found is None:
        raise ServerMissing(name, how)
    return Path(found)


def write_htpasswd(path: Path, username: str, password: str) -> Path:
    """Write an htpasswd file of one user, in the one scheme that nginx and passlib both know unaided."""
    digest = base64.b64encode(hashlib.sha1(password.encode()).digest()).decode()
    path.write_text(f"{username}:{{SHA}}{digest}\n")
    return path
