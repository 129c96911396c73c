"""Kernels and terminals of a real Jupyter server, with a set in use for all of them."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from tests.doors.server.conftest import SECRET, USE, USER, define, private_index
from tests.kernels import environment
from tests.packages import wheel
from tests.servers.jupyter import jupyter_server

pytestmark = pytest.mark.slow

LOAD = "%load_ext altindex_magic"


PROJECTS = ("acme-models", "acme-tools", "acme-shell", "acme-twice", "acme-bare", "acme-terminal", "acme-told")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Run a server that uses an index without a password; each test has kernels and a project of its own."""
    root = tmp_path_factory.mktemp("shared")
    index = private_index(root / "index", None)
    for project in PROJECTS:
        index.has(project)
    env = environment(root / "env")
    define(env.home, team=index.url)
    with jupyter_server(env, config=USE) as running:
        yield running
    index.server.stop()


@pytest.fixture
def server(shared):
    """Give that server to a test, which finds nothing installed and nothing published."""
    yield shared
    shared.env.forget_installed()
    shutil.rmtree(shared.env.home / ".data/altindex/local", ignore_errors=True)


@pytest.fixture
def own_server(open_team, env):
    """Run a server for one test, that breaks something of it."""
    define(env.home, team=open_team.url)
    with jupyter_server(env, config=USE) as running:
        yield running


def log_in(server) -> None:
    """Type the secret once, as the settings page does."""
    version = server.ask("GET", "altindex/api/indexes/team").headers["ETag"]
    body = {"username": USER, "secret": SECRET, "keep": "session"}
    answer = server.ask("PUT", "altindex/api/indexes/team/credential", body, If_Match=version)
    assert answer.status == 200, answer.body


def test_the_first_cell_of_a_new_notebook_installs_a_private_package(server):
    """No cell before it, no extension loaded."""
    cell = server.kernel().run("%pip install acme-models")
    assert "Successfully installed acme-models-1.0" in cell.text
    assert server.env.installed()["acme-models"] == "1.0"


def test_uv_and_a_shell_install_as_well(server):
    """The environment is that of every child."""
    kernel = server.kernel()
    kernel.run("!uv pip install acme-tools")
    kernel.run("!pip install acme-shell")
    assert {"acme-tools", "acme-shell"} <= server.env.installed().keys()


def test_the_magic_finds_the_gateway_of_the_server(server):
    """The set in use is that of the server, and so is the gateway."""
    kernel = server.kernel()
    kernel.run(LOAD)
    status = kernel.run("%altindex")
    port = kernel.run("import os; print(os.environ['ALTINDEX_GATEWAY'].rpartition(':')[2].strip('/'))").text.strip()
    assert f"127.0.0.1:{port}" in status.text
    assert "team" in status.text
    assert "/altindex" in status.html


def test_installing_with_the_magic_tells_the_index(server):
    """Answers and downloads come from the server's gateway, also for a second kernel within seconds."""
    for _ in range(2):
        kernel = server.kernel()
        kernel.run(LOAD)
        cell = kernel.run("%altindex install --force-reinstall acme-twice")
        assert cell.ok, cell.shown
        assert re.search(r"acme-twice .* from team", cell.text)


def test_a_refusal_is_shown_below_the_cell_of_the_kernel_that_met_it(own_server, open_team):
    """And below no other's."""
    one, other = own_server.kernel(), own_server.kernel()
    for kernel in (one, other):
        kernel.run(LOAD)
    open_team.server.stop()
    cell = one.run("!pip download --no-deps acme-models")
    assert "[connection-failed]" in cell.text
    assert "%altindex test team" in cell.text
    assert other.run("1 + 1").text == "2"
    assert one.run("1 + 1").text == "2"


def test_a_kernel_uses_another_set_for_itself(server, json_only):
    """Other kernels keep the set of the server."""
    one, other = server.kernel(), server.kernel()
    one.run(LOAD)
    assert one.run(f"%altindex add mine {json_only.url} --replace").ok
    assert one.run("%altindex use mine").ok
    assert one.run("import os; 'mine-' in os.environ['PIP_INDEX_URL']").text == "True"
    assert other.run("import os; 'team-' in os.environ['PIP_INDEX_URL']").text == "True"


