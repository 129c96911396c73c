"""The magic without ``%load_ext``, in kernels that start after it was switched on."""

from __future__ import annotations

import pytest

from altindex_magic.request import Autoload
from altindex_magic.service import AltIndex, Session, World
from tests.kernels import notebook

pytestmark = pytest.mark.slow


def test_switched_on_once_every_kernel_knows_the_magic(env):
    """Also one that starts without this package, which is as it was; switched off, they know it no more."""
    with notebook(env) as first:
        on = first.run("%load_ext altindex_magic", "%altindex autoload on")
        assert all(cell.ok for cell in on)
    with notebook(env) as second:
        assert second.run("%altindex list")[0].ok
        assert "_find_spec" not in second.run("print(dir())")[0].text
        assert second.run("%altindex autoload off")[0].ok
    with notebook(env) as third:
        assert "not found" in third.run("%altindex list")[0].shown


def test_an_environment_without_this_package_starts_as_before(env):
    """The script looks before it loads."""
    with notebook(env) as first:
        first.run("%load_ext altindex_magic", "%altindex autoload on")
    for path in env.root.joinpath("seen").glob("*altindex*.pth"):
        path.unlink()
    with notebook(env) as second:
        (cell,) = second.run("1 + 1")
    assert cell.text == "2"
    assert "altindex" not in env.log.read_text()


def test_it_is_the_folder_that_ipython_is_told_of(tmp_path):
    """The variable ``IPYTHONDIR`` counts."""
    session = Session(World(environ={"IPYTHONDIR": str(tmp_path / "elsewhere")}))
    for state, there in (("on", True), ("on", True), ("off", False), ("off", False)):
        list(AltIndex(session).perform(Autoload(state)))
        assert tmp_path.joinpath("elsewhere/profile_default/startup/50-altindex.py").exists() is there
    session.close()
