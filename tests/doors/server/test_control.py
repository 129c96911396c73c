"""What a kernel, and any child of it, may ask of the gateway of its server, and what not."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from altindex_magic.environment import Wanted
from altindex_magic.errors.access import CredentialMissing, CredentialRefused
from altindex_magic.errors.install import GatewayUnavailable
from altindex_magic.errors.ownership import ProbeFailed
from altindex_magic.errors.usage import InvalidField
from altindex_magic.event import Health
from altindex_magic.gateway.line import PROTOCOL, Line, proof_of
from altindex_magic.gateway.readers import basic
from altindex_magic.gateway.remote import RemoteGateway
from altindex_magic.gateway.vouching import Vouching
from altindex_magic.model import Credential, Layer, RouteSet
from altindex_magic.places import Places
from altindex_magic.secret import Secret
from altindex_magic.server.inside import Inside
from altindex_magic.server.settings import Settings
from altindex_magic.service.remembered import Shared
from tests.canary import Canary
from tests.doors.server.conftest import SECRET, USER, define

KEY = b"the key of a connection file"
ERRANDS = ("state", "serve", "ask", "told", "causes", "held", "secret", "forget", "upload")


class Nothing:
    """A kernel without any credential."""

    def find(self, _index):
        return None

    def refused(self, _index):
        pass

    def note(self, _index):
        return None


@pytest.fixture
def inside(team, hermetic):
    """Run what is inside of a server, with an index that wants a password."""
    define(hermetic, team=team.url)
    found = Inside(Settings(Places.of_user(), "/altindex", Wanted(("team",))))
    assert found.start() is None
    yield found
    found.close()


@pytest.fixture
def lent(inside):
    """Give the variables of a kernel."""
    return inside.lend("one", os.environ, KEY)


@pytest.fixture
def dial():
    """Give a way to make lines, which are closed in the end."""
    lines: list[Line] = []

    def make(lent, key: bytes | None = None) -> Line:
        lines.append(Line(lent["ALTINDEX_GATEWAY"], key))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


@pytest.fixture
def line(dial, lent):
    """Give the line of that kernel itself."""
    return dial(lent, KEY)


@pytest.fixture
def team_index(inside):
    """Give the index as the user has defined it."""
    return inside._service.session.store.find("team")


def raw(lent, method: str, path: str, content: bytes = b"{}", **headers: str) -> tuple[int, bytes]:
    """Send a request of any kind to the gateway."""
    login, _, place = lent["ALTINDEX_GATEWAY"].removeprefix("http://").strip("/").rpartition("@")
    given = {"Authorization": basic(*login.split(":"))} | headers
    connection = http.client.HTTPConnection(place, timeout=60)
    connection.request(method, path, content, given)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.mark.parametrize("errand", ERRANDS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_nobody_gets_in_without_the_capability(lent, errand, method):
    """Neither with none, nor with a wrong one, nor with the one that reads pages."""
    reading = lent["PIP_INDEX_URL"].removeprefix("http://").partition("@")[0]
    for header in ("", basic("altindex-control", "x" * 43), basic(*reading.split(":")), "Bearer x", "Basic \xff"):
        status, body = raw(lent, method, f"/control/{PROTOCOL}/{errand}", Authorization=header)
        assert status == 401
        assert b"team" not in body


def test_the_capability_reads_no_page(lent):
    """Each is for one thing."""
    path = "/" + lent["PIP_INDEX_URL"].rpartition("@")[2].partition("/")[2]
    assert raw(lent, "GET", path)[0] == 401


def test_another_name_of_this_machine_is_refused(lent):
    """As a page that has been rebound to this address would send it."""
    assert raw(lent, "POST", f"/control/{PROTOCOL}/state", Host="evil.example:80")[0] == 421


@pytest.mark.parametrize(
    "path", ["/control/", "/control/v1", "/control/v0/state", "/control/v1/state/x", "/control/v1/run"]
)
def test_what_there_is_not_is_not_found(lent, path):
    """A kernel of another protocol takes that for no gateway."""
    assert raw(lent, "POST", path)[0] == 404


@pytest.mark.parametrize(
    "content",
    [
        *(b"{", b"[]", b"null", b"\xff", b'{"question": "files"}'),
        *(b'{"question": "__init__", "given": {}}', b'{"question": "call", "given": {}}'),
        *(b'{"question": "health", "given": {"indexes": [7]}}', b"{" + b" " * 2_000_000),
    ],
    ids=lambda content: content[:40].decode(errors="replace"),
)
def test_a_malformed_question_is_one_clear_error(lent, content):
    """And none of the gateway's own."""
    status, body = raw(lent, "POST", f"/control/{PROTOCOL}/ask", content)
    assert (status, json.loads(body)["error"]["reference"]) == (422, "invalid-field")


