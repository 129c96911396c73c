"""Indexes of the tests' own: one that speaks JSON only, and one that stands for the public default index."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from tests.servers.base import Server
from tests.servers.repository import Repository
from tests.servers.simple import HTML, JSON, SimpleApi
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class OwnServer(Server):
    """A server in this process, whose answers can be shaped and whose requests can be read."""

    api: SimpleApi

    def tell_of_file(self, filename: str, **facts: Any) -> None:
        """Say more of a file in PEP 691's keys; write ``upload_time=`` for ``upload-time``."""
        self.api.repository.file_facts.setdefault(filename, {}).update(_keys(facts))

    def tell_of_project(self, name: str, **facts: Any) -> None:
        """Say more of a project in PEP 691's keys; write ``project_status=`` for ``project-status``."""
        self.api.repository.project_facts.setdefault(canonicalize_name(name), {}).update(_keys(facts))


@contextmanager
def json_index(folder: Path) -> Iterator[OwnServer]:
    """Serve the distributions in *folder* by PEP 691 alone: a client that accepts only HTML gets 406."""
    api = SimpleApi(Repository(folder), formats=(JSON,))
    web_server = WebServer(api)
    web_server.start()
    try:
        yield OwnServer(url=f"{web_server.origin}/simple/", switch=web_server, folder=folder, api=api)
    finally:
        web_server.stop()


@contextmanager
def public_index(folder: Path) -> Iterator[OwnServer]:
    """Stand for the default index: both formats, no login, and files on an origin of their own.

    ``api.asked`` has every request with its headers, ``api.projects_asked()`` the names it learned.
    """
    api = SimpleApi(Repository(folder), formats=(JSON, HTML))
    pages, files = WebServer(api), WebServer(api)
    both = _Both(pages, files)
    both.start()
    api.repository.files_url = f"{files.origin}/files/"
    try:
        yield OwnServer(url=f"{pages.origin}/simple/", switch=both, folder=folder, api=api)
    finally:
        both.stop()


class _Both:
    """Two servers behind one switch."""

    def __init__(self, *servers: WebServer) -> None:
        self._servers = servers

    def start(self) -> None:
        for server in self._servers:
            server.start()

    def stop(self) -> None:
        for server in self._servers:
            server.stop()


def _keys(facts: dict[str, Any]) -> dict[str, Any]:
    return {name if name.startswith("_") else name.replace("_", "-"): value for name, value in facts.items()}
