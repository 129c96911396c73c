"""One grammar, three doors: a line in a notebook, a command in a terminal, and a call in Python tell the same."""

from __future__ import annotations

import re

import pytest

from altindex_magic.grammar import in_terminal
from tests.kernels import environment, notebook, write_script
from tests.packages import wheel
from tests.servers.moody import moody_index
from tests.servers.own import public_index

CALLED = (
    "import altindex_magic as altindex\n"
    "from altindex_magic.errors import AltIndexError\n"
    "from altindex_magic.render.text import to_text\n"
    "def called(function, *arguments):\n"
    "    try:\n"
    "        print(to_text(getattr(altindex, function)(*arguments)))\n"
    "    except AltIndexError as problem:\n"
    "        print(to_text(problem))\n"
)
TYPED = (
    "import subprocess\n"
    "def typed(words):\n"
    "    command = ['jupyter-altindex', *words]\n"
    "    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)\n"
    "    print(ended.returncode, ended.stdout + ended.stderr, sep='\\n')\n"
)

LINES = {
    "versions acme-models": "'versions', 'acme-models'",
    "why acme-models": "'why', 'acme-models'",
    "search acme": "'search', 'acme'",
    "presets": "'list_presets'",
    "remove nobody": "'remove', 'nobody'",
    "rename team a/b": "'rename', 'team', 'a/b'",
    "versions acme>=1": "'versions', 'acme>=1'",
    "add team https://pypi.example.com/": "'add', 'team', 'https://pypi.example.com/'",
    "login nobody --env TOKEN": "'login', 'nobody'",
}
"""Lines that change nothing and tell no time, each with the call that does the same."""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """Give a kernel in which an index is in use; what it starts has the terminal command on its path."""
    root = tmp_path_factory.mktemp("agreement")
    env = environment(root / "env")
    write_script(env, "jupyter-altindex", "altindex_magic.cli")
    wheel(root / "private", "acme-models", "1.0")
    (root / "public").mkdir()
    with moody_index(root / "private") as moody, public_index(root / "public") as public:
        token = root / "token"
        token.write_text(moody.password)
        with notebook(env, {"PIP_INDEX_URL": public.url}) as running:
            ready = running.run(
                "%load_ext altindex_magic",
                f"%altindex add team {moody.url} --username {moody.username}",
                f"%altindex login team --command 'cat {token}'",
                "%altindex use team",
                "%altindex install acme-models",
                CALLED,
                TYPED,
            )
            assert all(cell.ok for cell in ready), "\n".join(cell.shown for cell in ready)
            yield running


def squeezed(text: str) -> str:
    """Take away how a text is broken into lines and aligned, and how the head of an error is set."""
    return re.sub(r"[\s─]+", "", text.strip().removeprefix("altindex: "))


@pytest.mark.parametrize("line", LINES)
def test_the_doors_agree(kernel, line):
    """In every word, but for how a line is typed there; and each fails where the others do."""
    magic, terminal, python = kernel.run(f"%altindex {line}", f"typed({line.split()!r})", f"called({LINES[line]})")
    said = magic.error.traceback if magic.error else magic.text
    assert squeezed(python.text) == squeezed(said)
    status, _, output = terminal.text.partition("\n")
    assert squeezed(output) == squeezed(in_terminal(said))
    assert (status != "0") == bool(magic.error)
