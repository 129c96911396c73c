"""What stopped an installer on its way, read from what pip and uv really print."""

import pytest

from altindex_magic.tools import pip, uv
from altindex_magic.tools.failures import Build, Mismatch, Obstacle, obstacle

EXPECTED, GOT = "0" * 64, "c9a1" * 16
SITE = "/home/ann/venv/lib/python3.11/site-packages"

OBSTACLES = [
    (
        "Collecting acme\nERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n",
        Obstacle("full", "No space left on device", (), installing=False),
    ),
    (
        (
            "Installing collected packages: acme\nERROR: Could not install packages due to an OSError: "
            f"[Errno 30] Read-only file system: '{SITE}/acme.py'\n"
        ),
        Obstacle("closed", "Read-only file system", (f"{SITE}/acme.py",), installing=True),
    ),
    (
        "ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied: 'C:\\\\venv\\\\acme.py'\n",
        Obstacle("closed", "Access is denied", ("C:\\\\venv\\\\acme.py",), installing=False),
    ),
    (
        (
            "error: Failed to install: acme-1.0-py3-none-any.whl (acme==1.0)\n"
            f"  cause: Failed to copy to\n         `{SITE}/acme.py`\n"
            f"  cause: failed to copy file from\n         /home/ann/.cache/uv/acme.py to\n         {SITE}/.tmpZ: No\n"
            "         space left on device (os error 28)\n"
        ),
        Obstacle("full", "No space left on device", (f"{SITE}/acme.py", f"{SITE}/.tmpZ"), installing=False),
    ),
    ("WARNING: the cache was not written: No space left on device\nCollecting acme\n", None),
    ("ERROR: No matching distribution found for acme\n", None),
]


@pytest.mark.parametrize(("output", "found"), OBSTACLES)
def test_what_the_system_did_not_let_it_write(output, found):
    """With the files that are named, also where lines were broken for a terminal; a warning is no cause."""
    assert obstacle(output.splitlines()) == found


def test_a_hash_of_the_users_own():
    """Both tools name the requirement, the hash that it states, and that of the file."""
    of_pip = f"""
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. Please update.
    acme==1.0 from http://127.0.0.1/acme-1.0-py3-none-any.whl (from -r req.txt (line 1)):
        Expected sha256 {EXPECTED}
             Got        {GOT}
"""
    of_uv = f"""
error: Failed to download `acme==1.0`
  cause: Hash mismatch for `acme==1.0`

         Expected:
           sha256:{"1" * 64}
           sha256:{EXPECTED}

         Computed:
           sha256:{GOT}
"""
    assert pip.hash_mismatch(of_pip.splitlines()) == Mismatch("acme==1.0", EXPECTED, GOT)
    assert uv.hash_mismatch(of_uv.splitlines()) == Mismatch("acme==1.0", EXPECTED, GOT)
    assert pip.hash_mismatch(["ERROR: something else"]) is None
    assert uv.hash_mismatch(["error: something else"]) is None


@pytest.mark.parametrize(
    ("tool", "output", "found"),
    [
        (pip, "Collecting acme\nerror: metadata-generation-failed", Build("acme")),
        (
            pip,
            "Collecting web>=2 (from a)\nCollecting acme (from web)\nerror: metadata-generation-failed",
            Build("acme"),
        ),
        (pip, "Collecting web\nCollecting other\n  ERROR: Failed building wheel for web", Build("web")),
        (pip, "ERROR: Failed to build 'acme' when installing build dependencies for acme", Build("acme")),
        (pip, "Collecting acme\nERROR: No matching distribution found for acme", None),
        (uv, "error: Failed to build `acme==1.0`", Build("acme", "1.0")),
        (uv, "  \u00d7 Failed to download and build `acme==1.0`", Build("acme", "1.0")),
        (uv, "error: Failed to build `acme @ file:///src/acme`", Build("acme")),
        (uv, "error: No solution found", None),
    ],
)
def test_a_project_that_could_not_be_built(tool, output, found):
    """The one that is named; an old pip names none, and it is the last one that was collected."""
    assert tool.failed_build(output.splitlines()) == found
