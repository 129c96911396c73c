"""The forms in which servers are run: with TLS, below a base URL, with a password, on a unix socket, badly set up."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import sys
from pathlib import Path

import aiohttp
import pytest
import trustme
from jupyter_server.auth import passwd
from yarl import URL

import altindex_magic
from tests.canary import Canary
from tests.doors.server.conftest import SECRET, USE, USER, define
from tests.servers.jupyter import TOKEN, jupyter_server

pytestmark = pytest.mark.slow

DATA_FILES = Path(altindex_magic.__file__).parent / "server" / "jupyter-config"
INSTALL = "%pip install acme-models"


@pytest.fixture
def defined(open_team, env):
    """Give an environment whose user has defined the index team."""
    define(env.home, team=open_team.url)
    return env


def test_a_server_with_tls_below_a_base_url(defined):
    """The gateway stays on loopback, and REST follows the server."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    (key, chain), trust = certificate_files(defined.root, certificate), ssl.create_default_context()
    authority.configure_trust(trust)
    files = (f"--ServerApp.keyfile={key}", f"--ServerApp.certfile={chain}")
    with jupyter_server(defined, *files, config=USE, base_url="/lab/of/alice/", tls=trust) as server:
        assert server.ask("GET", "altindex/api/active").json["names"] == ["team"]
        assert b"/lab/of/alice/static/altindex/page.js" in server.ask("GET", "altindex").body
        kernel = server.kernel()
        assert "Successfully installed" in kernel.run(INSTALL).text
        kernel.run("%load_ext altindex_magic")
        assert "/lab/of/alice/altindex" in kernel.run("%altindex").html


def certificate_files(folder, certificate):
    """Write a key and its chain of certificates."""
    key, chain = folder / "key.pem", folder / "chain.pem"
    certificate.private_key_pem.write_to_path(key)
    for pem in certificate.cert_chain_pems:
        pem.write_to_path(chain, append=True)
    return key, chain


def test_a_server_with_a_password(defined):
    """Whoever has logged in by the form may read and, with the XSRF token, write."""
    hashed = f"--PasswordIdentityProvider.hashed_password={passwd('a-good-one', 'sha256')}"
    with jupyter_server(defined, hashed, config=USE, token="") as server:
        assert server.ask("GET", "altindex/api/active").status == 403
        assert asyncio.run(by_password(server.url)) == (200, 403, 200)


async def by_password(url: str) -> tuple[int, ...]:
    """Log in, then read, write without and write with the XSRF token; give each status."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await (await session.get(f"{url}login")).read()
        xsrf = session.cookie_jar.filter_cookies(URL(url))["_xsrf"].value
        await session.post(f"{url}login", data={"password": "a-good-one", "_xsrf": xsrf})
        api = f"{url}altindex/api/"
        read = await session.get(f"{api}active")
        given = {"If-Match": read.headers["ETag"]}
        without = await session.put(f"{api}active", json={"names": []}, headers=given)
        xsrf = session.cookie_jar.filter_cookies(URL(url))["_xsrf"].value
        written = await session.put(f"{api}active", json={"names": []}, headers={**given, "X-XSRFToken": xsrf})
        return read.status, without.status, written.status


@pytest.mark.skipif(sys.platform == "win32", reason="there are no unix sockets for Jupyter")
def test_a_server_on_a_unix_socket(defined, tmp_path_factory):
    """The gateway has its port on loopback all the same."""
    socket = tmp_path_factory.mktemp("s") / "jupyter.sock"
    with jupyter_server(defined, f"--ServerApp.sock={socket}", config=USE, listens=socket.exists):
        status, body = asyncio.run(by_socket(socket))
    assert (status, body["names"]) == (200, ["team"])


async def by_socket(socket):
    """Read the server-wide set over a unix socket."""
    headers = {"Authorization": f"token {TOKEN}", "Host": "localhost"}
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(socket)), headers=headers) as session:
        answer = await session.get("http://localhost/altindex/api/active")
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (f"c.AltIndexServer.use = ['https://alice:{SECRET}@pypi.example.com/']", "secret-in-server-config"),
        (f"c.AltIndexServer.token = '{SECRET}'", "unknown-server-setting"),
    ],
)
def test_a_secret_in_the_configuration_is_refused_with_the_remedy(defined, config, expected):
    """The server works, its kernels are refused every name, and no log, at debug level, holds the secret."""
    with jupyter_server(defined, "--debug", config=config) as server:
        assert "c.AltIndexServer." in server.ask("GET", "altindex/api/active").json["unusable"]
        assert server.ask("GET", "api/status").status == 200
    log = server.log.read_text()
    assert expected in log
    assert "%altindex login" in log or "docs/server.md" in log
    assert Canary(SECRET).dress_in(log) is None


def test_the_canary_is_in_no_log_file_or_environment(team, env):
    """A secret typed on the page, used by installs, refused once, and looked for everywhere the user has files."""
    define(env.home, team=team.url)
    with jupyter_server(env, "--debug", config=USE) as server:
        version = server.ask("GET", "altindex/api/indexes/team").headers["ETag"]
        answers = [
            server.ask("PUT", "altindex/api/indexes/team/credential", body, If_Match=version)
            for body in ({"username": USER, "secret": SECRET, "keep": "session"}, {"secret": SECRET, "keep": "nowhere"})
        ]
        assert [answer.status for answer in answers] == [200, 400]
        kernel = server.kernel()
        assert "Successfully installed" in kernel.run(INSTALL).text
        kernel.run("%load_ext altindex_magic")
        seen = "".join(kernel.run(cell).shown for cell in ("%altindex", "%altindex list", "!env", "%env"))
        read = [server.ask("GET", f"altindex/{path}").body for path in ("", "api/indexes", "api/events", "api/active")]
    canary = Canary(SECRET, (USER,))
    assert canary.dress_in(seen) is None
    assert [canary.dress_in(body) for body in (*read, *(answer.body for answer in answers))] == [None] * 6
    assert canary.search(env.home, env.work, env.root / "runtime", env.log.parent / "server.log") == []


def test_installed_it_is_there_and_disabled_it_is_gone(defined):
    """By the data file that is installed, and by Jupyter's own command."""
    shutil.copytree(DATA_FILES, defined.prefix / "etc" / "jupyter")
    with jupyter_server(defined, config=USE, python=defined.python) as server:
        assert server.ask("GET", "altindex/api/active").status == 200
    gone = defined.run(defined.python, "-m", "jupyter_server.extension.serverextension", "disable", "altindex_magic")
    assert "successfully disabled" in gone.stdout + gone.stderr
    with jupyter_server(defined, config=USE, python=defined.python) as server:
        assert server.ask("GET", "altindex/api/active").status == 404
        kernel = server.kernel()
        assert kernel.run("import os; 'ALTINDEX_GATEWAY' in os.environ").text == "False"
