"""A few of the five hundred kills of ``python -m tests.faults.kills``, by the same code."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from altindex_magic.config.store import Store
from altindex_magic.ledger import Ledger
from altindex_magic.model import Index, Layer, Scope
from tests.faults.kills.checks import damages, remains
from tests.faults.kills.run import tally
from tests.faults.kills.scene import Scene
from tests.faults.kills.victims import Command, Holder, Upstream

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is killed like that on Windows")

SEED = 7


@pytest.mark.parametrize("victim", [Holder, Upstream, Command], ids=lambda victim: victim.name)
def test_nothing_is_damaged_and_the_next_attempt_works(tmp_path, victim):
    """The random points are the same in each run: ``--seed`` of the program repeats them."""
    folder = tmp_path / "scene"
    folder.mkdir()
    *_, result = tally(victim, folder, 4, SEED)
    assert not result.problems, f"seed {SEED}: " + "\n".join(result.problems)
    assert result.kills == 4


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Give a scene in which an index is defined, and nobody is at work."""
    scene = Scene(tmp_path_factory.mktemp("scene"), Random(SEED))
    work = next(scene.works("add"))
    Store(scene.places, None).add(Index(work.name, work.text, layer=Layer.USER, source=""), Scope.USER, replace=False)
    scene.remember(work)
    Ledger(scene.places.ledger_file).close()
    assert not damages(scene, work)
    return scene


def half(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def other_address(path):
    path.write_text(path.read_text().replace("127.0.0.1", "127.0.0.2"))


@pytest.mark.parametrize("harm", [half, other_address, Path.unlink])
def test_a_damaged_configuration_is_seen(scene, harm):
    """Half of it, another one, and none."""
    path, work = scene.places.indexes_file, next(scene.works("login"))
    before = path.read_bytes()
    harm(path)
    assert damages(scene, work)
    path.write_bytes(before)
    assert not damages(scene, work)


def test_a_damaged_ledger_is_seen(scene):
    """A page in its middle that is none."""
    path, work = scene.places.ledger_file, next(scene.works("login"))
    before = path.read_bytes()
    path.write_bytes(before[:4096] + b"x" * 4096 + before[8192:])
    assert damages(scene, work)
    path.write_bytes(before)
    assert not damages(scene, work)


def test_a_wrong_file_is_seen(scene):
    """In the cache, in the built-in index, and where it is installed."""
    site, cache, local = (
        scene.env.site_packages,
        scene.places.files_cache / "ab",
        scene.places.local_index / "acme-sent",
    )
    (site / "acme_models-1.0.dist-info").mkdir(exist_ok=True)
    for folder in (cache, local):
        folder.mkdir(parents=True, exist_ok=True)
    work = next(scene.works("keep"))
    for path, text in (
        (cache / ("ab" * 32), "wrong"),
        (local / work.name, "wrong"),
        (site / "acme.py", "wrong"),
    ):
        (site / "acme_models-1.0.dist-info" / "RECORD").write_text("acme.py,sha256=AAAA,5\n")
        path.write_text(text)
        assert len(damages(scene, work)) == 1, path
        path.unlink()
    assert len(remains(scene, work)) == 2, "what RECORD names is missing, and nothing was uploaded"
    (cache.parent / ".part-x").touch()
    assert len(remains(scene, work)) == 3
    (cache.parent / ".part-x").unlink()
