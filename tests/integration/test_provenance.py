"""Where each installed distribution came from is known, whichever tool brought it; and whether it is still the same."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing

import pytest

from tests.kernels import notebook
from tests.packages import project, sdist, wheel

UPLOADED = "2026-01-02T03:04:05.000000Z"


@pytest.fixture
def kernel(env, json_only, public):
    """Give a kernel that uses one JSON index with ``acme-models`` and ``acme-data``, before a default one."""
    for name in ("acme-models", "acme-data"):
        path = wheel(json_only.folder, name, "1.0")
        json_only.tell_of_file(path.name, upload_time=UPLOADED)
    wheel(public.folder, "acme-public", "1.0")
    with notebook(env, {"PIP_INDEX_URL": public.url}) as running:
        run(running, "%load_ext altindex_magic", f"%altindex add team {json_only.url}", "%altindex use team")
        yield running


def run(kernel, *cells):
    """Run cells that have to succeed, and give what they showed."""
    shown = [kernel.run(cell)[0] for cell in cells]
    assert all(each.ok for each in shown), "\n".join(each.shown for each in shown)
    return "".join(each.text for each in shown)


def rows(kernel, *names):
    """Give the provenance as JSON, by project."""
    return {row["project"]: row for row in json.loads(run(kernel, f"%altindex provenance --json {' '.join(names)}"))}


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


WAYS = (
    "%altindex install --with pip",
    "%altindex install --with uv",
    "%pip install",
    "!pip install",
    "%uv pip install",
    "!uv pip install",
)


@pytest.mark.parametrize("way", WAYS)
def test_everything_that_came_through_the_gateway_is_known(kernel, env, json_only, way):
    """Index, file, hash, upload time, environment and time, whichever tool asked."""
    run(kernel, f"{way} acme-models")
    row = rows(kernel)["acme-models"]
    assert row.pop("installed").startswith("20")
    assert row == {
        "project": "acme-models",
        "version": "1.0",
        "way": "gateway",
        "index": "team",
        "url": json_only.url,
        "filename": "acme_models-1.0-py3-none-any.whl",
        "sha256": sha256(json_only.folder / "acme_models-1.0-py3-none-any.whl"),
        "uploaded": UPLOADED,
        "environment": str(env.site_packages),
        "findings": [],
        "unchecked": "",
    }


def test_what_uv_takes_from_its_cache_is_known_as_well(kernel, json_only):
    """The second time no file passes the gateway; the tags of the wheel tell which file it was."""
    run(
        kernel,
        "%altindex install --with uv acme-models",
        "%altindex uninstall acme-models",
        "import time; time.sleep(3.2)",
    )
    said = run(kernel, "%altindex install --with uv acme-models")
    assert "from team" in said
    row = rows(kernel)["acme-models"]
    assert (row["way"], row["index"], row["filename"]) == ("gateway", "team", "acme_models-1.0-py3-none-any.whl")


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_a_version_in_an_old_spelling_is_known_as_well(kernel, json_only, tool):
    """The folder of its metadata says ``2022.06.15``, and its index 2022.6.15."""
    wheel(json_only.folder, "acme-models", "2022.06.15")
    run(kernel, "import time; time.sleep(3.2)", f"%altindex install --with {tool} acme-models")
    assert rows(kernel)["acme-models"]["filename"] == "acme_models-2022.06.15-py3-none-any.whl"


def test_a_wheel_built_from_an_sdist_is_known_by_the_sdist(kernel, json_only):
    """What was built here is on no index."""
    path = sdist(json_only.folder, "acme-built", "1.0")
    run(kernel, "import time; time.sleep(10.5)", "%altindex install acme-built")
    assert (rows(kernel)["acme-built"]["filename"], rows(kernel)["acme-built"]["sha256"]) == (path.name, sha256(path))


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_what_came_round_the_gateway_is_marked(kernel, env, tmp_path, tool):
    """By links, by a path, before the gateway was used, by conda."""
    links = wheel(tmp_path / "links", "acme-models", "9.0").parent
    run(
        kernel,
        f"%altindex install --with {tool} --find-links {links} acme-models",
        f"%altindex install --with {tool} {project(tmp_path / 'acme-local', 'acme-local', '1.0')}",
    )
    found = rows(kernel)
    assert (found["acme-models"]["way"], found["acme-models"]["version"]) == ("around", "9.0")
    assert found["acme-local"]["way"] == "direct URL"
    assert found["acme-local"]["url"].startswith("file:///")
    assert found["ipykernel"]["way"] == "before"
    said = run(kernel, "%altindex provenance acme-models acme-local ipykernel")
    for way in ("round the gateway", "direct URL", "before the gateway was used here"):
        assert way in said


def test_what_conda_brought_is_marked(kernel, env):
    """By what it says of its installer."""
    run(kernel, "%altindex install acme-models")
    next(env.site_packages.glob("acme_models-*.dist-info")).joinpath("INSTALLER").write_text("conda\n")
    assert rows(kernel, "acme-models")["acme-models"]["way"] == "conda"


def test_what_is_in_order_is_said_to_be(kernel):
    """Files, record and index agree."""
    run(kernel, "%altindex install acme-models acme-data")
    said = run(kernel, "%altindex provenance --verify acme-models acme-data")
    assert "✓ 2 projects as recorded, and as the index has it" in said


def test_files_that_were_changed_are_found(kernel, env):
    """Also where RECORD was changed with them."""
    run(kernel, "%altindex install acme-models acme-data")
    env.site_packages.joinpath("acme_models.py").write_text("import os  # something else\n")
    env.site_packages.joinpath("acme_data.py").unlink()
    said = run(kernel, "%altindex provenance --verify acme-models acme-data")
    assert "acme-models 1.0: changed since it was installed: acme_models.py" in said
    assert "acme-data 1.0: missing: acme_data.py" in said
    record = next(env.site_packages.glob("acme_data-*.dist-info")) / "RECORD"
    record.write_text("".join(line for line in record.read_text().splitlines(True) if "acme_data.py" not in line))
    said = run(kernel, "%altindex provenance --verify acme-data")
    assert "acme-data 1.0: its RECORD is not the one that the installer wrote" in said


INDEX_NEWS = {
    "yanked": (
        lambda index: index.tell_of_file("acme_models-1.0-py3-none-any.whl", yanked="it deletes files"),
        "team has yanked it: it deletes files",
    ),
    "file gone": (
        lambda index: (
            wheel(index.folder, "acme-models", "2.0"),
            index.folder.joinpath("acme_models-1.0-py3-none-any.whl").unlink(),
        ),
        "acme_models-1.0-py3-none-any.whl has vanished from team",
    ),
    "project gone": (
        lambda index: index.folder.joinpath("acme_models-1.0-py3-none-any.whl").unlink(),
        "the project has vanished from team",
    ),
    "hash changed": (
        lambda index: index.tell_of_file("acme_models-1.0-py3-none-any.whl", hashes={"sha256": "0" * 64}),
        "team has another file under this name now, with sha256 0000000000000000…",
    ),
    "quarantined": (
        lambda index: index.tell_of_project(
            "acme-models", project_status={"status": "quarantined", "reason": "malware"}
        ),
        "team has put the project into quarantine: malware",
    ),
}


def test_what_the_index_says_now_is_compared(kernel, json_only):
    """Yanked, vanished, replaced, quarantined (PEP 792)."""
    run(kernel, "%altindex install acme-models")
    kept = json_only.folder.joinpath("acme_models-1.0-py3-none-any.whl").read_bytes()
    for change, finding in INDEX_NEWS.values():
        change(json_only)
        said = run(kernel, "%altindex provenance --verify acme-models")
        assert f"acme-models 1.0: {finding}" in " ".join(said.split())
        json_only.api.repository.file_facts.clear()
        json_only.api.repository.project_facts.clear()
        for path in json_only.folder.glob("acme_models-*"):
            path.unlink()
        json_only.folder.joinpath("acme_models-1.0-py3-none-any.whl").write_bytes(kept)


def test_an_index_that_is_down_is_no_finding(kernel, json_only):
    """What could not be compared is named, and the rest is told all the same."""
    run(kernel, "%altindex install acme-models")
    json_only.stop()
    row = json.loads(run(kernel, "%altindex provenance --verify --json acme-models"))[0]
    assert row["findings"] == []
    assert row["unchecked"] == "The index team cannot be reached."


def test_a_ledger_of_the_first_version_is_brought_up_to_date(env, public, json_only):
    """What it remembers is kept, and what it could not know is said to be unknown."""
    wheel(json_only.folder, "acme-models", "1.0")
    path = env.home / ".state" / "altindex" / "ledger.sqlite"
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as old:
        old.executescript(
            "CREATE TABLE origin (project TEXT PRIMARY KEY, url TEXT, exclusive INTEGER NOT NULL, "
            "decided INTEGER NOT NULL DEFAULT 0, since TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);"
            "CREATE TABLE install (id INTEGER PRIMARY KEY, project TEXT NOT NULL, version TEXT NOT NULL, url TEXT, "
            "prefix TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);"
            "INSERT INTO origin (project, url, exclusive) VALUES ('acme-models', 'https://gone.example/', 1);"
            "PRAGMA user_version=1;"
        )
    with notebook(env, {"PIP_INDEX_URL": public.url}) as kernel:
        run(kernel, "%load_ext altindex_magic", f"%altindex add team {json_only.url}", "%altindex use team")
        assert "[origin-not-in-use]" in kernel.run("%altindex install acme-models")[0].shown
        run(kernel, "%altindex forget acme-models", "%altindex install acme-models")
        assert rows(kernel)["acme-models"]["index"] == "team"
