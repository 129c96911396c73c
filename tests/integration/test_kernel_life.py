"""What a kernel does with its surroundings from its first cell to its end, however that comes."""

from __future__ import annotations

import random
import subprocess
import time
import tomllib
from typing import TYPE_CHECKING, Final

import pytest

from tests.frontend import Frontend, frontend
from tests.kernels import Environment, notebook
from tests.packages import sdist, wheel
from tests.servers.folder import folder_index
from tests.servers.own import json_index, public_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.base import Server

INSTALLS: Final = ("%altindex install", "%pip install", "!pip install", "%uv pip install", "!uv pip install")

ODD_ENVIRONMENT: Final = {
    "no_proxy": "corp.example, .internal",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_NO_INPUT": "0",
    "UV_INDEX": "",
    "UV_INDEX_STRATEGY": "unsafe-best-match",
    "TWINE_USERNAME": "zoë «ü»",
    "UV_PUBLISH_URL": "http://127.0.0.1:1/",
}
"""What was there before, empty values and other spellings included."""

ADDING: Final = """
import sys
import altindex_magic as altindex
name, count = sys.argv[1], int(sys.argv[2])
altindex.list_indexes()
print("ready", flush=True)
for number in range(count):
    altindex.add(f"{name}-{number}", "http://127.0.0.1:1/simple/", packages=(f"{name}-*",))
    print(f"{name}-{number}", flush=True)
"""
"""A process that defines indexes, and says of each that it is defined."""


@pytest.fixture
def two(tmp_path) -> Iterator[tuple[Server, Server]]:
    """Give two folders as indexes."""
    with folder_index(tmp_path / "one") as one, folder_index(tmp_path / "two") as other:
        yield one, other


def prepared(person: Frontend, **servers: Server) -> None:
    """Load the extension and define *servers* by their names."""
    assert person.run("%load_ext altindex_magic").ok
    for name, server in servers.items():
        added = person.run(f"%altindex add {name} {server.url}")
        assert added.ok, added.shown


@pytest.mark.parametrize("end", ["%altindex off", "%unload_ext altindex_magic"])
def test_the_environment_is_put_back_byte_for_byte(env, two, end):
    """After one set, another one with uploads, and a third; what was unset is unset, what was empty is empty."""
    one, other = two
    wheel(one.folder, "acme-one", "1.0")
    with frontend(env, PIP_INDEX_URL="http://127.0.0.1:1/simple/", **ODD_ENVIRONMENT) as person:
        prepared(person, one=one, other=other)
        person.run("import os; before = dict(os.environb)")
        for use in ("use one", "use other --uploads", "use one other --only"):
            used = person.run(f"%altindex {use}")
            assert used.ok, used.shown
            assert person.run("dict(os.environb) == before").text == "False"
        assert person.run("%altindex install acme-one").ok
        assert person.run(end).ok
        changes = "print({k for k in before.keys() | os.environb.keys() if before.get(k) != os.environb.get(k)})"
        assert person.run(changes).text == "set()\n"


def test_unloading_takes_everything_away_and_loading_brings_it_back(env, two):
    """No magic, no gateway and no thread of ours is left; `%pip` is IPython's own again."""
    one, _ = two
    wheel(one.folder, "acme-one", "1.0")
    ours = (
        "import threading; print([t.name for t in threading.enumerate() if 'altindex' in t.name], "
        "type(get_ipython().find_line_magic('pip')).__name__)"
    )
    with frontend(env, PIP_INDEX_URL="http://127.0.0.1:1/simple/") as person:
        prepared(person, one=one)
        assert person.run("%altindex use one").ok
        assert person.run(ours).text != "[] method\n"
        assert person.run("%unload_ext altindex_magic").ok
        assert person.run(ours).text == "[] method\n"
        assert "not found" in person.run("%altindex list").text
        assert "altindex" not in person.run("%pip install --retries 0 acme-one").shown
        assert env.installed() == {}
        assert person.run("%load_ext altindex_magic").ok
        assert person.run("%altindex use one").ok
        assert person.run("%altindex install acme-one").ok


