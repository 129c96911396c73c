"""Where the output of the terminal command goes: a terminal without a kernel, a full disk, a pipe that nobody reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kernels import environment
from tests.packages import wheel
from tests.servers.own import public_index

FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def env(tmp_path_factory):
    """Give an environment of its own."""
    return environment(tmp_path_factory.mktemp("output") / "env")


def run(env, *words, **streams):
    """Run one command with some of its *streams* elsewhere, and give what the others took."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    return subprocess.run(
        env.command(*words), check=False, text=True, cwd=env.work, env=env.environ(), timeout=300, **streams
    )


@pytest.mark.parametrize(
    "words", [("add", "share", "./wheels", "--replace"), ("status",), ("help", "use")], ids=" ".join
)
def test_nothing_that_is_said_in_a_terminal_speaks_of_a_kernel(env, words):
    """There is none; what is to be typed is what can be typed there."""
    said = run(env, *words)
    assert said.returncode == 0, said.stderr
    assert "kernel" not in said.stdout
    assert "jupyter altindex" in said.stdout


def test_modules_of_a_command_that_ends_are_not_worth_a_restart(env, tmp_path):
    """What it has in memory itself is renewed by the next command."""
    for version in ("1.0", "1.1"):
        wheel(tmp_path / "public", "acme-models", version)
    program = "import acme_models, sys; from altindex_magic.cli import main; sys.exit(main())"
    with public_index(tmp_path / "public") as public:
        first = env.run(*env.command("install", "acme-models==1.0"), PIP_INDEX_URL=public.url)
        assert first.returncode == 0, first.stderr
        renewed = env.run(env.python, "-c", program, "install", "acme-models==1.1", PIP_INDEX_URL=public.url)
    assert "~ acme-models  1.0 → 1.1" in renewed.stdout, renewed.stderr
    assert "imported" not in renewed.stdout


@pytest.mark.skipif(not FULL.exists(), reason="the device that is always full is one of Linux")
@pytest.mark.parametrize("words", [("list",), ("help",), ("--version",)], ids=" ".join)
def test_an_output_without_room_is_one_line_and_a_failure(env, words):
    """The line names the reason, and no traceback comes with it."""
    with FULL.open("w") as full:
        failed = run(env, *words, stdout=full)
    assert failed.stderr == "The output cannot be written: No space left on device. [unwritable-output]\n"
    assert failed.returncode == 1


@pytest.mark.skipif(not FULL.exists(), reason="the device that is always full is one of Linux")
def test_errors_without_room_are_a_failure_all_the_same(env):
    """Nothing can be said, and the status tells."""
    with FULL.open("w") as full:
        assert run(env, "remove", "nobody", stderr=full).returncode == 1
        assert run(env, "list", stdout=full, stderr=full).returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="the shell is one for POSIX")
@pytest.mark.parametrize(("words", "status"), [("list", 0), ("remove nobody", 1)])
def test_a_process_without_streams_ends_as_it_would_with_them(env, words, status):
    """A service may be started so; Python has no streams then."""
    shell = ["sh", "-c", f'"$@" {words} >&- 2>&-', "sh", *env.command()]
    assert subprocess.run(shell, check=False, cwd=env.work, env=env.environ(), timeout=300).returncode == status


@pytest.mark.skipif(sys.platform == "win32", reason="the status is that of a shell for POSIX")
@pytest.mark.parametrize("words", [("list",), ("help",)], ids=" ".join)
def test_a_pipe_that_nobody_reads_ends_it_in_silence(env, words):
    """With the status that a shell gives to whatever SIGPIPE ends."""
    with subprocess.Popen(["true"], stdin=subprocess.PIPE) as reader:
        reader.wait()
        ended = run(env, *words, stdout=reader.stdin)
    assert (ended.stderr, ended.returncode) == ("", 141)
