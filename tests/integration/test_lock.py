"""Lock files over two private indexes and a public one, written and applied in real kernels, with uv and with pip."""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import dataclass

import pytest
from packaging.pylock import Pylock

from tests.kernels import Environment, Notebook, environment, notebook
from tests.packages import project, sdist, wheel
from tests.servers.moody import Moody, moody_index
from tests.servers.own import OwnServer, json_index, public_index

MODELS = "acme_models-1.0-py3-none-any.whl"


@dataclass(frozen=True)
class Scene:
    """A kernel, and what it can reach."""

    tool: str
    kernel: Notebook
    env: Environment
    private: Moody
    team: OwnServer
    public: OwnServer
    unheard_of: list[str]
    """Projects that ``team`` lists, with a version 1.0, and that nobody has asked for."""

    def run(self, *cells: str) -> str:
        """Run cells that have to succeed, and give what they showed."""
        shown = [self.kernel.run(cell)[0] for cell in cells]
        assert all(each.ok for each in shown), "\n".join(each.shown for each in shown)
        return "".join(each.text for each in shown)

    def refused(self, cell: str) -> str:
        """Run a cell that has to fail, and give its error as one line."""
        failed = self.kernel.run(cell)[0]
        assert failed.error, failed.text
        return " ".join(failed.error.traceback.split())

    def text(self, name: str = "pylock.toml") -> str:
        return (self.env.work / name).read_text(encoding="utf-8")

    def without(self, *names: str) -> None:
        """Take distributions out of the environment, whatever a test has left there."""
        there = [name for name in names if name in self.env.installed()]
        if there:
            self.run(f"%altindex uninstall {' '.join(there)}")


@pytest.fixture(scope="module", params=["uv", "pip"])
def scene(request, tmp_path_factory):
    """Give a kernel with uv, and one that has to do with pip; both use two private indexes before the default one."""
    folder = tmp_path_factory.mktemp(f"lock-{request.param}")
    for name in ("private", "team", "public"):
        folder.joinpath(name).mkdir()
    wheel(folder / "private", "acme-models", "1.0", ["acme-data", "numbers>=1", "acme-extra; sys_platform == 'other'"])
    wheel(folder / "team", "acme-data", "2.0")
    wheel(folder / "team", "acme-data", "1.0")
    wheel(folder / "team", "acme-extra", "1.0")
    unheard_of = [f"acme-{name}" for name in ("ada", "bob", "eve", "joe")]
    for name in unheard_of:
        wheel(folder / "team", name, "1.0")
    sdist(folder / "team", "acme-source", "1.0")
    wheel(folder / "public", "numbers", "1.5")
    wheel(folder / "public", "acme-models", "99.0")
    env = environment(folder / "env", uv=request.param == "uv")
    with (
        moody_index(folder / "private") as private,
        json_index(folder / "team") as team,
        public_index(folder / "public") as public,
        notebook(env, _variables(request.param, public, private)) as kernel,
    ):
        made = Scene(request.param, kernel, env, private, team, public, unheard_of)
        made.run(
            "%load_ext altindex_magic",
            f"%altindex add private {private.url} --username {private.username}",
            "%altindex login private --env PRIVATE_TOKEN",
            f"%altindex add team {team.url}",
            "%altindex use private team",
        )
        yield made


def _variables(tool, public, private):
    """Give the environment of the kernel; one that has to do with pip finds no uv on its way."""
    found = {"PIP_INDEX_URL": public.url, "PRIVATE_TOKEN": private.password}
    return found if tool == "uv" else {**found, "PATH": os.defpath}


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_requirements_are_locked_with_all_that_they_need(scene):
    """Each project with its index, the real address of its file there, and the hash that this file has."""
    said = scene.run("%altindex lock acme-models acme-source")
    assert "Locked 4 projects in pylock.toml: 2 from team, 1 from private, 1 from 127.0.0.1." in said
    assert "No wheel fits, so that it is built at each `sync`, with what builds it then: acme-source." in said
    lock = Pylock.from_dict(tomllib.loads(scene.text()))
    assert {each.name: (str(each.version), each.index) for each in lock.packages} == {
        "acme-data": ("2.0", scene.team.url),
        "acme-models": ("1.0", scene.private.url),
        "acme-source": ("1.0", scene.team.url),
        "numbers": ("1.5", scene.public.url),
    }
    (models,) = next(each for each in lock.packages if each.name == "acme-models").wheels
    assert models.url == scene.private.url.replace("/simple/", f"/files/{MODELS}")
    assert models.hashes == {"sha256": _sha256(scene.private.folder / MODELS)}
    assert models.size == (scene.private.folder / MODELS).stat().st_size


def test_a_lock_file_holds_no_secret_and_nothing_of_the_gateway(scene):
    """It goes into repositories, and to people who have neither."""
    scene.run("%altindex lock acme-models")
    gateway = scene.run("import os, urllib.parse; print(urllib.parse.urlsplit(os.environ['PIP_INDEX_URL']).port)")
    text = scene.text()
    assert f":{gateway.strip()}/" not in text
    assert "@" not in text
    assert "m00dy" not in text
    assert scene.private.username not in text


def test_the_same_gives_the_same_bytes_and_a_trial_none(scene):
    """A lock file that is made again differs where something differs."""
    scene.run("%altindex lock acme-models")
    before = scene.text()
    scene.run("%altindex lock acme-models")
    assert scene.text() == before
    said = scene.run("%altindex lock acme-data --dry-run")
    assert "Would lock 1 project in pylock.toml: 1 from team." in said
    assert scene.text() == before