def test_a_secret_goes_in_and_never_out(inside, lent, line, team, team_index):
    """Whatever is asked afterwards."""
    line.keep(team_index.url, Credential(USER, Secret(SECRET), "typed"))
    gateway = RemoteGateway(line, Nothing())
    (health,) = gateway.call(gateway.inquiry.health([team_index]))
    assert health.ok
    routes = RouteSet((team_index,), None)
    shown = [repr(gateway.state()), repr(line.held()), repr(health), gateway.serve(routes).simple_url]
    shown += [repr(gateway.feed.events_since(0)), repr(gateway.call(gateway.inquiry.why(routes, "acme-models")))]
    for method in ("GET", "POST"):
        shown += [repr(raw(lent, method, f"/control/{PROTOCOL}/{errand}")) for errand in ERRANDS]
    assert [Canary(SECRET, (USER,)).dress_in(text) for text in shown] == [None] * len(shown)


def test_what_is_to_be_locked_comes_over_the_line(line, team, team_index):
    """With real addresses and without the secret; where a page has no hash, the server's gateway fetches the file."""
    line.keep(team_index.url, Credential(USER, Secret(SECRET), "typed"))
    gateway, routes = RemoteGateway(line, Nothing()), RouteSet((team_index,), None)
    wheel = next(team.server.folder.iterdir())
    asked = gateway.stock.stock(routes, {"acme-models": "1.0", "acme-none": "1.0"})
    found, nothing = gateway.call(asked)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (file,) = found.files
    assert (found.index, found.url) == ("team", team_index.url)
    assert (file.filename, file.sha256, file.had_query) == (wheel.name, digest, False)
    assert file.url == team_index.url.replace("/simple/", f"/files/{wheel.name}")
    assert nothing.files == ()
    assert gateway.call(gateway.stock.digest(routes, "acme-models", wheel.name)) == digest


def test_a_secret_that_was_there_before_comes_back(line, team_index):
    """A wrong one that was tried and refused is not left in its place."""
    shared = Shared(line)
    shared[team_index.url] = Credential(USER, Secret(SECRET), "typed")
    shared[team_index.url] = Credential(USER, Secret("wrong"), "typed")
    gateway = RemoteGateway(line, Nothing())
    (health,) = gateway.call(gateway.inquiry.health([team_index]))
    assert isinstance(health.error, CredentialRefused)
    shared.undo(team_index.url)
    (health,) = gateway.call(gateway.inquiry.health([team_index]))
    assert health.ok


def test_what_another_kernel_has_typed_is_known_here_without_its_text(dial, inside, line, team_index):
    """By its address alone."""
    other = dial(inside.lend("two", os.environ, KEY), KEY)
    Shared(other)[team_index.url] = Credential(USER, Secret(SECRET), "typed")
    here = Shared(line)
    assert list(here) == [team_index.url]
    assert not here[team_index.url].secret
    assert here.pop(team_index.url).source == "the session of the Jupyter server"
    assert list(Shared(other)._there()) == []


def test_a_stranger_that_calls_itself_an_index_of_the_user_gets_no_secret(line, team, team_index, public):
    """A set that a kernel sends is trusted no further than the user's own files say it."""
    line.keep(team_index.url, Credential(USER, Secret(SECRET), "typed"))
    gateway = RemoteGateway(line, Nothing())
    stranger = replace(team_index, url=public.url, credential="command:echo stolen")
    (health,) = gateway.call(gateway.inquiry.health([stranger]))
    assert health.ok
    assert all("Authorization" not in asked.headers for asked in public.api.asked)


def test_a_foreign_upload_address_is_not_the_users(inside, team_index):
    """The kernel itself may publish, but a changed target is no longer a trusted one."""
    vouching = Vouching(inside._steward.definitions())
    known = vouching.index(replace(team_index, source="said by a kernel"))
    forged = vouching.index(replace(team_index, publish_url="https://evil.example/", credential="env:PATH"))
    assert (known, forged.layer, forged.credential) == (team_index, Layer.PROJECT, None)


