"""The tables of options agree with the real installers, and command lines are read as these read them."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.tools import pip, uv
from altindex_magic.tools.options import Argument, read

OLDER_PIP = {"--global-option", "--no-use-pep517", "--version", "-V"}
"""What pip 23.2 had and 26.3 has no longer."""
LIST_OPTIONS = """
import json
from pip._internal.commands import create_command
options = create_command("install").parser.option_list_all
print(json.dumps({name: o.takes_value() for o in options for name in o._short_opts + o._long_opts}))
"""
UV = shutil.which("uv", path=str(Path(sys.executable).parent))


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_table_of_pip_is_that_of_the_pip_that_is_installed():
    """Every option of pip, hidden names included, is known with its value or without; none is invented."""
    real = json.loads(run(sys.executable, "-c", LIST_OPTIONS).stdout)
    assert {name for name, valued in real.items() if valued} - pip.OPTIONS.valued == set()
    assert {name for name, valued in real.items() if not valued} - pip.OPTIONS.flags == set()
    assert pip.OPTIONS.names - real.keys() <= OLDER_PIP


def test_every_option_that_uv_shows_is_known():
    """What the help of uv lists is in the table, with its value or without."""
    shown = re.findall(
        r"^ {2,6}(-\S(?:, )?\S*|--\S+)(?: (<\w+>))?", run(UV, "pip", "install", "-h").stdout, re.MULTILINE
    )
    flags = {name.rstrip(".") for names, value in shown if not value for name in names.split(", ")} - {"--user"}
    valued = {name for names, value in shown if value for name in names.split(", ")}
    assert len(flags) > 30
    assert len(valued) > 40
    assert flags - uv.OPTIONS.flags == set()
    assert valued - uv.OPTIONS.valued == set()


@pytest.mark.parametrize("option", sorted(uv.OPTIONS.names))
def test_every_option_in_the_table_is_one_of_uv(option):
    """Each is taken, shown in its help or not, with its value or without."""
    complaint = run(UV, "--no-config", "pip", "install", option, "-h").stderr
    assert "unexpected argument" not in complaint
    assert ("a value is required" in complaint) == (option in uv.OPTIONS.valued)


def test_no_option_takes_a_value_from_one_tool_alone():
    """A line can be read before its tool is chosen."""
    assert not pip.OPTIONS.valued & uv.OPTIONS.flags
    assert not pip.OPTIONS.flags & uv.OPTIONS.valued


@pytest.mark.parametrize("table", [pip.OPTIONS, uv.OPTIONS], ids=["pip", "uv"])
def test_special_options_are_options(table):
    """What is said about options is said about those there are."""
    assert (table.around | table.sources | table.unmanaged) <= table.names
    assert not table.flags & table.valued


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("acme other>=1", [(None, "acme"), (None, "other>=1")]),
        ("-r req.txt", [("-r", "req.txt")]),
        ("-rreq.txt", [("-r", "req.txt")]),
        ("-r=req.txt", [("-r", "req.txt")]),
        ("-Ur req.txt", [("-U", None), ("-r", "req.txt")]),
        ("-Urreq.txt", [("-U", None), ("-r", "req.txt")]),
        ("-qqv acme", [("-q", None), ("-q", None), ("-v", None), (None, "acme")]),
        ("--target out acme", [("--target", "out"), (None, "acme")]),
        ("--target=out acme", [("--target", "out"), (None, "acme")]),
        ("--upgrade acme", [("--upgrade", None), (None, "acme")]),
        ("--resolution lowest acme", [("--resolution", "lowest"), (None, "acme")]),
        ("--unheard-of acme", [("--unheard-of", None), (None, "acme")]),
        ("acme -- --odd -r", [(None, "acme"), (None, "--odd"), (None, "-r")]),
        ("--target", [("--target", None)]),
        ("-", [(None, "-")]),
    ],
)
def test_lines_are_read_as_the_installers_read_them(line, arguments):
    """Long and short options, values in the same word or the next, clusters, and the end of options."""
    assert list(read(line.split(), pip.OPTIONS, uv.OPTIONS)) == [Argument(*pair) for pair in arguments]


@given(st.lists(st.text()))
def test_any_words_can_be_read(words):
    """No line breaks the reader; that it makes sense is for the installer to say."""
    arguments = list(read(words, pip.OPTIONS, uv.OPTIONS))
    assert all(argument.option or argument.value is not None for argument in arguments)
