"""One realistic example of every event and error, for the tests of all faces."""

from dataclasses import replace

import pytest

from altindex_magic.errors.access import CredentialRefused, NameResolutionFailed
from altindex_magic.errors.install import InstallFailed
from altindex_magic.errors.ownership import OwnerNotInUse
from altindex_magic.errors.trust import VersionsHidden
from altindex_magic.event import (
    Answer,
    Built,
    Change,
    Checkup,
    Decided,
    Described,
    Download,
    FileDiff,
    FileRow,
    Finding,
    Findings,
    Found,
    Health,
    HiddenFile,
    Indexes,
    IndexRow,
    Installed,
    Locked,
    LockedRow,
    LogLine,
    Notice,
    PackageRow,
    Packages,
    Planned,
    PresetField,
    PresetRow,
    Presets,
    ProjectRow,
    Projects,
    Provenance,
    ProvenanceRow,
    Published,
    Refusal,
    Status,
    Symptom,
    Tested,
    Upload,
    Used,
    VersionRow,
    Versions,
    Why,
    Withheld,
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
            PresetRow(
                "gemfury",
                "Gemfury",
                (PresetField("account", "the account", "acme", None),),
                "a deploy token, as the user name",
                "",
            ),
            PresetRow(
                "codeartifact",
                "AWS CodeArtifact",
                tuple(PresetField(name, "", "", None) for name in ("domain", "owner", "region", "repository")),
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
    "why-decided": Why(
        "acme-models",
        "fury",
        "remembered",
        "it came from there before",
        decided=(
            Decided("forget", None, "2026-10-01 08:30:00"),
            Decided("allow", None, "2026-10-02 08:00:00"),
            Decided("allow", "https://pypi.example/acme/", "2026-10-02 08:01:00"),
        ),
    ),
    "why-hidden": Why(
        "acme-models",
        "fury",
        "declared",
        "acme-* of fury matches it.",
        "keyring",
        hidden=(
            HiddenFile(WHEEL, "1.1", "2026-10-02T08:00:00Z", "uploaded less than 7d ago, the cooldown of fury"),
            HiddenFile("acme_models-1.1.tar.gz", "1.1", "", "without an upload time, which the cooldown of fury needs"),
        ),
    ),
    "withheld": Withheld("acme-models", HIDDEN),
    "provenance": Provenance((CAME, BY_URL, BEFORE)),
    "provenance-nothing": Provenance(()),
    "provenance-verified": Provenance(
        (
            replace(CAME, findings=("missing: acme_models.py", "fury has yanked it: it deletes files")),
            replace(CAME, project="acme-data"),
            replace(BEFORE, unchecked="it did not come through the gateway"),
        ),
        verified=True,
    ),
    "provenance-json": Provenance((CAME,), as_json=True),
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
    "findings": Findings(
        (
            Finding(FURY, secret=True, sources=("~/.config/pip/pip.conf", "~/.pypirc")),
            Finding(DEFAULT, secret=False, sources=("$PIP_INDEX_URL",), known_as="mirror"),
        )
    ),
    "findings-nothing": Findings(()),
    "file-diff": FileDiff(
        "~/.config/pip/pip.conf",
        (
            "@@ -1,2 +1,2 @@",
            " [global]",
            "-index-url = https://••••••@fury.example/",
            "+index-url = https://fury.example/",
        ),
        written=True,
    ),
    "file-diff-dry-run": FileDiff("~/.pypirc", ("@@ -0,0 +1 @@", "+[fury]"), written=False),
    "file-diff-nothing": FileDiff("~/.pypirc", (), written=True),
    "described": Described(FURY),
    "planned": Planned("uv", (Change("acme-models", "1.0", "1.1", "fury"),), ("acme_models",)),
    "planned-nothing": Planned("uv", ()),
    "packages": Packages(
        (
            PackageRow("acme-models", "1.0", "fury", newer="1.1"),
            PackageRow("numpy", "2.0", None, own=False),
        ),
        "~/.venv/bin/python",
        looked=True,
    ),
    "projects": Projects("~/work", (ProjectRow("acme-models", "acme-models", "1.1"), ProjectRow("other", None, None))),
    "projects-none": Projects("~/work", ()),
    "checkup": Checkup((SYMPTOM, replace(SYMPTOM, reference="proxy", severity="note"))),
    "checkup-healthy": Checkup(()),
    "checkup-json": Checkup((SYMPTOM,), as_json=True),
    "installed-nothing": Installed("pip", ()),
    "upload-running": Upload(WHEEL, "acme-models", "1.1", "fury", 1_200_000, 3_400_000),
    "upload-done": Upload(WHEEL, "acme-models", "1.1", "fury", 3_400_000, 3_400_000, "done"),
    "upload-failed": Upload(WHEEL, "acme-models", "1.1", "fury", 900, 3_400_000, "failed"),
    "built": Built("acme-models/dist", (FileRow(WHEEL, 3_400_000, "1f" * 32, "built"),)),
    "published-before": Published("fury", PUSH, (FileRow(WHEEL, 3_400_000, "1f" * 32, "to upload"), SKIPPED)),
    "published-dry-run": Published("fury", PUSH, (FileRow(WHEEL, 3_400_000, "1f" * 32, "to upload"),), dry_run=True),
    "published": Published("fury", PUSH, (FileRow(WHEEL, 3_400_000, "1f" * 32, "uploaded"), SKIPPED)),
    "published-nothing": Published("fury", PUSH, (SKIPPED,)),
    "locked": Locked("pylock.toml", LOCKED, written=True),
    "locked-dry-run": Locked("pylock.dev.toml", LOCKED[:1], written=False),
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
