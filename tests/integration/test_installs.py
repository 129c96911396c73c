"""Private packages of real servers come into a real kernel's environment, whichever installer is called."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.canary import Canary
from tests.frontend import frontend
from tests.kernels import Environment, Notebook, environment, notebook
from tests.packages import backend_wheel, project, sdist, wheel
from tests.servers.folder import folder_index
from tests.servers.nginx import nginx as run_nginx
from tests.servers.own import json_index, public_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.base import Server

INDEXES: Final = ("pypiserver", "devpi", "nginx", "json-only", "share")
WITH_PIP: Final = ("%altindex install", "%altindex install --with pip", "%pip install", "!pip install")
WITH_UV: Final = ("%uv pip install", "!uv pip install")
WAYS: Final = {
    "pip 26": (*WITH_PIP, *WITH_UV),
    "pip 23": ("%altindex install --with pip", "%pip install", "!pip install"),
    "no pip": ("%altindex install", *WITH_UV),
}
"""How an install is called in each kind of environment."""


def project_for(index: str, way: int) -> str:
    """Name the project of *index* that is installed in the *way* of that number."""
    return f"acme-{index}-{way}"


def fill(folder: Path, index: str) -> list[Path]:
    """Write what *index* has: a wheel for each way, and an sdist whose build requirement is private as well."""
    made = [wheel(folder, project_for(index, way), "1.0") for way in range(len(WAYS["pip 26"]))]
    made.append(backend_wheel(folder, f"acme-{index}-backend", "1.0"))
    backend = f"acme_{index}_backend".replace("-", "_")
    requires = [f"acme-{index}-backend"]
    made.append(sdist(folder, f"acme-{index}-built", "1.0", build_requires=requires, build_backend=backend))
    return made


@pytest.fixture(scope="module")
def servers(tmp_path_factory, pypiserver_process, devpi_process) -> Iterator[dict[str, Server]]:
    """Run one server of each kind, all of them filled, and one that stands for the default index."""
    root = tmp_path_factory.mktemp("servers")
    folders = {name: root / name for name in (*INDEXES, "public")}
    files = {name: fill(folders[name], name) for name in INDEXES}
    folders["public"].mkdir()
    with ExitStack() as stack:
        pypiserver_process.start()
        for path in files["pypiserver"]:
            pypiserver_process.folder.joinpath(path.name).write_bytes(path.read_bytes())
        devpi = devpi_process.new_index("installs")
        upload(devpi, files["devpi"])
        yield {
            "pypiserver": pypiserver_process,
            "devpi": devpi,
            "nginx": stack.enter_context(run_nginx(root / "web", folders["nginx"])),
            "json-only": stack.enter_context(json_index(folders["json-only"])),
            "share": stack.enter_context(folder_index(folders["share"])),
            "public": stack.enter_context(public_index(folders["public"])),
        }
    for path in pypiserver_process.folder.iterdir():
        path.unlink()


def upload(server: Server, paths: list[Path]) -> None:
    """Let plain twine upload *paths*."""
    argv = [sys.executable, "-m", "twine", "upload", "--non-interactive", "--disable-progress-bar"]
    argv += ["--repository-url", server.upload_url, "--username", server.username, "--password", server.password]
    subprocess.run([*argv, *map(str, paths)], check=True, capture_output=True)


@dataclass(frozen=True)
class Site:
    """An environment with a kernel in which every index is defined and logged in to."""

    kind: str
    env: Environment
    notebook: Notebook


@pytest.fixture(scope="module", params=WAYS)
def site(request, tmp_path_factory, servers, old_pip) -> Iterator[Site]:
    """Give a kernel of each kind of environment, with every index known to it."""
    options: dict[str, Any] = {"pip 26": {}, "pip 23": {"pip": old_pip}, "no pip": {"pip": None}}
    env = environment(tmp_path_factory.mktemp("site") / "env", **options[request.param])
    secrets = {variable(name): servers[name].password or "" for name in INDEXES}
    with notebook(env, {"PIP_INDEX_URL": servers["public"].url, **secrets}) as running:
        assert running.run("%load_ext altindex_magic")[0].ok
        for name in INDEXES:
            for outcome in running.run(*definition(name, servers[name])):
                assert outcome.ok, outcome.shown
        yield Site(request.param, env, running)


def definition(name: str, server: Server) -> list[str]:
    """Write the cells that make an index known, as a person does."""
    add = ["%altindex add", name, server.url]
    if server.username:
        add += ["--username", server.username]
    if server.ca_cert:
        add += ["--ca-cert", str(server.ca_cert)]
    login = [f"%altindex login {name} --env {variable(name)}"] if server.username else []
    return [" ".join(add), *login]


def variable(index: str) -> str:
    """Name the variable that holds the secret of *index*."""
    return f"SECRET_OF_{index.replace('-', '_').upper()}"


@pytest.mark.parametrize("index", INDEXES)
def test_every_way_to_install_gets_the_private_package(site, index):
    """After `use` none of them needs a flag, and `%altindex install` names the index it came from."""
    site.env.forget_installed()
    used = site.notebook.run(f"%altindex use {index}")[0]
    assert used.ok, used.shown
    for number, way in enumerate(WAYS[site.kind]):
        wanted = project_for(index, number)
        done = site.notebook.run(f"{way} {wanted}")[0]
        assert site.env.installed().get(wanted) == "1.0", f"{way}\n{done.shown}"
        assert done.ok, done.shown
        if way.startswith("%altindex"):
            assert f"from {index}" in line_with(wanted, done.text)


def test_an_sdist_is_built_with_what_only_the_index_has(site):
    """The build requirement comes from the private index too: a child of the installer fetches it."""
    way = "%altindex install" if site.kind == "no pip" else "%pip install"
    _, done = site.notebook.run("%altindex use pypiserver", f"{way} acme-pypiserver-built")
    assert site.env.installed().get("acme-pypiserver-built") == "1.0", done.shown


@pytest.mark.parametrize("site", ["pip 26"], indirect=True)
def test_build_gets_private_build_requirements(site, tmp_path):
    """`python -m build` makes an environment of its own, and fills it through the gateway as well."""
    requires, backend = ["acme-pypiserver-backend"], "acme_pypiserver_backend"
    tree = project(tmp_path / "tree", "acme-mine", "1.0", build_requires=requires, build_backend=backend)
    argv = f"!python -m build --wheel --outdir {tmp_path / 'dist'} {tree}"
    _, off, _, built = site.notebook.run("%altindex off", argv, "%altindex use pypiserver", argv)
    assert "No matching distribution found for acme-pypiserver-backend" in off.text
    assert [path.name for path in tmp_path.joinpath("dist").iterdir()] == ["acme_mine-1.0-py3-none-any.whl"], built.text


def test_a_secret_is_typed_at_a_hidden_prompt_and_kept_in_the_keyring(servers, tmp_path):
    """It is asked for as a password, shown nowhere, and there again after a restart of the kernel."""
    env = environment(tmp_path / "env")
    server = servers["pypiserver"]
    keyring = {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring"}
    with frontend(env, PIP_INDEX_URL=servers["public"].url, **keyring) as person:
        person.run("%load_ext altindex_magic")
        person.run(f"%altindex add team {server.url}")
        typed = person.run("%altindex login team", answers=[server.username, server.password])
        assert typed.ok, typed.shown
        assert [prompt.password for prompt in person.prompts] == [False, True]
        assert "The secret for team is kept in the keyring." in typed.text
        person.restart()
        person.run("%load_ext altindex_magic")
        assert person.run("%altindex use team").ok
        done = person.run(f"%altindex install {project_for('pypiserver', 0)}")
        assert done.ok, done.shown
        assert len(person.prompts) == 2, "it was asked for again"
    assert not Canary(server.password, (server.username,)).dress_in(typed.shown + done.shown)


def test_a_wrong_secret_is_not_kept(servers, tmp_path):
    """The index is asked before the keyring is written; the next login begins with nothing."""
    env = environment(tmp_path / "env")
    server = servers["pypiserver"]
    with frontend(env, PIP_INDEX_URL=servers["public"].url) as person:
        person.run("%load_ext altindex_magic")
        person.run(f"%altindex add team {server.url} --username {server.username}")
        wrong = person.run("%altindex login team --keep session", answers=["mistyped-secret"])
        assert "[permission-denied]" in wrong.error.traceback, "what pypiserver answers to a wrong password"
        assert "[credential-missing]" in person.run("%altindex use team").error.traceback
        assert person.run("%altindex login team --keep session", answers=[server.password]).ok
        assert person.run("%altindex use team").ok


def line_with(text: str, shown: str) -> str:
    """Find the first line of the summary that speaks of *text*."""
    return next((line for line in shown.splitlines() if f"+ {text} " in line), f"no line with {text} in:\n{shown}")