def test_a_restart_begins_with_the_environment_of_the_first_start(env, two):
    """The indexes are still defined; what was in use is not."""
    one, _ = two
    wheel(one.folder, "acme-one", "1.0")
    with frontend(env, PIP_INDEX_URL="http://127.0.0.1:1/simple/") as person:
        prepared(person, one=one)
        assert person.run("%altindex use one").ok
        person.restart()
        assert person.run("import os; print(os.environ['PIP_INDEX_URL'])").text == "http://127.0.0.1:1/simple/\n"
        person.run("%load_ext altindex_magic")
        assert person.run("%altindex use one").ok
        assert person.run("%altindex install acme-one").ok


def test_two_kernels_with_different_sets_do_not_mix(env, two):
    """Each has a gateway of its own, also for the child processes of both at the same time."""
    one, other = two
    wheel(one.folder, "acme-one", "1.0")
    wheel(other.folder, "acme-other", "1.0")
    variables = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple/"}
    with frontend(env, **variables) as first, notebook(env, variables) as second:
        prepared(first, one=one, other=other)
        second.run("%load_ext altindex_magic")
        assert first.run("%altindex use one --only").ok
        assert second.run("%altindex use other --only")[0].ok
        assert not second.run("%pip install acme-one")[0].ok
        assert not first.run("%pip install acme-other").ok
        assert first.run("%pip install acme-one").ok
        assert second.run("%pip install acme-other")[0].ok
        second.run("%altindex off")
        assert first.run("%altindex install --force-reinstall acme-one").ok, "the other kernel took its gateway away"


def test_an_interrupted_use_changes_nothing(env, moody, two):
    """The stop button while an index keeps silent: the set in use before is still in use."""
    with frontend(env, PIP_INDEX_URL="http://127.0.0.1:1/simple/") as person:
        prepared(person, one=two[0], moody=moody.server())
        assert person.run("%altindex use one").ok
        person.run("import os; before = dict(os.environb)")
        moody.become(moody.mood.SILENT)

        def stop_while_it_asks(text: str) -> None:
            if "asking" in text:
                time.sleep(0.5)
                person.interrupt()

        stopped = person.run("print('asking')\n%altindex use moody", on_output=stop_while_it_asks)
        assert stopped.error.ename == "KeyboardInterrupt"
        assert person.run("print(dict(os.environb) == before)").text == "True\n"


def defined(env: Environment) -> set[str]:
    """Read the names in the user's file, which must be whole."""
    (file,) = env.home.rglob("indexes.toml")
    return {table["name"] for table in tomllib.loads(file.read_text(encoding="utf-8"))["index"]}


def adding(env: Environment, name: str, count: int) -> subprocess.Popen[str]:
    """Start a process that defines *count* indexes."""
    argv = [str(env.python), "-c", ADDING, name, str(count)]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, env=env.environ(), cwd=env.work, text=True)


def test_a_kill_at_any_instant_loses_no_definition(env):
    """Twenty processes are killed while they write; what one has confirmed is there, and all can be read."""
    moments = random.Random(20)
    confirmed = set()
    for number in range(20):
        with adding(env, f"run{number}", 1000) as process:
            assert process.stdout.readline() == "ready\n"
            if number % 2:
                confirmed.add(process.stdout.readline().strip())
            time.sleep(moments.uniform(0.01, 0.15))
            process.kill()
            confirmed.update(process.stdout.read().split())
        assert not confirmed or confirmed <= defined(env)
    assert len(confirmed) >= 10


