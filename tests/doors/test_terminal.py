"""The terminal command, as somebody types it: what it says, where, and how it ends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import altindex_magic
from tests.kernels import environment, write_script
from tests.packages import wheel
from tests.servers.moody import moody_index
from tests.servers.own import public_index

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from tests.kernels import Environment

    Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the scripts of the tests' environments are for POSIX")


@pytest.fixture
def run(desk) -> Run:
    """Run ``jupyter altindex`` at a desk at which nothing is installed."""
    env, run = desk
    yield run
    env.forget_installed()


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> tuple[Environment, Run]:
    """Run ``jupyter altindex`` for someone who has defined an index; nobody is there to type."""
    root = tmp_path_factory.mktemp("terminal")
    env = environment(root / "env")
    write_script(env, "jupyter-altindex", "altindex_magic.cli")
    write_script(env, "jupyter", "jupyter_core.command")
    wheel(root / "private", "acme-models", "1.0")
    wheel(root / "public", "acme-models", "99.0")
    with moody_index(root / "private") as moody, public_index(root / "public") as public:

        def run(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
            """Run one command; *typed* are the lines for the shell that it starts."""
            shell = env.root / "shell"
            shell.write_text(f"#!/bin/sh\n{typed}\n")
            shell.chmod(0o755)
            variables = {"PIP_INDEX_URL": public.url, "TOKEN": moody.password, "SHELL": str(shell)}
            return env.run("jupyter", "altindex", *words, **variables)

        assert run("add", "team", moody.url, "--username", moody.username).returncode == 0
        assert run("login", "team", "--env", "TOKEN").returncode == 0
        yield env, run


@pytest.mark.parametrize(
    ("words", "status", "error"),
    [
        (
            ("use", "tame"),
            1,
            (
                "There is no index called `tame`. Did you mean `team`? [unknown-index]\n"
                "  why     Known are: 127.0.0.1, local, team.\n"
                "  do      jupyter altindex list\n"
            ),
        ),
        (
            ("rename", "team"),
            2,
            "This line is not understood: it lacks NEW. [bad-usage]\n  do      jupyter altindex rename OLD NEW\n",
        ),
        (
            ("use",),
            2,
            (
                "This line is not understood: it lacks NAME, and nobody is here to choose one. [bad-usage]\n"
                "  do      jupyter altindex use NAME …\n"
            ),
        ),
        (
            ("login", "team"),
            1,
            (
                "The secret for team cannot be asked for: nobody is here to type it. [no-prompt]\n"
                "  index   team\n"
                "  why     This runs without a front end or terminal (nbconvert, papermill, a scheduled job, a pipe).\n"
                "  do      jupyter altindex login team --env VARIABLE\n"
                "          or jupyter altindex login team --command 'op read …'\n"
                "          or log in once where you can type; the keyring keeps it\n"
            ),
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_an_error_tells_what_to_type_in_a_terminal(run, words, status, error):
    """On standard error, with an exit status, and without a percent sign."""
    failed = run(*words)
    assert (failed.stdout, failed.stderr.lstrip("\n"), failed.returncode) == ("", error, status)


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_the_version_is_told(run, word):
    """As every program tells it."""
    told = run(word)
    assert (told.stdout, told.returncode) == (f"altindex_magic {altindex_magic.__version__}\n", 0)


def test_a_command_runs_with_the_indexes_in_use_and_its_status_is_ours(run):
    """Plain pip in it asks the private index, which owns the name."""
    ended = run("use", "team", "--", "sh", "-c", "pip download --quiet --dest got acme-models; ls got; exit 7")
    assert ended.returncode == 7
    assert ended.stdout.endswith("acme_models-1.0-py3-none-any.whl\n")


def test_a_command_of_ours_in_the_shell_joins_in(run):
    """It installs again and again from the index in use, and says so: it is no stranger to the shell around it."""
    used = run(
        "use",
        "team",
        typed="jupyter altindex install acme-models\n"
        "jupyter altindex install --reinstall acme-models\n"
        "jupyter altindex why acme-models\n"
        "jupyter altindex off\n"
        "exit 4",
    )
    told = used.stdout.partition("To leave it: exit\n")[2]
    assert used.returncode == 4, used.stderr
    assert "+ acme-models  1.0  from team\n" in told
    assert "~ acme-models  1.0 → 1.0  from team\n" in told
    assert "acme-models comes from team.\n" in told
    assert told.endswith("what is in use ends with the shell or kernel in which this was started.\n")
    assert "refused" not in told + used.stderr


def test_what_the_gateway_refused_a_command_is_told_behind_it(run):
    """The command itself says no more than that it found nothing."""
    download = ("pip", "download", "--no-deps", "acme-models")
    assert run("use", "team", "--", *download).returncode == 0
    ended = run("use", "local", "--", *download)
    assert ended.returncode == 1
    assert "`acme-models` is refused: it came from team before, which is not in use." in ended.stderr
    assert "jupyter altindex use team" in ended.stderr
