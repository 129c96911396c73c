"""One realistic example of every event and error, for the tests of all faces."""

import pytest

from altindex_magic.errors.access import CredentialRefused, NameResolutionFailed
from altindex_magic.errors.install import InstallFailed
from altindex_magic.errors.ownership import OwnerNotInUse
from altindex_magic.event import (
    Answer,
    Change,
    Download,
    Found,
    Health,
    Indexes,
    IndexRow,
    Installed,
    LogLine,
    Notice,
    PresetRow,
    Presets,
    Refusal,
    Status,
    Tested,
    Used,
    VersionRow,
    Versions,
    Why,
)
from altindex_magic.model import Index, Layer, Setting

FURY = Index(
    "fury",
    "https://repo.fury.example/acme/",
    publish_url="https://push.fury.example/acme/",
    packages=("acme-*", "anvil"),
    source="~/.config/altindex/indexes.toml",
)
TORCH = Index("torch", "https://download.example/whl/cu124/", packages=("torch*", "nvidia-*"), exclusive=False)
DEVPI = Index(
    "devpi",
    "https://devpi.acme.example/root/staging/+simple/",
    layer=Layer.PROJECT,
    source="pyproject.toml",
)
LOCAL = Index("local", "file:///home/me/.local/share/altindex/local/", layer=Layer.BUILT_IN)
DEFAULT = Index("default", "https://mirror.example/simple/", default=True, layer=Layer.DISCOVERED, source="pip.conf")

REFUSED = CredentialRefused(
    "devpi", "https://devpi.acme.example/root/staging/+simple/", source="the keyring", username="me"
)
LOST = NameResolutionFailed("torch", "https://download.example/whl/cu124/", host="download.example")
OWNED = OwnerNotInUse("acme-models", "fury")
FAILED = InstallFailed("pip", 1, [OWNED, REFUSED], "")

FURY_HEALTH = Health(
    "fury",
    "https://repo.fury.example/acme/",
    ok=True,
    latency=0.042,
    status=200,
    protocol="JSON 1.4",
    projects=17,
    credential="keyring",
    mode="listed",
    fastest=True,
)
DEVPI_HEALTH = Health(
    "devpi",
    "https://devpi.acme.example/root/staging/+simple/",
    ok=False,
    latency=0.31,
    status=401,
    credential="keyring",
    mode="probed",
    error=REFUSED,
)
LOCAL_HEALTH = Health(
    "local", LOCAL.url, ok=True, latency=0.0002, protocol="folder", projects=3, credential="none needed", mode="listed"
)

ROWS = (
    IndexRow(FURY, 1, "keyring"),
    IndexRow(DEVPI, 2, "env DEVPI_TOKEN"),
    IndexRow(TORCH, None, "none needed"),
    IndexRow(LOCAL, None, "none needed"),
    IndexRow(DEFAULT, None, "none needed"),
)
FIND_LINKS = Setting("pip", "find-links", "/srv/wheels", "PIP_FIND_LINKS")
EXTRA = Setting("pip", "extra-index-url", "https://me:••••••@old.example/simple/", "~/.config/pip/pip.conf")
UV_INDEX = Setting("uv", "index", "https://uv.example/simple/", "/etc/uv/uv.toml", effective=False)

EVENTS = {
    "notice-done": Notice("Kept the secret of fury in the keyring.", "done"),
    "notice-info": Notice("fury has no credential yet: %altindex login fury"),
    "notice-warning": Notice("The token of fury expires in 20 minutes.", "warning"),
    "log-line": LogLine("  Downloading acme_models-1.0-py3-none-any.whl (3.4 MB)"),
    "download-running": Download(
        "acme_models-1.0-py3-none-any.whl", "acme-models", "1.0", "fury", 1_200_000, 3_400_000
    ),
    "download-done": Download(
        "acme_models-1.0-py3-none-any.whl", "acme-models", "1.0", "fury", 3_400_000, 3_400_000, "done"
    ),
    "download-cached": Download("numpy-2.0.whl", "numpy", "2.0", "default", 0, 18_200_000, "cached"),
    "download-failed": Download("scipy-1.14.whl", "scipy", "1.14", "default", 900, None, "failed"),
    "refusal": Refusal(OWNED),
    "answer": Answer("acme-models", "fury", "declared"),
    "indexes": Indexes(ROWS),
    "indexes-empty": Indexes(()),
    "presets": Presets(
        (
            PresetRow("gemfury", "Gemfury", ("account",), "a deploy token, as the user name", ""),
            PresetRow(
                "codeartifact",
                "AWS CodeArtifact",
                ("domain", "owner", "region", "repository"),
                "from the AWS command line",
                "tokens expire after 12 hours.",
            ),
        )
    ),
    "tested": Tested((FURY_HEALTH, DEVPI_HEALTH, LOCAL_HEALTH)),
    "used": Used((FURY_HEALTH,), "https://mirror.example/simple/", (), ()),
    "used-with-settings": Used(
        (FURY_HEALTH, LOCAL_HEALTH), "https://mirror.example/simple/", (EXTRA, UV_INDEX), (FIND_LINKS,)
    ),
    "status": Status(
        rows=ROWS,
        health=(FURY_HEALTH, DEVPI_HEALTH, LOCAL_HEALTH),
        gateway="http://127.0.0.1:51234",
        default="https://mirror.example/simple/",
        settings=(FIND_LINKS, EXTRA, UV_INDEX, EXTRA, EXTRA),
        python="3.12.4 in /home/me/venv",
    ),
    "versions": Versions(
        "acme-models",
        (
            VersionRow("1.1", "fury", 3, "2026-10-02"),
            VersionRow("1.0.1", "fury", 3, "2026-08-11", yanked="broken on Windows"),
            VersionRow("1.0", "fury", 1, "2026-07-30", yanked=""),
        ),
    ),
    "found": Found("models", (("acme-models", "fury"), ("acme-models-data", "fury")), ("devpi",)),
    "why": Why("acme-models", "fury", "declared", "acme-* of fury matches it.", "keyring"),
    "why-nobody": Why("acme-x", None, "declared", "fury declares it and is not in use.", error=OWNED),
    "installed": Installed(
        "uv",
        (
            Change("acme-models", None, "1.0", "fury"),
            Change("numpy", "1.26", "2.0", "default"),
            Change("scratch", None, "0.1", None),
            Change("old", "1.0", None, None),
        ),
        ("acme_models",),
        2.34,
    ),
    "installed-nothing": Installed("pip", ()),
}
ERRORS = {"refused": REFUSED, "lost": LOST, "owned": OWNED, "failed": FAILED}


@pytest.fixture
def events():
    """Give the examples of events by name."""
    return EVENTS


@pytest.fixture
def errors():
    """Give the examples of errors by name."""
    return ERRORS


@pytest.fixture(params=[*EVENTS, *ERRORS])
def shown(request):
    """Give each example in turn."""
    return {**EVENTS, **ERRORS}[request.param]
