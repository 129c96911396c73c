"""Who may ask the gateway: its own user, by its own address, with the capability, and nobody else."""

from __future__ import annotations

import ctypes
import http.client
import os
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

import pytest

from altindex_magic.environment import GATEWAY_VARIABLE
from altindex_magic.errors import AltIndexError
from altindex_magic.service import World
from altindex_magic.service.borrowing import borrowed
from tests.attacks.stage import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOBODY: Final = 65534


class _Gateway:
    """The gateway as a stranger finds it: a port, and perhaps the path of a set."""

    def __init__(self, stage):
        self.address = urlsplit(stage.service and stage.environ["PIP_INDEX_URL"])
        self.path = f"{self.address.path}{PRIVATE}/"
        self.right = _basic(self.address.username, self.address.password)

    def ask(self, path: str | None = None, method: str = "GET", **headers: str) -> int:
        """Send one request and give the status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.address.port, timeout=60)
        told: Mapping[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path or self.path, headers=dict(told))
            return connection.getresponse().status
        finally:
            connection.close()


def _basic(user, password):
    import base64  # noqa: PLC0415 - one line

    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture
def gateway(stage):
    """Give the gateway, which answers to whom it should."""
    found = _Gateway(stage)
    assert found.ask(Authorization=found.right) == 200
    return found


def _refused(stage, title, statuses):
    stage.record(title, {}, any(status < 400 for status in statuses))


@pytest.mark.parametrize("host", ["attacker.example", "attacker.example:{port}", "127.0.0.1", "[::1]:{port}", ""])
def test_another_host_name(stage, gateway, host):
    """DNS rebinding: a page in the user's browser that reaches the port under the attacker's name."""
    name = host.format(port=gateway.address.port)
    _refused(stage, f"DNS rebinding, Host: {host}", [gateway.ask(Host=name, Authorization=gateway.right)])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who is at the other end")
def test_another_local_user(stage, gateway):
    """With the right capability even, which no other user should be able to read."""
    mine = os.getuid()
    if mine:
        pytest.skip("only root can open a socket as another user")

    def ask():
        libc = ctypes.CDLL(None)
        libc.setfsuid(_NOBODY)  # of this thread alone; its sockets are nobody's
        return gateway.ask(Authorization=gateway.right)

    with ThreadPoolExecutor(1) as pool:
        _refused(stage, "another local user with the right capability", [pool.submit(ask).result()])


def test_guessing_the_capability(stage, gateway):
    """Guesses, parts, other spellings, other schemes; the real one has 256 bits."""
    user, password = gateway.address.username, gateway.address.password or ""
    guesses = ["", "x", password[:-1], password + "x", password.swapcase(), quote(f" {password}"), "é"]
    guesses += [secrets.token_urlsafe(32) for _ in range(50)]
    headers = [_basic(user, guess) for guess in guesses]
    headers += [gateway.right.replace("Basic", "Bearer"), password, f"Basic {password}", ""]
    statuses = [gateway.ask(Authorization=header) for header in headers]
    assert len(password) >= 43
    _refused(stage, "capability guessing", statuses)


def test_a_reader_cannot_publish(stage, gateway):
    """What every build backend can read in its environment."""
    set_id = gateway.address.path.split("/")[1]
    statuses = [
        gateway.ask(f"/{set_id}/upload/{index}/", method, Authorization=gateway.right)
        for index in ("private", "local")
        for method in ("POST", "PUT")
    ]
    _refused(stage, "publishing with the reading capability", statuses)


def test_hostile_paths(stage, gateway):
    """No path leads to a file of this machine, to another address, or to another set."""
    set_id = gateway.address.path.split("/")[1]
    paths = [
        f"/{set_id}/files/{PRIVATE}/../../../../etc/passwd",
        f"/{set_id}/files/{PRIVATE}/0000/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        f"/{set_id}/simple/%2e%2e%2f%2e%2e%2fetc/",
        f"/{set_id}/simple/..%2f..%2ffiles/",
        f"/{set_id}/files/{PRIVATE}/{'0' * 20}/{PRIVATE}-1.0.tar.gz",
        f"/other/simple/{PRIVATE}/",
        f"//attacker.example/{set_id}/simple/{PRIVATE}/",
        f"http://attacker.example/{set_id}/simple/{PRIVATE}/",
        "/control/state",
    ]
    _refused(
        stage, "paths that climb or lead elsewhere", [gateway.ask(path, Authorization=gateway.right) for path in paths]
    )


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "acme\r\nX-Injected: 1", "acme models", "\u0430cme-models", "acme\0", "-", "..", "acme?x"],
    ids=ascii,
)
def test_a_hostile_project_name_reaches_no_index(stage, name):
    """What is no name is refused before anybody is asked; no header, path or log line can be made of it."""
    stage.open()
    stage.private.api.asked.clear()
    stage.public.api.asked.clear()
    gateway = _Gateway(stage)
    status = gateway.ask(f"{gateway.address.path}{quote(name, safe='')}/", Authorization=gateway.right)
    assert status == 404
    asked = [each.path for site in (stage.private, stage.public) for each in site.api.asked if each.path != "/simple/"]
    stage.record(f"hostile project name {name!a}", {}, bool(asked))


def test_an_error_is_never_a_traceback(stage, gateway):
    """Whatever is sent, the feed has an error of ours or nothing."""
    gateway.ask("/%", Authorization=gateway.right)
    gateway.ask("/%ff/simple/%c3%28/", Authorization=gateway.right)
    assert all(isinstance(refusal, AltIndexError) for refusal in stage.gateway.feed.refusals_since(0))


def test_a_gateway_elsewhere_that_a_variable_names(stage):
    """Editors read variables for a kernel from a file of the project: what is typed at ``login`` must not go there."""
    elsewhere = stage.attacker.origin.replace(
        "127.0.0.1", "altindex-control:x@0.0.0.0"
    )  # another name for this machine
    for address in (elsewhere, "http://[", "http://127.0.0.1:99999/", "nonsense"):
        session = borrowed(World(stage.service.session.world.places, {**stage.environ, GATEWAY_VARIABLE: address}))
        assert session.borrowed is None
    stage.record("gateway of the attacker's in a variable", {}, bool(stage.attacker.api.asked))