def test_a_set_that_differs_in_anything_shares_no_answer_with_that_of_the_server(inside, team_index):
    """Though what does not change its answers does not change the name of an honest one."""
    vouching = Vouching(inside._steward.definitions())
    honest = RouteSet((team_index,), inside._service.session.routes_for(()).default)
    assert vouching.routes(honest).id == honest.id
    forged = [replace(team_index, username="mallory"), replace(team_index, ca_cert=Path("/evil.pem"))]
    sets = [vouching.routes(replace(honest, active=(index,))) for index in forged]
    claimed = vouching.routes(replace(sets[0], vouched=""))
    assert len({honest.id, *(each.id for each in sets)}) == 3
    assert claimed.id == sets[0].id


def test_the_right_to_publish_is_for_the_kernel_itself(dial, lent, line, team_index):
    """Its children have the capability, but not the key of its connection."""
    child = RemoteGateway(dial(lent), Nothing())
    liar = RemoteGateway(dial(lent, b"another key"), Nothing())
    routes = RouteSet((team_index,), None)
    for gateway in (child, liar):
        with pytest.raises(InvalidField, match="only a kernel itself"):
            gateway.upload_target(routes, team_index)
    own = RemoteGateway(line, Nothing())
    with own.lending(routes, team_index) as target:
        assert "/upload/team/" in target.url
    own.revoke_uploads()


def test_a_terminal_has_no_key_and_so_no_right_to_publish(dial, inside, team_index):
    """An empty proof proves nothing."""
    gateway = RemoteGateway(dial(inside.lend("terminals", os.environ, None)), Nothing())
    with pytest.raises(InvalidField, match="only a kernel itself"):
        gateway.upload_target(RouteSet((team_index,), None), team_index)
    assert proof_of(b"", "x")


def test_what_the_environment_was_before_is_told_with_its_secrets_to_the_kernel_alone(dial, inside):
    """A child gets what holds none."""
    before = {"PIP_INDEX_URL": f"https://alice:{SECRET}@pypi.example.com/", "UV_INDEX_STRATEGY": "first-index"}
    lent = inside.lend("one", before, KEY)
    child = RemoteGateway(dial(lent), Nothing()).state()["before"]
    own = RemoteGateway(dial(lent, KEY), Nothing()).state()["before"]
    assert (child["PIP_INDEX_URL"], child["UV_INDEX_STRATEGY"]) == (None, "first-index")
    assert own["PIP_INDEX_URL"] == before["PIP_INDEX_URL"]


def test_a_kernel_is_told_of_itself_alone(dial, inside, line, team_index):
    """What another was refused is not its business."""
    other = inside.lend("two", os.environ, KEY)
    path = "/" + other["PIP_INDEX_URL"].rpartition("@")[2].partition("/")[2]
    reading = other["PIP_INDEX_URL"].removeprefix("http://").partition("@")[0]
    assert raw(other, "GET", f"{path}acme-models/", Authorization=basic(*reading.split(":")))[0] == 403
    mine, theirs = RemoteGateway(line, Nothing()), RemoteGateway(dial(other), Nothing())
    assert [type(error) for error in theirs.feed.refusals_since(0)] == [ProbeFailed]
    assert mine.feed.refusals_since(0) == mine.feed.causes_since(0) == mine.feed.events_since(0) == ()


def test_a_server_that_is_gone_is_one_clear_error(inside, line):
    """And no exception of the network."""
    inside.close()
    with pytest.raises(GatewayUnavailable):
        line.send("POST", "state", {})
    assert not line.alive
    gateway = RemoteGateway(line, Nothing())
    assert (gateway.feed.mark, gateway.feed.refusals_since(0)) == (0, ())
    assert list(Shared(line)) == []


def test_an_answer_comes_back_as_the_value_that_it_was(line, team_index):
    """With the class of its error."""
    gateway = RemoteGateway(line, Nothing())
    (health,) = gateway.call(gateway.inquiry.health([team_index]))
    assert isinstance(health, Health)
    assert isinstance(health.error, CredentialMissing)
    assert health.error.remedy == "%altindex login team"
