"""Distributions go to real indexes by every way there is, come back, and are never replaced."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Final

import pytest

from altindex_magic import request
from tests.integration.publishing.conftest import BACKEND, definition, workplace
from tests.kernels import notebook
from tests.packages import repacked, wheel

if TYPE_CHECKING:
    from pathlib import Path


WAYS: Final = ("%altindex publish", "!twine upload", "!uv publish")


@pytest.mark.parametrize("index", ["pypiserver", "devpi", "local"])
def test_every_way_to_publish_reaches_the_index_and_comes_back(index, servers, public, tmp_path):
    """Sdist and wheel go there, and the new version installs at once, each time."""
    repacked(public.folder, *BACKEND)
    env = workplace(tmp_path / "env")
    with notebook(env, {"PIP_INDEX_URL": public.url, "TOKEN": getattr(servers.get(index), "password", "")}) as kernel:
        kernel.run("%load_ext altindex_magic", *definition(index, servers))
        assert kernel.run("%altindex init-package acme-models")[0].ok
        for number, way in enumerate(WAYS, 1):
            set_version(env.work / "acme-models", f"{number}.0")
            if way.startswith("%"):
                done = kernel.run(f"{way} acme-models --to {index}")[0]
            else:
                assert kernel.run(f"%altindex use {index} --uploads")[0].ok
                assert kernel.run("%altindex build acme-models")[0].ok
                done = kernel.run(f"{way} acme-models/dist/*")[0]
            assert done.ok, done.shown
            back = kernel.run(f"%altindex use {index}", "%altindex install --upgrade acme-models")[1]
            assert env.installed().get("acme-models") == f"{number}.0", done.shown + back.shown
        listed = kernel.run("%altindex versions acme-models")[0].text
    assert [line.split()[:3] for line in listed.splitlines()[3:]] == [
        [f"{number}.0", index, "2"] for number in (3, 2, 1)
    ]


def set_version(tree: Path, version: str) -> None:
    """Raise the version of a project, and forget what was built of it."""
    path = tree / "pyproject.toml"
    path.write_text(re.sub("(?m)^version = .*", f'version = "{version}"', path.read_text()))
    shutil.rmtree(tree / "dist", ignore_errors=True)


@pytest.mark.parametrize("index", ["pypiserver", "devpi", "local"])
def test_a_file_is_never_replaced(desk, servers, index, tmp_path):
    """The same file is an error or left out, another of the same name is an error always."""
    if index != "local":
        desk.add(index, servers[index])
    one = wheel(tmp_path / "one", "acme-models", "1.0")
    other = wheel(tmp_path / "other", "acme-models", "1.0", modules={"acme_models.py": "x = 2\n"})
    assert [row.state for row in desk.upload(one, index).rows] == ["uploaded"]
    assert f"{index} has this very {one.name} already. Nothing was uploaded.  [same-file-exists]" in desk.refused(
        request.Upload((str(one),), index)
    )
    assert [row.state for row in desk.upload(one, index, skip_existing=True).rows] == ["skipped"]
    told = desk.refused(request.Upload((str(other),), index, skip_existing=True))
    assert f"{index} has another file called {one.name} already.  [file-exists]" in told
    assert desk.versions(index, "acme-models") == ["1.0"]


@pytest.mark.parametrize("tool", ["twine upload --disable-progress-bar", "uv publish"])
def test_by_hand_a_file_is_never_replaced_either(devpi, public, tmp_path, tool):
    """The index would replace it: the gateway compares first, says why below the cell, and the old file stays."""
    env = workplace(tmp_path / "env")
    one = wheel(env.work / "one", "acme-models", "1.0")
    wheel(env.work / "other", "acme-models", "1.0", modules={"acme_models.py": "x = 2\n"})
    with notebook(env, {"PIP_INDEX_URL": public.url, "TOKEN": devpi.password}) as kernel:
        kernel.run("%load_ext altindex_magic", *definition("devpi", {"devpi": devpi}))
        assert kernel.run("%altindex use devpi --uploads")[0].ok
        first, again, other = kernel.run(*(f"!{tool} {folder}/*" for folder in ("one", "one", "other")))
        kernel.run("%altindex install acme-models")
    assert "file-exists" not in first.text + again.text, "the same file again counts as uploaded"
    assert f"devpi has another file called {one.name} already. [file-exists]" in other.text
    assert env.site_packages.joinpath("acme_models.py").read_text() == '__version__ = "1.0"\n'
