"""A team on a JupyterHub: indexes from a site file, a credential for each user, and no way to another's gateway."""

from __future__ import annotations

import base64
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.canary import Canary
from tests.kernels import environment
from tests.packages import wheel
from tests.servers.hub import HubFiles, find_proxy, jupyterhub
from tests.servers.repository import Repository
from tests.servers.simple import HTML, JSON, SimpleApi
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from tests.servers.jupyter import JupyterServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

TOKENS = {"alice": "alices-own-t0ken", "bob": "bobs-own-t0ken"}
DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
"""The files that the documentation shows."""
ADDRESS = "https://pypi.team.example/simple/"
INSTALL = "%pip install acme-models"


@dataclass
class TeamApi(SimpleApi):
    """Lets whoever has one of the tokens in."""

    def _may_enter(self, request):
        return request.headers.get("Authorization") in {header(token) for token in TOKENS.values()}

    def tokens_of(self, asked) -> set[str]:
        """Tell who has *asked*."""
        sent = {each.headers.get("Authorization") for each in asked}
        return {name for name, token in TOKENS.items() if header(token) in sent}


def header(token: str) -> str:
    return "Basic " + base64.b64encode(f"__token__:{token}".encode()).decode()


@dataclass(frozen=True)
class Office:
    """The servers of both, and the index of the team."""

    alice: JupyterServer
    bob: JupyterServer
    api: TeamApi


@pytest.fixture(scope="module")
def proxy(request):
    """Give the hub's proxy."""
    return find_proxy(request.config.cache.mkdir("configurable-http-proxy"))


@pytest.fixture
def office(tmp_path, proxy):
    """Run the index, and a hub with alice and bob; the hub gives bob his secret in a variable."""
    for version in ("1.0", "1.1"):
        wheel(tmp_path / "index", "acme-models", version)
    api = TeamApi(Repository(tmp_path / "index"), formats=(JSON, HTML))
    index = WebServer(api)
    index.start()
    shared = tmp_path / "etc"
    shared.joinpath("altindex").mkdir(parents=True)
    definition = DEPLOY.joinpath("indexes.toml").read_text()
    assert ADDRESS in definition
    shared.joinpath("altindex", "indexes.toml").write_text(definition.replace(ADDRESS, f"{index.origin}/simple/"))
    shutil.copy(DEPLOY / "jupyter_altindex_config.py", shared)
    tokens = tmp_path / "tokens"
    tokens.mkdir(mode=0o700)
    tokens.joinpath("bob").write_text(TOKENS["bob"] + "\n")
    everybody = {"XDG_CONFIG_DIRS": str(shared), "JUPYTER_CONFIG_PATH": str(shared)}
    users = {name: environment(tmp_path / name) for name in TOKENS}
    own = HubFiles(tmp_path, proxy, DEPLOY / "jupyterhub_config.py", {"TEAM_TOKENS": str(tokens)})
    with jupyterhub(own, users, everybody) as hub:
        yield Office(*(hub.server_of(name, env) for name, env in users.items()), api)
    index.stop()


def test_two_users_of_a_hub_have_the_indexes_of_the_site_and_each_a_credential_of_their_own(office):
    """Alice types hers on her page, bob's comes from the hub; each installs with plain ``%pip``, and only that."""
    for server in (office.alice, office.bob):
        assert server.ask("GET", "altindex/api/active").json["names"] == ["team"]
        assert server.ask("GET", "altindex/api/indexes/team").json["index"]["layer"] == "site"
    alice, bob = office.alice.kernel(), office.bob.kernel()
    assert "Successfully installed" not in alice.run(INSTALL).text
    log_in(office.alice, TOKENS["alice"])
    office.api.asked.clear()
    assert "Successfully installed acme-models-1.1" in alice.run(INSTALL).text
    assert office.api.tokens_of(office.api.asked) == {"alice"}
    office.api.asked.clear()
    assert "Successfully installed acme-models-1.1" in bob.run(INSTALL).text
    assert office.api.tokens_of(office.api.asked) == {"bob"}
    assert Canary(TOKENS["bob"], ("__token__",)).dress_in(bob.run("!env").text) is None  # the server has it, no kernel
    the_gateways_are_apart(alice, bob)
    the_servers_are_apart(office)
    canary = Canary(TOKENS["alice"], ("__token__",))
    folders = [server.env.root / name for server in (office.alice, office.bob) for name in ("home", "runtime")]
    assert canary.search(*folders, office.alice.log) == []


def log_in(server: JupyterServer, token: str) -> None:
    version = server.ask("GET", "altindex/api/indexes/team").headers["ETag"]
    body = {"secret": token, "keep": "session"}
    answer = server.ask("PUT", "altindex/api/indexes/team/credential", body, If_Match=version)
    assert answer.status == 200, answer.body


def the_gateways_are_apart(alice, bob) -> None:
    """See that one needs a capability of the other's gateway and, on Linux, to be the other."""
    mine, theirs = (kernel.run("import os; print(os.environ['PIP_INDEX_URL'])").text.strip() for kernel in (alice, bob))
    stolen = alice.run(f"theirs = {theirs!r}\n{ASK}\nprint(ask(theirs))").text.strip()
    if os.getuid() == 0:  # they have user ids of their own
        assert stolen == "421"
    place, address = theirs.rpartition("@")[2], mine.rpartition("@")[0]
    namespace: dict = {}
    exec(ASK, namespace)
    assert namespace["ask"](f"{address}@{place}") == 401
    assert namespace["ask"](theirs) == 200


ASK = """
import base64, urllib.error, urllib.request
def ask(url):
    login, _, place = url.removeprefix("http://").rpartition("@")
    header = {"Authorization": "Basic " + base64.b64encode(login.encode()).decode()}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(f"http://{place}acme-models/", headers=header)) as answer:
            return answer.status
    except urllib.error.HTTPError as problem:
        problem.close()
        return problem.code
"""


def the_servers_are_apart(office: Office) -> None:
    """See that the token of one opens nothing of the other, for which the hub cares."""
    office.bob.token, kept = office.alice.token, office.bob.token
    try:
        for method, path in (("GET", "altindex/api/indexes"), ("DELETE", "altindex/api/indexes/team/credential")):
            assert office.bob.ask(method, path).status == 403
    finally:
        office.bob.token = kept
