"""The project keeps its own rules: floors, sizes, a light import, guarded secrets, and nothing of any machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from altindex_magic import defaults

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "altindex_magic"
TESTS = ROOT / "tests"
LONGEST_MODULE = 300
HEAVY = {"IPython", "aiohttp", "anywidget", "ipywidgets", "jupyter_server", "keyring", "rich", "twine"}

MAY_REVEAL = {
    "secret.py",  # defines it
    "gateway/upstream.py",  # the request leaves here
    "gateway/line.py",  # a secret typed in a kernel goes to the gateway of its own server
    "credentials/vault.py",  # the keyring is written here
    "config/disclosure.py",  # --with-secret writes it into a file, and a file gets its own back
    "credentials/token.py",  # the expiry is read out of the token, and its line break is taken off
}

HOSTS = {
    urlsplit(defaults.default_simple_url()).hostname,
    urlsplit(defaults.test_simple_url()).hostname,
    *(f"{owner}.org" for owner in ("pythonhosted", "debian", "npmjs")),
}
OF_A_MACHINE = re.compile(r"(?<![\w.~-])/(?:work|opt)/|" + re.escape(str(ROOT)))


def texts():
    """Give the text of every file of the project, by its path: what git has, and what it would take."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8", "replace") for path in paths if path.is_file()}


def lines_with(pattern):
    """Name each line of the project that *pattern* occurs in."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


def modules():
    """Give the path of every module of the package, relative to it."""
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def sources():
    """Give the path of every file of Python of the package and of its tests, relative to the project."""
    return sorted(path.relative_to(ROOT).as_posix() for top in (PACKAGE, TESTS) for path in top.rglob("*.py"))


def test_imports_keep_to_the_floors():
    """The contracts of ``[tool.importlinter]`` hold. A process of its own: the linter disables every logger."""
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([program, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("source", sources())
def test_no_module_is_too_long(source):
    """Who needs more than this has two subjects in one file."""
    assert len((ROOT / source).read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_importing_the_package_is_light():
    """Nothing heavy is loaded before it is needed."""
    script = "import sys, altindex_magic; print(*sys.modules, sep='\\n')"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    names = {name.partition(".")[0] for name in loaded.stdout.split()}
    assert "altindex_magic" in names
    assert names & HEAVY == set()


def test_secrets_are_revealed_in_few_places():
    """Every use of ``reveal`` is on the list, and the list names no file that has none."""
    assert {module for module in modules() if re.search(r"\breveal\(", (PACKAGE / module).read_text())} == MAY_REVEAL


@pytest.mark.parametrize("host", sorted(HOSTS))
def test_no_registry_is_written_down(host):
    """Addresses of the public registries come from the installed tools (``altindex_magic.defaults``)."""
    assert lines_with(re.escape(host)) == []


def test_no_path_of_a_machine_is_written_down():
    """What is tied to one machine runs on no other."""
    assert lines_with(OF_A_MACHINE) == []


def test_every_test_says_what_it_shows():
    """Each test has a docstring of one sentence."""
    silent = [
        f"{path}: {node.name}"
        for path, text in texts().items()
        if re.fullmatch(r"tests/(.*/)?test_\w+\.py", path)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []
