"""Other content than was promised, or than was seen before: on the way, on the index, and in the caches."""

from __future__ import annotations

import hashlib

import pytest
from aiohttp import web

from altindex_magic import request
from altindex_magic.errors.trust import FileChanged
from altindex_magic.gateway.roomy import content_path
from altindex_magic.gateway.source import Source
from tests.attacks.stage import EVIL, PRIVATE
from tests.packages import wheel
from tests.servers.repository import core_metadata
from tests.users import perform

GOOD = "acme_models-1.0-py3-none-any.whl"


def _swapped(stage):
    """Put the attacker's file in the place of the good one, under the same name."""
    stage.private.folder.joinpath(GOOD).unlink()
    return stage.evil(stage.private, "1.0")


def _owned(rans):
    return {name: ran.owned for name, ran in rans.items()}


def test_a_changed_file_whose_hash_is_promised(stage):
    """Whoever can change files, but not pages."""
    good = stage.private.folder / GOOD
    stage.private.facts(GOOD, hashes={"sha256": hashlib.sha256(good.read_bytes()).hexdigest()}, core_metadata=False)
    _swapped(stage)
    stage.attack("file is not the one that its page promises", PRIVATE, real=False)


@pytest.mark.parametrize("hashes", [None, {}], ids=["new hash on the page", "no hash on the page"])
def test_a_changed_file_under_the_same_name(stage, hashes):
    """Whoever can change pages and files: what was seen first counts, in the next session as well."""
    if hashes is not None:
        stage.private.facts(GOOD, hashes=hashes)
    stage.open()
    for ran in (*stage.alone(PRIVATE).values(), *stage.ours(PRIVATE).values()):
        assert ran.installed == {"acme_models-1.0"}, ran.output
    _swapped(stage)
    stage.closing.close()
    stage.open()
    known = "new hash" if hashes is None else "page without hashes"
    stage.attack(f"changed file under the same name, {known}", "--no-cache-dir", PRIVATE)
    assert "file-changed" in {refusal.reference for refusal in stage.gateway.feed.refusals_since(0)}


def _lying_metadata(stage):
    """Answer with metadata that names a project of the attacker's."""
    lie = core_metadata(stage.private.folder / GOOD) + b"Requires-Dist: attackers-own\n"
    stage.private.says(f"/files/{GOOD}.metadata", lie)
    stage.evil(stage.public, name="attackers-own")


def test_metadata_that_is_not_what_the_page_promises(stage):
    """PEP 658 with a hash."""
    _lying_metadata(stage)
    stage.attack("wrong .metadata, its hash promised", PRIVATE, real=False)


def test_metadata_without_a_hash_that_the_wheel_does_not_have(stage):
    """What the index says beside the wheel does not count where the wheel itself says otherwise."""
    stage.private.facts(GOOD, core_metadata=True)
    _lying_metadata(stage)
    for ran in stage.attack("wrong .metadata, no hash promised", PRIVATE, real=False).values():
        assert ran.installed == {"acme_models-1.0"}, ran.output


def test_a_poisoned_file_in_the_cache_of_the_gateway(stage):
    """Damaged by a disk or a process: it is noticed and fetched again, and no installer is relied upon for that."""
    good = stage.private.folder / GOOD
    stage.open()
    place = content_path(stage.service.session.world.places.files_cache, hashlib.sha256(good.read_bytes()).hexdigest())
    evil = wheel(stage.folder / "elsewhere", PRIVATE, "1.0", modules=EVIL)
    place.parent.mkdir(parents=True)
    place.write_bytes(evil.read_bytes())
    ours = stage.ours(PRIVATE)
    stage.record("poisoned file in the gateway's cache", {}, any(_owned(ours).values()))
    for ran in ours.values():
        assert ran.installed == {"acme_models-1.0"}, ran.output
    assert place.read_bytes() == good.read_bytes()


