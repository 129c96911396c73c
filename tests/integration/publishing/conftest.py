"""A session that publishes, what it publishes, and the indexes that it publishes to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.credential import NoPrompt
from altindex_magic.secret import Secret
from altindex_magic.service import AltIndex, Session, World
from tests.kernels import Environment, environment, write_script
from tests.packages import repacked, wheel
from tests.servers.uploads import upload_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from altindex_magic.event import Published
    from tests.servers.base import Server


BACKEND: Final = ("hatchling", "packaging", "pathspec", "pluggy", "trove-classifiers", "tomlkit")
"""What a build with hatchling needs."""
MEBIBYTE: Final = 2**20


class Desk:
    """A session of this process, and what came of its requests."""

    def __init__(self, default: str) -> None:
        self.answers: list[str] = []
        self.asked: list[str] = []
        os.environ["PIP_INDEX_URL"] = default
        self.service = AltIndex(Session(World(ask_line=self._answer)))
        self.session = self.service.session

    def _answer(self, index: str, question: str) -> str:
        self.asked.append(question)
        if not self.answers:
            raise NoPrompt(index)
        return self.answers.pop(0)

    def add(self, name: str, server: Server, **options: object) -> None:
        """Define an index and log in to it."""
        self.do(request.Add(name, server.url, username=server.username, publish_url=server.upload_url, **options))
        self.log_in(name, server.password)

    def log_in(self, name: str, password: str | None, username: str | None = None) -> None:
        """Hold a secret in this session."""
        index = self.session.store.find(name)
        user = username or index.username or ""
        self.session.credentials.keep(index, user, Secret(password or ""), "session")

    def do(self, wanted: request.Request, on_event: Callable[[object], None] = lambda _event: None) -> list[object]:
        """Perform a request and give its events."""
        events = []
        for event in self.service.perform(wanted):
            events.append(event)
            on_event(event)
        return events

    def upload(self, path: Path, index: str, **options: bool) -> Published:
        """Upload one file and give the result."""
        return self.do(request.Upload((str(path),), index, **options))[-1]

    def refused(self, wanted: request.Request, on_event: Callable[[object], None] = lambda _event: None) -> str:
        """Perform a request that fails, and give its one error as it is read."""
        with pytest.raises(AltIndexError) as caught:
            self.do(wanted, on_event)
        return str(caught.value)

    def versions(self, index: str, name: str) -> list[str]:
        """Ask what can be installed now."""
        self.do(request.Use((index,)))
        return [row.version for row in self.do(request.ListVersions(name))[-1].rows]


@pytest.fixture
def desk(public, monkeypatch, tmp_path) -> Iterator[Desk]:
    """Give a session whose default index is ``public``, which has a build backend."""
    repacked(public.folder, *BACKEND)
    monkeypatch.setenv("PIP_INDEX_URL", public.url)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    made = Desk(public.url)
    yield made
    made.do(request.Off())
    made.session.close()


@pytest.fixture
def taker(tmp_path) -> Iterator[Server]:
    """Give an index of this process that takes uploads as it is told to."""
    folder = tmp_path / "taker"
    folder.mkdir()
    with upload_index(folder) as server:
        yield server


@pytest.fixture
def servers(pypiserver, devpi) -> dict[str, Server]:
    """Give the real servers that take uploads."""
    return {"pypiserver": pypiserver, "devpi": devpi}


def big_wheel(folder: Path, name: str, size: int) -> Path:
    """Write a wheel that takes a while to go over the wire."""
    block = os.urandom(MEBIBYTE).hex()[:MEBIBYTE]
    return wheel(folder, name, "1.0", modules={f"{name}_{n}.py": block[n:] for n in range(size // MEBIBYTE * 2)})


def workplace(root: Path) -> Environment:
    """Make an environment with twine on its path."""
    env = environment(root)
    write_script(env, "twine", "twine.__main__")
    return env


@pytest.fixture
def open_index(desk, taker) -> Server:
    """Define ``open``, an index that anybody can read."""
    desk.add("open", taker)
    file = desk.session.world.places.indexes_file
    file.write_text(file.read_text() + "exclusive = false\n")
    return taker


def definition(index: str, servers: dict[str, Server]) -> list[str]:
    """Write the cells that make an index known."""
    if index == "local":
        return []
    server = servers[index]
    add = f"%altindex add {index} {server.url} --username {server.username} --publish-url {server.upload_url}"
    return [add, f"%altindex login {index} --env TOKEN"]
