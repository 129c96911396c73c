"""Fixtures of real parts, shared by all kinds of tests: servers, packages, environments and kernels."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from tests.installers import pip_in, pip_of_this_environment, uv
from tests.kernels import environment, notebook
from tests.packages import wheel
from tests.servers import devpi as devpi_module
from tests.servers import nginx as nginx_module
from tests.servers.folder import folder_index
from tests.servers.moody import moody_index
from tests.servers.own import json_index, public_index
from tests.servers.private import private_index
from tests.servers.pypi_server import pypiserver as run_pypiserver
from tests.users import User

if TYPE_CHECKING:
    from pathlib import Path

OLD_PIP: Final = "23.2.1"
"""A pip that a good part of the world still runs: the one that Python 3.11 and 3.12 were born with."""


@pytest.fixture(scope="session")
def pypiserver_process(tmp_path_factory):
    """Run one pypiserver for the whole session."""
    with run_pypiserver(tmp_path_factory.mktemp("pypiserver")) as server:
        yield server


@pytest.fixture
def pypiserver(pypiserver_process):
    """Give a pypiserver that is up and empty."""
    pypiserver_process.start()
    yield pypiserver_process
    for path in pypiserver_process.folder.iterdir():
        path.unlink()


@pytest.fixture(scope="session")
def devpi_process(tmp_path_factory):
    """Run one devpi-server for the whole session."""
    with devpi_module.devpi(tmp_path_factory.mktemp("devpi")) as server:
        yield server


@pytest.fixture
def devpi(devpi_process, tmp_path):
    """Give an empty index of alice's on a devpi-server that is up."""
    devpi_process.process.start()
    return devpi_process.new_index(tmp_path.name)


@pytest.fixture(scope="session")
def nginx_process(tmp_path_factory):
    """Run one nginx for the whole session, over ``acme-tls`` 1.0 and 1.1."""
    folder = tmp_path_factory.mktemp("nginx")
    for version in ("1.0", "1.1"):
        wheel(folder / "distributions", "acme-tls", version)
    with nginx_module.nginx(folder, folder / "distributions") as server:
        yield server


@pytest.fixture
def nginx(nginx_process):
    """Give an nginx that is up: TLS by a private authority, a password, and ``acme-tls`` 1.0 and 1.1."""
    nginx_process.start()
    return nginx_process


@pytest.fixture
def json_only(tmp_path):
    """Give an empty index that speaks nothing but JSON; put distributions into its folder."""
    with json_index(_made(tmp_path / "json-only")) as server:
        yield server


@pytest.fixture
def public(tmp_path):
    """Give an empty index that stands for the default one; put distributions into its folder."""
    with public_index(_made(tmp_path / "public")) as server:
        yield server


@pytest.fixture
def share(tmp_path):
    """Give an empty folder index; put distributions into its folder."""
    with folder_index(tmp_path / "share") as server:
        yield server


@pytest.fixture
def moody(tmp_path):
    """Give an empty index that breaks on demand; put distributions into its folder."""
    with moody_index(_made(tmp_path / "moody")) as index:
        yield index


@pytest.fixture
def private(tmp_path):
    """Give an empty private index, whose address stays the same when it breaks."""
    with private_index(_made(tmp_path / "private")) as index:
        yield index


@pytest.fixture
def user(tmp_path, private, public, old_pip):
    """Give someone whose default index is ``public``, and who may read ``private``."""
    settings = {"PIP_INDEX_URL": public.url, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PRIVATE_TOKEN": private.password}
    installers = (pip_of_this_environment(), pip_in(old_pip), uv())
    return User(tmp_path, {**os.environ, **settings}, installers, private, public)


@pytest.fixture(scope="session")
def old_pip(request) -> Path:
    """Give a folder with the old pip, fetched once by the pip of this environment as it is configured."""
    folder = request.config.cache.mkdir(f"pip-{OLD_PIP}")
    if not folder.joinpath("pip").is_dir():
        fetch = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder, f"pip=={OLD_PIP}"]
        subprocess.run([sys.executable, "-m", "pip", *map(str, fetch)], check=True, env=dict(os.environ))
        with zipfile.ZipFile(folder / f"pip-{OLD_PIP}-py3-none-any.whl") as archive:
            archive.extractall(folder)
    return folder


@pytest.fixture
def env(tmp_path):
    """Give a throw-away environment with this environment's pip, and uv."""
    return environment(tmp_path / "env")


@pytest.fixture
def kernel(env):
    """Give a notebook with a running kernel of ``env``."""
    with notebook(env) as running:
        yield running


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
