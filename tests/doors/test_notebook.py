"""What a notebook has besides its commands: Tab, `%pip` with our progress, and `%pip` where there is no pip."""

from __future__ import annotations

import pytest

from tests.frontend import frontend
from tests.kernels import environment, notebook
from tests.packages import wheel
from tests.servers.moody import Mood, moody_index
from tests.servers.own import public_index


@pytest.fixture(scope="module")
def indexes(tmp_path_factory):
    """Run a private index and the default one."""
    root = tmp_path_factory.mktemp("indexes")
    for name in ("acme-models", "acme-data"):
        wheel(root / "private", name, "1.0")
    (root / "public").mkdir()
    with moody_index(root / "private") as moody, public_index(root / "public") as public:
        yield moody, public


@pytest.fixture(scope="module")
def person(tmp_path_factory, indexes):
    """Give someone in a kernel in which the private index is in use."""
    moody, public = indexes
    env = environment(tmp_path_factory.mktemp("person") / "env")
    with frontend(env, PIP_INDEX_URL=public.url, TOKEN=moody.password) as made:
        cells = (
            "%load_ext altindex_magic",
            f"%altindex add team {moody.url} --username {moody.username}",
            "%altindex login team --env TOKEN",
            "%altindex use team",
        )
        for cell in cells:
            assert made.run(cell).ok
        yield made


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%altindex ins", ["install", "installed"]),
        ("%altindex login te", ["team"]),
        ("%altindex use lo", ["local"]),
        ("%altindex add x --pres", ["--preset"]),
        ("%altindex add x --preset gitl", ["gitlab-group", "gitlab-project"]),
        ("%altindex add x --preset gemfury ac", ["account="]),
        ("%altindex install acme-", ["acme-data", "acme-models"]),
        ("%altindex why ACME_m", ["acme-models"]),
        ("%altindex versions acme-d", ["acme-data"]),
        ("%altindex allow acme-data --from te", ["team"]),
    ],
)
def test_tab_offers_what_is_known(person, line, offered):
    """Commands, options, names of indexes, providers with their fields, and what the index in use lists."""
    reply = person.client.complete(line, len(line), reply=True, timeout=120)["content"]
    assert sorted(reply["matches"]) == offered
    assert line[reply["cursor_start"] : reply["cursor_end"]] == line.split()[-1]


@pytest.mark.parametrize("way", ["%pip install", "%uv pip install"])
def test_pip_and_uv_show_our_progress_if_that_is_wanted(person, way):
    """With `replace_pip` they install as `%altindex install` does, and fail their cell with one error."""
    person.run("%config AltIndexMagics.replace_pip = True")
    done = person.run(f"{way} --force-reinstall acme-models")
    assert done.ok, done.shown
    assert f"✓ Done with {way[1:].split()[0]}" in done.text
    failed = person.run(f"{way} acme-nothing")
    assert failed.error.traceback.count("[project-not-found]") == 1
    person.run("%config AltIndexMagics.replace_pip = False")
    plain = person.run(f"{way} --force-reinstall acme-models")
    assert plain.ok
    assert "✓ Done with" not in plain.text


def test_pip_that_is_not_there_is_told_with_what_is(tmp_path, indexes):
    """An environment that uv has made has no pip: no index is to blame."""
    _, public = indexes
    env = environment(tmp_path / "env", pip=None)
    with notebook(env, {"PIP_INDEX_URL": public.url}) as running:
        _, before, _, after = running.run(
            "%load_ext altindex_magic", "%pip install acme-models", "%altindex use local", "%pip install acme-models"
        )
    for failed in (before, after):
        assert failed.error.traceback == (
            "altindex: There is no pip for this environment.  [no-installer]\n"
            f"  why     pip was not found for {env.python}.\n"
            "  do      %altindex install … takes uv, which is there\n"
            f"          or, in a terminal: {env.python} -m ensurepip\n"
            f"          or, where uv is: uv pip install --python {env.python} pip"
        )


def test_a_terminal_ipython_tells_a_failure_once(tmp_path, indexes):
    """There no display can be updated: lines as they come, and the error at the end."""
    pexpect = pytest.importorskip("pexpect")
    moody, public = indexes
    env = environment(tmp_path / "env")
    environ = env.environ(PIP_INDEX_URL=public.url, TOKEN=moody.password, TERM="dumb", NO_COLOR="1")
    argv = ["-m", "IPython", "--simple-prompt", "--colors=NoColor"]
    shell = pexpect.spawn(str(env.python), argv, env=environ, encoding="utf-8", timeout=120, cwd=str(env.work))
    shown = []
    try:
        for number, line in enumerate(
            (
                "%load_ext altindex_magic",
                f"%altindex add team {moody.url} --username {moody.username}",
                "%altindex login team --env TOKEN",
                "%altindex use team",
                "%altindex install acme-models",
                "%altindex install acme-data",
            ),
            start=1,
        ):
            shell.expect(rf"In \[{number}\]: ")
            shown.append(shell.before)
            if number == 6:
                moody.become(Mood.BROKEN)
            shell.sendline(line)
        shell.expect(r"In \[7\]: ")
        shown.append(shell.before)
    finally:
        moody.become(Mood.HEALTHY)
        shell.close(force=True)
    assert "+ acme-models  1.0  from team" in shown[5]
    assert shown[6].count("the index team has a fault of its own") == 1, shown[6]
    assert env.installed() == {"acme-models": "1.0"}


def test_what_a_python_function_gives_is_shown_as_the_magic_shows_it(person):
    """As the last value of a cell: a table, and not the fields of an object."""
    shown = person.run("import altindex_magic as altindex; altindex.list_indexes()")
    asked = person.run("%altindex list")
    assert "team" in shown.text
    assert "Indexes(" not in shown.text
    assert shown.text == asked.text
    assert "Indexes(" in person.run("print(repr(altindex.list_indexes()))").text
