"""The indexes, settings, files and failures that the examples tell of."""

from altindex_magic.errors.access import CredentialRefused, NameResolutionFailed
from altindex_magic.errors.install import InstallFailed
from altindex_magic.errors.ownership import OwnerNotInUse
from altindex_magic.errors.trust import VersionsHidden
from altindex_magic.event import FileRow, Health, IndexRow, LockedRow, ProvenanceRow, Symptom
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

HIDDEN = VersionsHidden("acme-models", "fury", ["2.0", "1.1"], ["uploaded less than 7d ago, the cooldown of fury"])
LOCKED = (
    LockedRow("acme-models", "1.0", "fury", 1),
    LockedRow("numpy", "2.0.1", "default", 3),
    LockedRow("scipy", "1.14", "default", 2),
)
CAME = ProvenanceRow(
    "acme-models",
    "1.0",
    "gateway",
    "fury",
    "https://repo.fury.example/acme/",
    "acme_models-1.0-py3-none-any.whl",
    "1f" * 32,
    "2026-10-02T08:00:00Z",
    "2026-11-20T10:00:00Z",
    "/home/me/venv/lib/python3.12/site-packages",
)
BY_URL = ProvenanceRow(
    "scratch", "0.1", "direct URL", url="git+https://git.example/scratch", installed="2026-11-20T10:00:00Z"
)
BEFORE = ProvenanceRow("pip", "26.1", "before", installed="2026-01-05T10:00:00Z")

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
WHEEL = "acme_models-1.1-py3-none-any.whl"
PUSH = "https://push.fury.example/acme/"
SKIPPED = FileRow("acme_models-1.1.tar.gz", 48_000, "2e" * 32, "skipped")

SYMPTOM = Symptom(
    "readable-by-others", "danger", "Others may read ~/.pypirc.", "Its mode is 644.", "chmod 600 ~/.pypirc"
)
