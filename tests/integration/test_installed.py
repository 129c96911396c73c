"""What is in the environment of a real kernel: looked at, previewed, renewed and removed."""

from __future__ import annotations

import pytest

from tests.kernels import environment, notebook
from tests.packages import wheel


@pytest.fixture
def running(public, share, tmp_path):
    """Give a notebook that uses a private index with two versions of a project."""
    wheel(share.folder, "acme-models", "1.0")
    wheel(share.folder, "acme-models", "1.1", requires=["acme-data"])
    wheel(share.folder, "acme-data", "2.0")
    env = environment(tmp_path / "env")
    with notebook(env, {"PIP_INDEX_URL": public.url}) as running:
        running.run("%load_ext altindex_magic", f"%altindex add team {share.url}", "%altindex use team")
        yield running


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_a_preview_tells_what_would_change_and_changes_nothing(running, tool):
    """Projects, versions, indexes, and the modules in memory that would be out of date."""
    running.run("%altindex install acme-models==1.0", "import acme_models")
    (shown,) = running.run(f"%altindex install --with {tool} --upgrade --dry-run acme-models")
    assert shown.ok, shown.shown
    lines = [" ".join(line.split()) for line in shown.text.splitlines()]
    assert f"{tool} would change 2 projects:" in lines
    assert "+ acme-data 2.0 from team" in lines
    assert "~ acme-models 1.0 → 1.1 from team" in lines
    assert "Warning: Imported already, and out of date then: acme_models." in lines
    (listed,) = running.run("%altindex installed")
    assert "acme-data" not in listed.text


def test_what_is_installed_is_listed_with_its_index_and_a_newer_version(running):
    """Newer versions are looked for only where that is asked for."""
    running.run("%altindex install acme-models==1.0")
    plain, newer = running.run("%altindex installed", "%altindex installed --newer")
    row = next(line.split() for line in plain.text.splitlines() if line.startswith("acme-models"))
    assert row == ["acme-models", "1.0", "team"]
    row = next(line.split() for line in newer.text.splitlines() if line.startswith("acme-models"))
    assert row == ["acme-models", "1.0", "team", "1.1"]


def test_a_project_is_removed(running):
    """What is gone is told, with the modules that are still in memory."""
    running.run("%altindex install acme-models==1.0", "import acme_models")
    (removed,) = running.run("%altindex uninstall acme-models")
    assert removed.ok, removed.shown
    assert "1 removed." in removed.text
    assert "acme_models" in removed.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("acme-nothing", "`acme-nothing` is not installed in this environment. Nothing was removed."),
        ("ipykernel", "which belongs to another environment."),
        ("--", "a word is not the name of a project"),
    ],
)
def test_what_is_not_there_or_not_ours_is_not_removed(running, name, text):
    """The error says where it is, if it is anywhere."""
    (refused,) = running.run(f"%altindex uninstall {name}")
    assert not refused.ok
    assert text in refused.shown or "it lacks NAME" in refused.shown