def test_off_restores_what_the_kernel_would_have_had(server):
    """As if there were no server-wide set."""
    kernel = server.kernel()
    kernel.run(LOAD)
    assert kernel.run("%altindex off").ok
    left = kernel.run("import os; [n for n in os.environ if n.startswith(('PIP_INDEX', 'PIP_EXTRA', 'UV_'))]").text
    assert left == "['UV_NO_CONFIG']"


def test_a_secret_typed_once_survives_the_restart_of_a_kernel(team, env):
    """It lives in the server; the kernel never sees it."""
    define(env.home, team=team.url)
    with jupyter_server(env, config=USE) as server:
        kernel = server.kernel()
        assert "Successfully" not in kernel.run("%pip install acme-models").text
        log_in(server)
        kernel.restart()
        assert "Successfully installed" in kernel.run("%pip install acme-models").text
        seen = kernel.run("import os; print(dict(os.environ))").text
    assert SECRET not in seen


def test_a_secret_typed_in_a_kernel_lives_in_the_server(team, env):
    """``%altindex login`` of one kernel serves the others."""
    define(env.home, team=team.url)
    with jupyter_server(env, config=USE) as server:
        one, other = server.kernel(), server.kernel()
        one.run(LOAD)
        cell = one.run("%altindex login team --keep session", SECRET)
        assert cell.ok, cell.shown
        assert "Successfully installed" in other.run("%pip install acme-models").text


def test_a_variable_of_one_kernel_is_enough(team, env):
    """The server lacks the credential, so that the kernel lends it."""
    define(env.home, team=team.url)
    with jupyter_server(env) as server:
        kernel = server.kernel()
        kernel.run(LOAD)
        kernel.run(f"import os; os.environ['TEAM_TOKEN'] = {SECRET!r}")
        cell = kernel.run("%altindex login team --env TEAM_TOKEN")
        assert cell.ok, cell.shown
        assert kernel.run("%altindex use team").ok
        assert "Successfully installed" in kernel.run("%pip install acme-models").text


def test_a_kernel_whose_gateway_has_ended_starts_its_own_and_says_so(own_server):
    """The set stays what it was."""
    kernel = own_server.kernel()
    kernel.run(LOAD)
    kernel.run("%altindex")
    own_server.end_gateway()
    cell = kernel.run("%altindex")
    assert "has started its own" in cell.text
    assert "Successfully installed" in kernel.run("%pip install acme-models").text


def test_a_kernel_that_never_asked_before_the_gateway_ended_finds_the_set_too(own_server):
    """The environment says which it was."""
    kernel = own_server.kernel()
    own_server.end_gateway()
    kernel.run(LOAD)
    assert "has started its own" in kernel.run("%altindex why acme-models").text
    assert "Successfully installed" in kernel.run("%pip install acme-models").text


def test_a_kernel_that_is_opened_after_the_gateway_ended_finds_it_running_again(own_server):
    """It is not left to the public index."""
    own_server.end_gateway()
    assert "Successfully installed" in own_server.kernel().run("%pip install acme-models").text


def test_a_set_that_cannot_be_made_is_told_in_the_kernel(open_team, env):
    """Plain pip finds nothing and the magic says why; the kernel can go its own way."""
    define(env.home, team=open_team.url)
    reason = "There is no index called `Team`. Did you mean `team`?"
    with jupyter_server(env, config='c.AltIndexServer.use = ["Team"]') as server:
        kernel = server.kernel()
        kernel.run(LOAD)
        assert reason in " ".join(kernel.run("%pip install acme-models").shown.split())
        status = kernel.run("%altindex").text
        assert f"Every name is refused: {reason}" in " ".join(status.split())
        assert "obey their own settings" not in status
        assert "[set-unusable]" in kernel.run("%altindex install acme-models").shown
        assert kernel.run("%altindex use team").ok
        assert "Successfully installed" in kernel.run("%pip install acme-models").text


