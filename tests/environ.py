"""The environment that tests, and the processes they start, are allowed to see."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LEAKING: Final = re.compile(
    r"^(PIP_|UV_|TWINE_|ALTINDEX_|JUPYTER_)|_PROXY$"
    r"|^(NETRC|PYTHON_KEYRING_BACKEND|VIRTUAL_ENV|CONDA_PREFIX|IPYTHONDIR)$"
    r"|^(REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|SSL_CERT_FILE|SSL_CERT_DIR|SSL_CLIENT_CERT)$",
    re.IGNORECASE,
)


def hermetic_environ(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """Give *environ* without anything that tells an installer where to go, and with *home* as the home."""
    clean = {name: value for name, value in environ.items() if not _LEAKING.search(name)}
    clean |= dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(home))
    clean |= {f"XDG_{kind}_HOME": str(home / f".{kind.lower()}") for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    clean["XDG_CONFIG_DIRS"] = str(home / "etc-xdg")
    clean["PIP_CONFIG_FILE"] = os.devnull
    clean["UV_NO_CONFIG"] = "1"
    clean["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # a test that keeps secrets names its keyring
    return clean
