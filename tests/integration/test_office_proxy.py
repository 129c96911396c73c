"""An office whose pip.conf names a proxy and an authority of its own: whatever pip could reach, the gateway reaches."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import pytest

from tests.kernels import environment, notebook
from tests.packages import wheel
from tests.servers.certificates import Authority
from tests.servers.own import public_index
from tests.servers.tokens import token_index
from tests.servers.tunnel import PASSWORD, tunnel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.kernels import Environment, Notebook
    from tests.servers.tunnel import Tunnel

TOKEN: Final = "t0ken-behind-the-proxy"
HOST: Final = "pypi.acme.example"
LINES: Final = {
    "altindex": "%altindex install --with pip acme-altindex",
    "uv-altindex": "%altindex install --with uv acme-uv-altindex",
    "magic": "%pip install acme-magic",
    "shell": "!pip install acme-shell",
    "uv": "%uv pip install acme-uv",
}


class Office:
    """A kernel in that office, with the index that it cannot reach but through the proxy."""

    def __init__(self, env: Environment, kernel: Notebook, proxy: Tunnel, port: int) -> None:
        self.env = env
        self.kernel = kernel
        self.proxy = proxy
        self.target = f"{HOST}:{port}"

    def shown(self, *cells: str) -> str:
        outcomes = self.kernel.run(*cells)
        shown = "\n".join(outcome.shown for outcome in outcomes)
        assert PASSWORD not in shown
        assert TOKEN not in shown
        assert all(outcome.ok for outcome in outcomes), shown
        return shown


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Iterator[Office]:
    """Write the office's pip.conf, and put its index to use."""
    root = tmp_path_factory.mktemp("office")
    authority = Authority(root)
    for name in LINES:
        wheel(root / "packages", f"acme-{name}", "1.0")
    with ExitStack() as stack:
        public = stack.enter_context(public_index(root / "public"))
        index = stack.enter_context(token_index(root / "packages", authority.context("wrong host")))  # its name is HOST
        index.tokens[TOKEN] = True
        proxy = stack.enter_context(tunnel())
        config = root / "pip.conf"
        config.write_text(f"[global]\nproxy = {proxy.url_with_login}\ncert = {authority.ca_cert}\nretries = 0\n")
        variables = {"PIP_CONFIG_FILE": str(config), "PIP_INDEX_URL": public.url, "NO_PROXY": "127.0.0.1"}
        env = environment(root / "env")
        kernel = stack.enter_context(notebook(env, {**variables, "TEAM_TOKEN": TOKEN}))
        made = Office(env, kernel, proxy, index.server.port)
        made.shown(
            "%load_ext altindex_magic",
            f"%altindex add team https://{made.target}/simple/",
            "%altindex login team --username me --env TEAM_TOKEN",
            "%altindex use team",
        )
        yield made


@pytest.mark.parametrize("way", LINES)
def test_every_way_of_installing_works_through_the_proxy(office, way):
    """The index is asked through it, with pip's authority; the gateway itself is not."""
    office.shown(LINES[way], f"import acme_{way.replace('-', '_')}")
    assert set(office.proxy.asked) == {f"CONNECT {office.target} HTTP/1.1"}


def test_what_is_on_no_index_cannot_be_had_and_pip_says_what_would_help(office):
    """Pip knows one proxy for everything, and that is the gateway now."""
    before = list(office.proxy.asked)
    (outcome,) = office.kernel.run(f"!pip install https://{office.target}/acme_direct-1.0-py3-none-any.whl")
    assert "pip's own proxy reaches indexes alone: name it by HTTPS_PROXY" in outcome.shown
    assert PASSWORD not in outcome.shown
    assert office.proxy.asked == before


def test_the_doctor_tells_of_it(office):
    """Only pip knows that proxy."""
    shown = office.shown("%altindex doctor")
    assert "pip goes through a proxy that uv and others do not know of." in shown
    assert "Name it by HTTPS_PROXY, and exceptions by NO_PROXY, for all tools." in shown


def test_a_wrong_login_is_told_with_the_file_that_has_it(office, tmp_path):
    """The remedy is not where it would be for a variable."""
    config = tmp_path / "pip.conf"
    config.write_text(f"[global]\nproxy = http://office-user:wr0ng@127.0.0.1:{office.proxy.port}\n")
    done = office.env.run(*office.env.command("test", "team"), PIP_CONFIG_FILE=str(config), TEAM_TOKEN=TOKEN)
    told = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 1, told
    assert "[proxy-failed]" in told
    assert "answered 407 Proxy Authentication Required" in told
    assert f"Put its user name and password into pip's proxy ({config} [global])." in told
    assert "wr0ng" not in told


def test_off_gives_pip_its_own_proxy_back(office):
    """Nothing of ours is left in the environment."""
    shown = office.shown("%altindex off", "import os; print('PIP_PROXY' in os.environ)")
    assert shown.rstrip().endswith("False")
