"""Which folder an installer could not write to, and what can be done about it."""

import sys
import sysconfig
from pathlib import Path

import pytest

from altindex_magic.service import machine

SITE = Path(sysconfig.get_path("purelib"))
FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
DENIED = "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '{}'"


@pytest.fixture
def environ(tmp_path):
    """Give variables that say where temporary files and uv's cache are; the latter is not there yet."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    return {"TMPDIR": str(temporary), "UV_CACHE_DIR": str(tmp_path / "uv")}


@pytest.mark.parametrize(
    ("tool", "lines", "purpose"),
    [
        ("pip", [FULL], "temporary files"),
        ("pip", ["Installing collected packages: acme", FULL], "this environment"),
        ("uv", ["error: Failed to fetch", "  cause: No space left on device (os error 28)"], "uv's cache"),
        ("uv", ["error: No", f"  cause: to {SITE / 'acme.py'}: No space left on device"], "this environment"),
    ],
)
def test_the_full_disk_is_that_of_the_file_or_of_what_was_being_done(environ, tool, lines, purpose):
    """A file is named by uv; pip names none, but tells when it begins to write into the environment."""
    told = machine.cause(tool, lines, environ)
    assert told.reference == "disk-full"
    assert told.what == f"There is no space left on the disk of {purpose}. Nothing more was installed."


@pytest.mark.parametrize("folder", [SITE, Path(sysconfig.get_path("scripts"))])
def test_an_environment_of_somebody_else_is_told_with_its_folder(environ, folder):
    """The system's reason stands with it, and what to do."""
    told = machine.cause("pip", [DENIED.format(folder / "acme.py")], environ)
    assert str(told).splitlines()[1:] == [
        f"  why     {folder}: Permission denied.",
        "  do      Create a virtual environment, install ipykernel there, and choose it as the kernel.",
    ]


def test_outside_a_virtual_environment_the_user_may_install_for_himself(environ, monkeypatch):
    """There, and only there, `--user` works."""
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    monkeypatch.setattr(machine.site, "ENABLE_USER_SITE", True)
    told = machine.cause("pip", [DENIED.format(SITE / "acme.py")], environ)
    assert told.remedy.endswith("or, for your user alone: %altindex install --with pip --user NAME")


@pytest.mark.parametrize("line", [DENIED.format("/somewhere/else"), "ERROR: No matching distribution found for acme"])
def test_what_is_not_about_the_environment_is_not_explained(environ, line):
    """A build may be denied anything; its own words tell that."""
    assert machine.cause("pip", [line], environ) is None