def test_where_the_gateway_cannot_run_no_index_is_found(open_team, env):
    """And least of all the public one; the log of the server and the words of pip tell why."""
    define(env.home, team=open_team.url)
    ledger = env.home / ".state" / "altindex" / "ledger.sqlite"
    ledger.parent.mkdir(parents=True)
    ledger.write_bytes(b"damaged" * 1000)
    with jupyter_server(env, config=USE) as server:
        kernel = server.kernel()
        cell = kernel.run("!pip download --no-deps --retries 0 acme-models")
        assert "the-gateway-of-the-jupyter-server-does-not-run" in cell.text
        assert "ledger.sqlite is damaged" in server.log.read_text()
        ledger.unlink()
        kernel.run(LOAD)
        assert "has started its own" in kernel.run("%altindex").text
        assert "Successfully downloaded" in kernel.run("!pip download --no-deps acme-models").text


def test_a_kernel_in_an_environment_without_this_package_installs(server, tmp_path):
    """It needs nothing but pip."""
    bare = environment(tmp_path / "bare")
    next(bare.root.glob("seen/_editable_impl_altindex*.pth"), tmp_path / "none").unlink(missing_ok=True)
    spec = server.env.root / "kernels" / "bare"
    spec.mkdir(exist_ok=True)
    argv = [str(bare.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.joinpath("kernel.json").write_text(json.dumps({"argv": argv, "display_name": "bare", "language": "python"}))
    kernel = server.kernel("bare")
    assert kernel.run("import altindex_magic").error.ename == "ModuleNotFoundError"
    assert "Successfully installed" in kernel.run("%pip install acme-bare").text
    assert bare.installed()["acme-bare"] == "1.0"


def test_a_new_terminal_installs(server):
    """Its variables are those of the gateway."""
    server.ask("GET", "altindex/api/active")  # by then the gateway runs
    shown = server.terminal(f"{server.env.python} -m pip install acme-terminal; echo dn''e")
    assert "Successfully installed acme-terminal-1.0" in shown


def test_publishing_needs_the_kernel_itself(server):
    """The capability in the environment, which every child sees, gives no right to publish."""
    kernel = server.kernel()
    kernel.run("from altindex_magic.gateway.line import Line; from altindex_magic.model import *; import os")
    kernel.run("local = Index('local', 'file:///x/', publish_url='file:///x/')")
    asked = "Line(os.environ['ALTINDEX_GATEWAY']).send('PUT', 'upload', {'routes': RouteSet((), None), 'index': local})"
    cell = kernel.run(asked)
    assert "only a kernel itself" in cell.shown


def test_a_kernel_publishes_through_the_gateway_of_the_server(server):
    """The kernel proves to be itself by the key of its connection; what it has lent goes back with the child."""
    made = wheel(server.env.work, "acme-published", "1.0")
    kernel = server.kernel()
    kernel.run(LOAD)
    cell = kernel.run(f"%altindex upload {made.name} --to local")
    assert cell.ok, cell.shown
    assert list(server.env.home.joinpath(".data/altindex/local").rglob(made.name))
    kernel.run("%altindex use team local --uploads")
    target = kernel.run("import os; os.environ['TWINE_REPOSITORY_URL'].rpartition('/upload/')[2]")
    assert "local/" in target.text, target.shown


def test_what_a_kernel_has_installed_is_told_with_its_environment(server):
    """By REST, for each environment and the kernels that live in it."""
    kernel = server.kernel()
    kernel.run(LOAD)
    kernel.run("%altindex install --force-reinstall acme-told")
    (found,) = server.ask("GET", "altindex/api/installs").json["environments"]
    assert found["prefix"] == str(server.env.prefix)
    assert kernel.id in found["kernels"]
    assert "acme-told" in {each["project"] for each in found["installs"]}