def test_requirement_files_are_locked_as_well(scene):
    """With their own constraints, and into a file with a name of its own."""
    scene.env.work.joinpath("wanted.txt").write_text("acme-data<2\n")
    scene.run("%altindex lock acme-extra -r wanted.txt -o pylock.dev.toml")
    lock = tomllib.loads(scene.text("pylock.dev.toml"))
    assert [(each["name"], each["version"]) for each in lock["packages"]] == [
        ("acme-data", "1.0"),
        ("acme-extra", "1.0"),
    ]


def test_a_lock_file_is_applied_and_then_there_is_nothing_to_do(scene):
    """What is missing comes, another version is replaced, and what is there stays."""
    scene.without("acme-models", "acme-data", "numbers", "acme-extra")
    scene.run("%altindex lock acme-models", "%altindex install acme-data==1.0 acme-extra")
    trial = scene.run("%altindex sync --dry-run")
    assert "sync would change 3 projects:" in trial
    assert "~ acme-data" in trial
    assert "1.0 → 2.0" in trial
    assert scene.env.installed()["acme-data"] == "1.0"
    assert f"Done with {scene.tool}" in scene.run("%altindex sync")
    found = scene.env.installed()
    assert {name: found[name] for name in ("acme-models", "acme-data", "numbers", "acme-extra")} == {
        "acme-models": "1.0",
        "acme-data": "2.0",
        "numbers": "1.5",
        "acme-extra": "1.0",
    }
    assert "Already satisfied: nothing was changed." in scene.run("%altindex sync")


def test_what_is_not_locked_is_removed_on_demand_and_the_kernel_lives_on(scene):
    """``--prune`` takes the rest away, but for pip and whatever the kernel runs on."""
    scene.run("%altindex install acme-extra acme-data", "%altindex lock acme-data")
    before = scene.env.installed()
    scene.run("%altindex sync --prune")
    after = scene.env.installed()
    assert "acme-extra" in before
    assert after == {"acme-data": "2.0"}
    assert scene.run("import ipykernel, pip; print('alive')").strip() == "alive"


def test_what_is_installed_is_locked_without_any_requirement(scene, tmp_path):
    """The files that came, and a word about those that no index has."""
    scene.without("acme-extra", "acme-data", "acme-models", "numbers")
    own = wheel(tmp_path, "acme-own", "1.0")
    scene.run("%altindex install acme-models", f"!{{__import__('sys').executable}} -m pip install -q --no-deps {own}")
    said = scene.run("%altindex lock -o pylock.here.toml")
    assert "Left out (installed from a URL or a folder): acme-own 1.0." in said
    scene.run("%altindex lock acme-models -o pylock.wanted.toml")
    assert scene.text("pylock.here.toml") == scene.text("pylock.wanted.toml")
    scene.without("acme-own")


def test_another_file_of_the_same_version_is_replaced(scene):
    """A version is not a file: what was installed before has another hash than the one that is locked."""
    name = scene.unheard_of.pop()
    wheel(scene.team.folder, name, "3.0", modules={"acme_replaced.py": "one = 1\n"})
    scene.run(f"%altindex install {name}")
    wheel(scene.team.folder, name, "3.0", modules={"acme_replaced.py": "two = 2\n"})
    scene.run("import time; time.sleep(3.1)", f"%altindex forget {name} --files", f"%altindex lock {name}")
    said = scene.run("%altindex sync")
    assert name in said
    assert "two" in (scene.env.site_packages / "acme_replaced.py").read_text()


def test_what_leads_elsewhere_is_not_locked(scene, tmp_path):
    """A folder, a URL, a requirement file with an index of its own; the old lock file stands."""
    scene.run("%altindex lock acme-data")
    before = scene.text()
    path = project(tmp_path / "own", "acme-own", "1.0")
    scene.env.work.joinpath("elsewhere.txt").write_text(f"--index-url {scene.public.url}\nacme-models\n")
    scene.env.work.joinpath("folder.txt").write_text(f"{path}\n")
    for words in (str(path), "'acme-own @ https://h.example/x.whl'", "-r elsewhere.txt", "-r folder.txt"):
        assert "[not-lockable]" in scene.refused(f"%altindex lock {words}")
    assert "no requirement such as acme-models>=1.0" in scene.refused("%altindex lock acme=1")
    assert "[project-not-found]" in scene.refused("%altindex lock acme-nothing")
    assert scene.text() == before


def test_the_installer_is_held_to_the_locked_hash_where_the_page_has_none(scene):
    """What nobody can compare beforehand is compared when it comes."""
    name = scene.unheard_of.pop()
    file = wheel(scene.team.folder, name, "1.0").name
    scene.team.tell_of_file(file, hashes={}, core_metadata=None)
    url = scene.team.url.replace("/simple/", f"/files/{file}")
    scene.env.work.joinpath("pylock.bare.toml").write_text(
        f'lock-version = "1.0"\ncreated-by = "somebody"\n[[packages]]\nname = "{name}"\nversion = "1.0"\n'
        f'index = "{scene.team.url}"\nwheels = [{{url = "{url}", hashes = {{sha256 = "{"0" * 64}"}}}}]\n'
    )
    said = scene.refused("%altindex sync pylock.bare.toml")
    assert "[required-hash-mismatch]" in said, said
    assert name not in scene.env.installed()


def test_a_child_of_the_kernel_does_not_lock_what_it_sees_through_the_gateway(scene):
    """The address of the gateway means nothing to anybody else."""
    command = "from altindex_magic.cli import main; main(['lock', 'acme-data', '-o', 'pylock.child.toml'])"
    said = scene.run(f'!{{__import__("sys").executable}} -c "{command}"')
    assert "[lock-behind-gateway]" in said
    assert not (scene.env.work / "pylock.child.toml").exists()