def test_a_copy_of_a_list_that_was_poisoned(stage):
    """Without the private name on it: the index's own list counts as soon as it answers."""
    stage.evil(stage.public)
    stage.open()
    stage.ours(PRIVATE)
    stage.closing.close()
    for copy in stage.folder.rglob("list-*.json"):
        copy.write_text("[]")
    stage.open()
    stage.attack("poisoned copy of the project list", PRIVATE)


def test_what_the_installers_cached_of_another_set(stage):
    """The attacker's index was in use once; afterwards neither pip nor uv may serve its files from their caches."""
    stage.evil(stage.attacker, "1.0")
    stage.open()
    perform(stage.service, request.Add("other", stage.attacker.url))
    perform(stage.service, request.Use(("other",), only=True))
    assert all(_owned(stage.ours(PRIVATE)).values()), "the attacker's index is in use"
    perform(stage.service, request.Forget((PRIVATE,)))
    perform(stage.service, request.Use(("private",), only=True))
    ours = stage.ours(PRIVATE)
    other = {"PIP_INDEX_URL": stage.attacker.url, "UV_DEFAULT_INDEX": stage.attacker.url}
    stage.alone(PRIVATE, **other, PIP_EXTRA_INDEX_URL=" ", UV_INDEX="")
    stage.record("stale page or file after switching sets", _owned(stage.alone(PRIVATE)), any(_owned(ours).values()))
    for ran in ours.values():
        assert ran.installed == {"acme_models-1.0"}, stage.gateway.feed.refusals_since(0)


def test_a_link_to_another_file_that_is_known_by_its_address(stage):
    """Without hashes on the page: that a file was fetched already does not make it the one that was first seen."""
    other = wheel(stage.private.folder, "acme-other", "1.0", modules=EVIL)
    for name in (GOOD, other.name):
        stage.private.facts(name, hashes={}, core_metadata=None)
    stage.open()
    stage.ours("acme-other", PRIVATE)
    stage.private.facts(GOOD, url=f"{stage.private.origin}/files/{other.name}")
    stage.service.session.gateway.forget(PRIVATE)
    routes = stage.service.session.routes()
    gateway = stage.gateway
    answer = gateway.call(gateway._answers.answered(routes, PRIVATE, at_once=True))
    (file,) = answer.held.links.values()
    source = Source(answer.index, PRIVATE, file)
    given = gateway.call(gateway._door._desks.files.at_hand(source))
    stage.record("link to another file that is in the cache", {}, given is not None)
    with pytest.raises(FileChanged):
        gateway.call(gateway._door._desks.files.whole(source))


RANGES = {
    "refused": lambda whole: web.Response(status=416),
    "from the wrong end": lambda whole: _part(whole[:65_536], f"bytes 0-65535/{len(whole)}"),
    "of a smaller file": lambda whole: _part(whole[-65_536:], "bytes 0-10/5"),
    "shorter than they say": lambda whole: _part(whole[-100:], f"bytes 10-65545/{len(whole)}"),
}
"""What a server answers that was asked for the end of a wheel."""


def _part(body, told):
    return web.Response(status=206, body=body, headers={"Content-Range": told})


@pytest.mark.parametrize("way", RANGES)
def test_ranges_of_a_wheel_that_nobody_asked_for(stage, way):
    """Its metadata is read from the whole wheel then, and is that of the wheel."""
    big = {"big.py": "".join(f"{number * 7919 % 99_991:05}" for number in range(100_000))}
    whole = wheel(stage.private.folder, PRIVATE, "2.0", modules=big).read_bytes()
    assert len(whole) > 2 * 65_536
    name = "acme_models-2.0-py3-none-any.whl"
    stage.private.facts(name, core_metadata=None)

    async def answer(request):
        return RANGES[way](whole) if "Range" in request.headers else web.Response(body=whole)

    stage.private.answers[f"/files/{name}"] = answer
    stage.open()
    for ran in stage.ours(PRIVATE).values():
        assert ran.installed == {"acme_models-2.0"}, ran.output
    assert not stage.gateway.feed.refusals_since(0)
