"""What is exported works in a clean shell: plain pip, uv and twine, with the keyring as the only store of secrets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import keyring.core
import pytest
from keyring.backends import fail
from keyrings.alt.file import PlaintextKeyring

from altindex_magic import request
from altindex_magic.config.keeping import read as read_text
from altindex_magic.model import SECRET_AS_USER
from altindex_magic.render.text import to_text
from altindex_magic.secret import Secret
from altindex_magic.service import AltIndex, Session, World
from tests.canary import Canary
from tests.environ import hermetic_environ
from tests.file_keyring import FileKeyring
from tests.kernels import environment
from tests.packages import wheel
from tests.servers.base import write_htpasswd
from tests.servers.pypi_server import pypiserver as run_pypiserver

if TYPE_CHECKING:
    from tests.kernels import Environment
    from tests.servers.base import Server


@dataclass
class Shell:
    """A clean shell of the user: nothing but a home, a keyring, and an environment with pip, uv and twine."""

    home: Path
    env: Environment
    backend: str
    service: AltIndex

    def run(self, *argv: str | Path, folder: Path | None = None, **variables: str) -> str:
        """Run a command that must succeed, and give what it said."""
        done = subprocess.run(
            [str(word) for word in argv],
            env=self._environ() | variables,
            cwd=folder or self.env.work,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def perform(self, wanted: request.Request) -> str:
        """Perform a request, and give all that a person sees."""
        return "\n".join(to_text(event, 1000) for event in self.service.perform(wanted))

    def define(self, name: str, server: Server, **settings: object) -> None:
        """Define an index with its user, and keep its secret as ``login`` does."""
        self.perform(request.Add(name, server.url, username=server.username, **settings))
        index = self.service.session.store.find(name)
        self.service.session.credentials.keep(index, server.username, Secret(server.password or ""))

    def _environ(self) -> dict[str, str]:
        clean = hermetic_environ(os.environ, self.home)
        for name in ("PIP_CONFIG_FILE", "UV_NO_CONFIG"):
            del clean[name]
        folders = [str(self.env.scripts), sysconfig.get_path("scripts"), clean["PATH"]]
        return clean | {
            "PATH": os.pathsep.join(folders),
            "VIRTUAL_ENV": str(self.env.prefix),
            "PYTHON_KEYRING_BACKEND": self.backend,
            "PYTHONPATH": str(self.home.parent / "plugins"),
        }


@pytest.fixture
def shell_with(hermetic, tmp_path, monkeypatch):
    """Give a function that makes the shell of someone with this keyring."""
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    shutil.copy(Path(__file__).parents[1] / "file_keyring.py", plugins)
    for name in ("PIP_CONFIG_FILE", "UV_NO_CONFIG"):
        monkeypatch.delenv(name)
    sessions = []

    def make(backend):
        monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
        sessions.append(Session(World(project_dir=None)))
        module = "file_keyring" if isinstance(backend, FileKeyring) else type(backend).__module__
        env = environment(tmp_path / "env")
        return Shell(hermetic, env, f"{module}.{type(backend).__name__}", AltIndex(sessions[-1]))

    yield make
    for session in sessions:
        session.close()


def source_tree(folder: Path) -> Path:
    """Write a small package."""
    folder.mkdir()
    (folder / "acme_models.py").write_text("ANSWER = 42\n")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "acme-models"\nversion = "1.0"\n[tool.hatch.build]\ninclude = ["acme_models.py"]\n'
    )
    return folder


def leaks(shell: Shell, password: str, username: str) -> list[str]:
    """Find the secret in the home of the user, but for the keyring."""
    found = Canary(password, (username,)).search(shell.home)
    return [leak for leak in found if "python_keyring" not in leak]


@pytest.mark.parametrize("which", ["pypiserver", "devpi"])
def test_the_how_to_works_from_a_terminal(request_of, shell_with, which):
    """``python -m build``, ``twine upload -r fury dist/*``, ``pip install acme-models``, and the same with uv."""
    server = request_of(which)
    shell = shell_with(FileKeyring())
    shell.define("fury", server, publish_url=server.upload_url)
    said = [shell.perform(request.Export("pypirc"))]
    said += [shell.perform(request.Export(form, only=True)) for form in ("pip", "uv")]
    tree = source_tree(shell.env.work / "acme-models")
    python = shell.env.python
    said.append(shell.run(python, "-m", "build", "--no-isolation", folder=tree))
    files = sorted((tree / "dist").iterdir())
    said.append(shell.run(python, "-m", "twine", "upload", "--non-interactive", "-r", "fury", *files))
    said.append(shell.run("pip", "install", "--no-cache-dir", "acme-models"))
    assert shell.env.installed()["acme-models"] == "1.0"
    said.append(shell.run("uv", "pip", "install", "--reinstall", "--refresh", "acme-models"))
    assert shell.env.installed()["acme-models"] == "1.0"
    assert leaks(shell, server.password, server.username) == []
    assert Canary(server.password, (server.username,)).dress_in("\n".join(said)) is None


def test_the_how_to_works_with_a_token_in_the_users_place(shell_with, tmp_path):
    """As Gemfury takes it: in files of the user alone, since no tool can ask a keyring for it."""
    token = "t0ken-of-acme-4711"
    with run_pypiserver(tmp_path / "gemfury") as server:
        write_htpasswd(server.folder.parent / "htpasswd", token, "")
        fury = replace(server, username=SECRET_AS_USER, password=token)
        shell = shell_with(FileKeyring())
        shell.define("fury", fury, publish_url=fury.upload_url)
        said = [shell.perform(request.Export("pypirc", with_secret=True))]
        said.append(shell.perform(request.Export("netrc", with_secret=True)))
        said.append(shell.perform(request.Export("pip", only=True)))
        file = wheel(shell.env.work / "dist", "acme-models", "1.0")
        said.append(shell.run(shell.env.python, "-m", "twine", "upload", "--non-interactive", "-r", "fury", file))
        said.append(shell.run("pip", "install", "--no-cache-dir", "acme-models"))
        assert shell.env.installed()["acme-models"] == "1.0"
        said.append(shell.run("uv", "pip", "install", "--reinstall", "--default-index", fury.url, "acme-models"))
    assert Canary(token).dress_in("\n".join(said)) is None
    assert {leak.split("/")[-1].partition(":")[0] for leak in leaks(shell, token, "")} == {".netrc", ".pypirc"}


def test_a_keyring_that_needs_the_user_name_serves_pip_over_tls(shell_with, nginx):
    """The name stands in the address, the certificate of the private authority in the file."""
    shell = shell_with(PlaintextKeyring())
    shell.define("tls", nginx, ca_cert=str(nginx.ca_cert))
    assert "answers this with 403" in shell.perform(request.Export("pip", only=True))
    assert f"://{nginx.username}@" in read_text(shell.home / ".config/pip/pip.conf")
    shell.run("pip", "install", "--no-input", "acme-tls==1.0")
    assert shell.env.installed()["acme-tls"] == "1.0"
    assert leaks(shell, nginx.password, nginx.username) == []


def test_without_a_keyring_a_netrc_file_serves_pip_and_uv(shell_with, pypiserver):
    """After a warning, and readable by its owner alone."""
    shell = shell_with(fail.Keyring())
    wheel(pypiserver.folder, "acme-models", "1.0")
    shell.define("team", pypiserver)
    said = shell.perform(request.Export("netrc", with_secret=True))
    assert (
        f"Warning: The secret of team stands in {shell.home / '.netrc'}, for everyone who can read that file." in said
    )
    assert pypiserver.password not in said
    assert (shell.home / ".netrc").stat().st_mode & 0o777 == 0o600
    shell.run("pip", "install", "--no-input", "--no-cache-dir", "--index-url", pypiserver.url, "acme-models")
    shell.run("uv", "pip", "install", "--reinstall", "--default-index", pypiserver.url, "acme-models")
    assert shell.env.installed()["acme-models"] == "1.0"


def test_a_file_with_the_secret_serves_a_server_that_pip_does_not_get_on_with(shell_with, pypiserver):
    """This one answers 403 to a user name without password, and pip then does not ask the keyring."""
    shell = shell_with(PlaintextKeyring())
    wheel(pypiserver.folder, "acme-models", "1.0")
    shell.define("team", pypiserver)
    said = shell.perform(request.Export("pip", only=True, with_secret=True))
    assert pypiserver.password not in said
    shell.run("pip", "install", "--no-input", "--no-cache-dir", "acme-models")
    assert shell.env.installed()["acme-models"] == "1.0"


@pytest.fixture
def request_of(request):
    """Give a function that gives a server by the name of its fixture."""
    return request.getfixturevalue
