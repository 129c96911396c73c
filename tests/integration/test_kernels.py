"""The throw-away environments and kernels of the tests are true ones."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.canary import Canary, ProcessWatch
from tests.kernels import environment, notebook
from tests.packages import backend_wheel, sdist, spied, spying_backend, wheel

SECRET = "t0ken+with/odd:ch&rs"


def test_cells_share_a_kernel_and_tell_how_they_ended(kernel):
    """State lives on from cell to cell, also after one that failed."""
    first, second, third = kernel.run("x = 20; print('one')", "1 / 0", "x + 22")
    assert (first.text, first.ok) == ("one\n", True)
    assert (second.error.ename, second.error.evalue) == ("ZeroDivisionError", "division by zero")
    assert "ZeroDivisionError" in second.shown
    assert third.text == "42"
    assert kernel.run("x")[0].text == "20"


def test_a_kernel_is_at_home_in_its_environment(env, kernel):
    """Its prefix, home and working folder are the throw-away ones."""
    told = kernel.run("import os, sys, json; print(json.dumps([sys.prefix, os.environ['HOME'], os.getcwd()]))")[0]
    assert json.loads(told.text) == [str(env.prefix), str(env.home), str(env.work)]


def test_history_is_written_when_the_kernel_has_ended(env):
    """What was run can be read from IPython's database afterwards."""
    with notebook(env) as running:
        running.run("remembered = 1")
    database = sqlite3.connect(env.history)
    lines = [line for (line,) in database.execute("select source from history")]
    database.close()
    assert "remembered = 1" in lines


def test_a_saved_notebook_holds_its_outputs(env, kernel, tmp_path):
    """It is the file that a front end would have written."""
    kernel.run("print('kept')")
    saved = json.loads(kernel.save(tmp_path / "saved.ipynb").read_text())
    assert saved["cells"][0]["outputs"][0]["text"] == ["kept\n"]


@pytest.mark.parametrize("magic", ["%pip", "!pip", "%uv pip", "!uv pip"])
def test_installers_of_a_kernel_install_into_its_environment(env, kernel, public, magic):
    """Every way to call an installer reaches the throw-away environment and nothing else."""
    wheel(public.folder, "acme-models", "1.0")
    done = kernel.run(
        f"{magic} install --index-url {public.url} acme-models", "import acme_models; acme_models.__file__"
    )
    assert str(env.site_packages) in done[1].text, done[0].text
    assert env.installed()["acme-models"] == "1.0"


def test_an_old_pip_can_be_had(tmp_path, old_pip, public):
    """The pip that Python 3.11 was born with installs into such an environment too."""
    env = environment(tmp_path / "old", pip=old_pip)
    wheel(public.folder, "acme-models", "1.0")
    assert env.run(env.python, "-m", "pip", "--version").stdout.startswith("pip 23.2.1 ")
    done = env.run(env.python, "-m", "pip", "install", "--index-url", public.url, "acme-models")
    assert env.installed().get("acme-models") == "1.0", done.stdout + done.stderr


def test_an_environment_can_be_without_pip(tmp_path):
    """As those that uv makes are."""
    env = environment(tmp_path / "bare", pip=None)
    assert "No module named pip" in env.run(env.python, "-m", "pip", "--version").stderr


def test_an_environment_can_be_without_uv(tmp_path):
    """There is no program of that name in it."""
    assert not list(environment(tmp_path / "bare", uv=False).scripts.glob("uv*"))


def test_a_spying_backend_sees_what_a_build_can_see(tmp_path, env, public):
    """It reports a secret in the environment and one in an ancestor's argv: the net has no hole of that size."""
    report = tmp_path / "report"
    sdist(public.folder, "acme-spy", "1.0", backend_source=spying_backend(report))
    nested = (
        "import subprocess, sys; subprocess.run([sys.executable, '-m', 'pip', 'install', *sys.argv[2:]], check=True)"
    )
    options = ["--no-build-isolation", "--index-url", public.url]
    env.run(env.python, "-c", nested, SECRET, *options, "acme-spy", TOKEN=SECRET)
    assert env.installed().get("acme-spy") == "1.0"
    reports = spied(report)
    assert reports
    seen = json.loads(reports[0].read_text())
    assert seen["environ"]["TOKEN"] == SECRET
    assert any(SECRET in words for words in seen["cmdlines"].values())
    assert any(f"TOKEN={SECRET}" in words for words in seen["environs"].values())


def test_a_build_requirement_comes_from_the_index(tmp_path, env, public):
    """An sdist whose backend is a package of the same index: pip starts a child to fetch it."""
    backend_wheel(public.folder, "acme-backend", "1.0")
    sdist(public.folder, "acme-lib", "1.0", build_requires=["acme-backend"], build_backend="acme_backend")
    done = env.run(env.python, "-m", "pip", "install", "--index-url", public.url, "acme-lib")
    assert env.installed().get("acme-lib") == "1.0", done.stdout + done.stderr
    assert {"acme-lib", "acme-backend"} <= public.api.projects_asked()


def test_a_watch_sees_the_children_of_a_kernel(kernel):
    """A secret in the argv of a child is caught while the child lives."""
    canary = Canary(SECRET)
    kernel.run("import subprocess, sys; lives = [sys.executable, '-c', 'import time; time.sleep(0.5)']")
    with ProcessWatch(kernel.pid) as watch:
        kernel.run(f"subprocess.run([*lives, {SECRET!r}])")
    assert any("argv" in leak for leak in watch.leaks(canary))
    with ProcessWatch(kernel.pid) as watch:
        kernel.run("subprocess.run(lives)")
    assert watch.seen
    assert watch.leaks(canary) == []
