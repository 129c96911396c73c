"""Every test runs with a clean environment and a home of its own."""

import os
import re

import pytest

_LEAKING = re.compile(r"^(PIP_|UV_|TWINE_|ALTINDEX_)|_PROXY$|^NETRC$|^PYTHON_KEYRING_BACKEND$", re.IGNORECASE)


@pytest.fixture(autouse=True)
def hermetic(monkeypatch, tmp_path):
    """Take away what the machine's own configuration says, and give each test an empty home."""
    for name in [name for name in os.environ if _LEAKING.search(name)]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / f".{kind.lower()}"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(home / "etc-xdg"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    return home
