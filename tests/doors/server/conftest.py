"""A Jupyter server over an index that wants a password, and what its users have defined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from tests.packages import wheel
from tests.servers.own import OwnServer
from tests.servers.repository import Repository
from tests.servers.simple import HTML, JSON, SimpleApi
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from pathlib import Path

SECRET: Final = "s3cret+of/the@canary"
USER: Final = "alice"
USE: Final = 'c.AltIndexServer.use = ["team"]\n'


@dataclass(frozen=True)
class Team:
    """An index that wants a password."""

    server: OwnServer

    @property
    def url(self) -> str:
        return self.server.url

    def has(self, name: str, version: str = "1.0") -> Path:
        return wheel(self.server.folder, name, version)

    def fetched(self, name: str) -> int:
        """Count how often a wheel was fetched."""
        asked = self.server.api.asked
        return sum(each.method == "GET" and each.path.endswith(".whl") and name in each.path for each in asked)


def private_index(folder: Path, login: tuple[str, str] | None) -> Team:
    """Serve what is in *folder* to whoever has the *login*."""
    folder.mkdir()
    api = SimpleApi(Repository(folder), formats=(JSON, HTML), login=login)
    web_server = WebServer(api)
    web_server.start()
    return Team(OwnServer(url=f"{web_server.origin}/simple/", switch=web_server, folder=folder, api=api))


@pytest.fixture
def team(tmp_path):
    """Give an index that wants a password, with acme-models 1.0."""
    index = private_index(tmp_path / "team", (USER, SECRET))
    index.has("acme-models")
    yield index
    index.server.stop()


@pytest.fixture
def open_team(tmp_path):
    """Give an index that wants none, with acme-models 1.0."""
    index = private_index(tmp_path / "open", None)
    index.has("acme-models")
    yield index
    index.server.stop()


def define(home: Path, **urls: str) -> None:
    """Define indexes in the user's own file."""
    folder = home / ".config" / "altindex"
    folder.mkdir(parents=True, exist_ok=True)
    tables = [f'[[index]]\nname = "{name}"\nurl = "{url}"\nusername = "{USER}"\n' for name, url in urls.items()]
    folder.joinpath("indexes.toml").write_text("\n".join(tables))