def test_a_killed_kernel_leaves_no_lock_and_no_half_file(env):
    """It was defining one index after the other; the next kernel goes on where it ended."""
    with frontend(env) as person:
        prepared(person)
        assert person.run("import altindex_magic as altindex; altindex.add('first', 'http://127.0.0.1:1/simple/')").ok
        person.client.execute("for n in range(9999): altindex.add(f'more-{n}', 'http://127.0.0.1:1/simple/')")
        while "more-0" not in defined(env):
            time.sleep(0.05)
        person.kill()
    assert {"first", "more-0"} <= defined(env)
    with frontend(env) as person:
        prepared(person)
        assert person.run("%altindex add after http://127.0.0.1:1/simple/").ok
        assert "more-0" in person.run("%altindex list").text


def test_eight_processes_at_once_lose_nothing(env):
    """Each waits for the others."""
    processes = [adding(env, f"process{number}", 5) for number in range(8)]
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert defined(env) == {f"process{number}-{each}" for number in range(8) for each in range(5)}


def test_configuration_files_beside_the_notebook_do_not_get_round(env, tmp_path):
    """An index named there takes part, at its place: it is never asked for a name that another one owns."""
    for name in ("mine", "theirs"):
        tmp_path.joinpath(name).mkdir()
    with json_index(tmp_path / "mine") as mine, public_index(tmp_path / "theirs") as theirs:
        for number in range(len(INSTALLS)):
            wheel(mine.folder, f"acme-{number}", "1.0")
            wheel(theirs.folder, f"acme-{number}", "99.0")
        wheel(theirs.folder, "numpy", "2.0")
        write_configuration(env, theirs.url)
        with frontend(env) as person:
            person.run("import os; del os.environ['UV_NO_CONFIG'], os.environ['PIP_CONFIG_FILE']")
            prepared(person, mine=mine)
            assert person.run("%altindex use mine").ok
            for number, install in enumerate(INSTALLS):
                done = person.run(f"{install} acme-{number} numpy")
                assert env.installed().get(f"acme-{number}") == "1.0", done.shown
            assert env.installed()["numpy"] == "2.0", "the index of the files is part of the set"
        assert theirs.api.projects_asked() <= {"numpy", "pip"}


def write_configuration(env: Environment, url: str) -> None:
    """Name an index wherever pip and uv look for one near a notebook."""
    user = env.home / ".config" / "pip"
    user.mkdir(parents=True)
    for path in (env.work / "pip.conf", user / "pip.conf", env.prefix / "pip.conf"):
        path.write_text(f"[global]\nindex-url = {url}\nextra-index-url = {url}\n")
    env.work.joinpath("uv.toml").write_text(f'[[index]]\nname = "theirs"\nurl = "{url}"\n')


@pytest.mark.parametrize("install", ["%uv pip install", "%pip install", "%altindex install --with pip"])
@pytest.mark.parametrize("form", [wheel, sdist])
def test_caches_do_not_mix_indexes(env, tmp_path, install, form):
    """Another file under the same name and version comes from the index that is asked, and from no cache."""
    for name in ("one", "other"):
        tmp_path.joinpath(name).mkdir()
    with json_index(tmp_path / "one") as one, json_index(tmp_path / "other") as other:
        for server, mark in ((one, "one"), (other, "other")):
            form(server.folder, "acme-same", "1.0", requires=[f"nothing; extra == '{mark}'"])
        with frontend(env, PIP_INDEX_URL="http://127.0.0.1:1/simple/") as person:
            prepared(person, one=one, other=other)
            for cell in ("%altindex use one", f"{install} acme-same"):
                done = person.run(cell)
                assert done.ok, done.shown
            assert came_from(env) == "one"
            again = "--reinstall" if "uv" in install else "--force-reinstall"
            refused = person.run(f"%altindex use other\n{install} {again} acme-same")
            assert "came from one before" in refused.shown
            for cell in ("%altindex allow acme-same --from other", f"{install} {again} acme-same"):
                done = person.run(cell)
                assert done.ok, done.shown
            assert came_from(env) == "other"


def came_from(env: Environment) -> str:
    """Read in the metadata of what is installed which of the two files it was."""
    (metadata,) = env.site_packages.glob("acme_same-*.dist-info/METADATA")
    return metadata.read_text().partition("extra == '")[2].partition("'")[0]
