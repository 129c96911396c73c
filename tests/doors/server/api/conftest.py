"""A Jupyter server in this process, asked by its own rules."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pytest
from jupyter_server.auth import Authorizer

# The fixtures are taken in here and not as a plugin: some of them act on every test that can see them.
from pytest_jupyter.jupyter_core import *  # noqa: F403
from pytest_jupyter.jupyter_server import *  # noqa: F403
from pytest_jupyter.pytest_tornasync import *  # noqa: F403
from tornado.httpclient import HTTPClientError, HTTPResponse

from tests.doors.server.conftest import define


class Picky(Authorizer):
    """Allows what it was told to, and keeps what it was asked."""

    allowed: frozenset[str] = frozenset()

    def is_authorized(self, handler, user, action, resource):
        return resource != "altindex" or action in self.allowed


class ReadOnly(Picky):
    allowed = frozenset({"read"})


@dataclass
class Api:
    """The REST API, with the token unless something else is sent."""

    fetch: Any

    async def __call__(self, method: str, path: str, body: Any = None, **headers: Any) -> HTTPResponse:
        """Send a request and give the answer, whatever it is; *headers* are written with underscores."""
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        path, _, query = path.partition("?")
        try:
            return await self.fetch(
                f"altindex/{path}".rstrip("/"),
                params=parse_qsl(query, keep_blank_values=True),
                method=method,
                body=sent,
                headers=given,
                allow_nonstandard_methods=True,
                follow_redirects=False,
            )
        except HTTPClientError as problem:
            if problem.response is None:
                raise
            return problem.response

    async def version(self, path: str) -> str:
        """Give the version of what is at *path*."""
        return (await self("GET", path)).headers["ETag"]


@pytest.fixture
def jp_server_config():
    """Load the extension."""
    return {"ServerApp": {"jpserver_extensions": {"altindex_magic": True}}}


@pytest.fixture
def home(hermetic, open_team):
    """Give a home in which the index team is defined, which wants no password."""
    define(hermetic, team=open_team.url)
    return hermetic


@pytest.fixture
def api(home, jp_fetch):
    """Give the API of a server that runs."""
    return Api(jp_fetch)


def told(response: HTTPResponse) -> Any:
    """Read the JSON of an answer."""
    assert response.headers["Content-Type"].startswith("application/json"), response.body
    return json.loads(response.body)


def reference(response: HTTPResponse) -> str:
    """Give the reference of the error that was told."""
    return told(response)["error"]["reference"]


async def activate(api, **body):
    """Choose a set, knowing the version."""
    return await api("PUT", "api/active", body, If_Match=await api.version("api/active"))


def asked(url: str) -> tuple[int, str]:
    """Ask for a page as an installer does."""
    login, _, place = url.removeprefix("http://").rpartition("@")
    header = {"Authorization": "Basic " + base64.b64encode(login.encode()).decode()}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(f"http://{place}", headers=header)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, problem.read().decode()
