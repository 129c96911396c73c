"""The gateway fetches ahead of pip: by the same routing, in silence, within bounds, and for pip alone."""

from __future__ import annotations

import asyncio
import gc
import time
from contextlib import contextmanager

import pytest

from altindex_magic.gateway import host
from altindex_magic.gateway.ahead import Ahead, Bounds, Desks
from altindex_magic.ledger import Ledger
from altindex_magic.model import Index, RouteSet
from altindex_magic.places import Places
from tests.packages import wheel
from tests.servers.own import json_index, public_index
from tests.unit.gateway.installers import UV, Running
from tests.unit.gateway.sites import NoCredentials


@contextmanager
def _running(folder, *, ahead=True):
    places = Places(*(folder / name for name in ("config", "site", "data", "state", "cache")))
    ledger = Ledger(places.ledger_file)
    world = host.World(places, ledger, NoCredentials(), lambda _: False, ahead=ahead)
    for name in ("public", "acme"):
        folder.joinpath(name).mkdir(parents=True)
    with public_index(folder / "public") as public, json_index(folder / "acme") as acme:
        gateway = host.Gateway(world)
        gateway.start()
        try:
            yield Running(gateway, ledger, public, acme)
        finally:
            gateway.stop()
            ledger.close()


@pytest.fixture
def running(tmp_path):
    """Run a gateway that fetches ahead, before two empty indexes."""
    with _running(tmp_path) as made:
        yield made


def _chain(folder, *names):
    """Put distributions into *folder*, each of which requires the next."""
    for name, following in zip(names, [*names[1:], None], strict=True):
        wheel(folder, name, "1.0", [following] if following else [])


def _paths(server):
    return {asked.path for asked in server.api.asked}


def _comes(condition, seconds=5.0):
    """Tell whether *condition* comes to hold in time."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def _rests(server):
    """Wait until *server* is asked nothing more."""
    count = -1
    while count != len(server.api.asked):
        count = len(server.api.asked)
        time.sleep(0.3)


def test_what_a_project_requires_is_asked_for_before_pip_does(running):
    """One question of pip's brings the pages and the metadata of the whole closure."""
    _chain(running.public.folder, "one", "two", "three")
    running.client().page("one")
    wanted = {"/simple/three/", *(f"/files/{name}-1.0-py3-none-any.whl.metadata" for name in ("two", "three"))}
    assert _comes(lambda: wanted <= _paths(running.public)), _paths(running.public)


def test_what_was_fetched_ahead_is_not_fetched_again(running):
    """Each page and each metadata is asked for once, whoever was first."""
    _chain(running.public.folder, "one", "two")
    pip = running.client()
    pip.page("one")
    assert _comes(lambda: "/files/two-1.0-py3-none-any.whl.metadata" in _paths(running.public))
    pip.metadata("two")
    asked = [each.path for each in running.public.api.asked if "two" in each.path]
    assert sorted(asked) == ["/files/two-1.0-py3-none-any.whl.metadata", "/simple/two/"]


def test_a_second_run_of_pip_is_gone_ahead_of_as_well(running):
    """A page that pip asks for again begins another installation, whose pages may have changed meanwhile."""
    _chain(running.public.folder, "one", "two")
    for _ in range(2):
        running.public.api.asked.clear()
        pip = running.client()
        pip.page("one")
        assert _comes(lambda: "/simple/two/" in _paths(running.public))
        pip.page("two")
        time.sleep(3.1)  # so long a page is fresh


def test_nothing_is_fetched_ahead_of_uv(running):
    """An installer like uv asks for all at once by itself, and knows from its own cache what it need not ask."""
    _chain(running.public.folder, "one", "two")
    running.client(UV).page("one")
    _rests(running.public)
    assert running.public.api.projects_asked() == {"one"}


def test_it_can_be_switched_off(tmp_path):
    """Without it the index is asked for nothing but what the installer asks for."""
    with _running(tmp_path, ahead=False) as running:
        _chain(running.public.folder, "one", "two")
        running.client().page("one")
        _rests(running.public)
        assert running.public.api.projects_asked() == {"one"}


def test_what_is_installed_already_is_not_asked_for(running):
    """A requirement that is met is none that pip asks for, so the gateway does not either."""
    wheel(running.public.folder, "one", "1.0", ["packaging >= 1", "two"])
    _chain(running.public.folder, "two")
    running.client().page("one")
    assert _comes(lambda: "/simple/two/" in _paths(running.public))
    assert "packaging" not in running.public.api.projects_asked()


def test_foreseen_names_keep_to_the_routing(running):
    """A name that a private index lists is asked for there, and the public index does not learn it."""
    _chain(running.acme.folder, "acme-models", "acme-data")
    running.client().page("acme-models")
    assert _comes(lambda: "/simple/acme-data/" in _paths(running.acme))
    _rests(running.public)
    assert running.public.api.projects_asked() == set()


def test_a_guess_from_private_metadata_is_told_to_no_other_index(running):
    """The newest private version may name what pip, taking another version, would never ask anybody for."""
    wheel(running.acme.folder, "acme-models", "1.0", ["secret-project-name"])
    pip = running.client()
    pip.page("acme-models")
    assert _comes(lambda: "/files/acme_models-1.0-py3-none-any.whl.metadata" in _paths(running.acme))
    _rests(running.acme)
    assert "secret-project-name" not in running.public.api.projects_asked()
    pip.metadata("acme-models")
    assert _comes(lambda: "secret-project-name" in running.public.api.projects_asked())


def test_what_was_foreseen_leaves_no_trace_until_pip_asks(running):
    """No answer is told and no origin remembered of a name that nobody asked for; of the others, as ever."""
    _chain(running.public.folder, "one", "two")
    pip = running.client()
    with running.feed.listen() as told:
        pip.page("one")
        assert _comes(lambda: "/files/two-1.0-py3-none-any.whl.metadata" in _paths(running.public))
        _rests(running.public)
        assert running.ledger.origin("two") is None
        assert [told.get().project for _ in range(told.qsize())] == ["one"]
        pip.page("two")
        assert running.ledger.origin("two").is_default
        assert told.get(timeout=60).project == "two"


def test_a_foreseen_name_that_nobody_has_is_no_refusal(running):
    """What cannot be had ahead of time is for pip to hear, if it asks."""
    wheel(running.public.folder, "one", "1.0", ["missing-everywhere"])
    mark = running.feed.mark
    running.client().page("one")
    assert _comes(lambda: "/simple/missing-everywhere/" in _paths(running.public))
    _rests(running.public)
    assert running.feed.refusals_since(mark) == ()


def test_the_other_wheels_are_fetched_as_soon_as_pip_downloads_one(running):
    """What pip has read the metadata of comes with the first file; what it only might take does not."""
    _chain(running.public.folder, "one", "two", "three", "four")
    pip = running.client()
    for project in ("one", "two", "three"):
        pip.metadata(project)
    assert not any(path.endswith(".whl") for path in _paths(running.public))
    pip.download("one")
    wanted = {f"/files/{name}-1.0-py3-none-any.whl" for name in ("two", "three")}
    assert _comes(lambda: wanted <= _paths(running.public))
    _rests(running.public)
    assert "/files/four-1.0-py3-none-any.whl" not in _paths(running.public)


def test_a_file_that_was_fetched_ahead_counts_as_downloaded(running):
    """The story of an installation does not call a file cached that came just now, nor empty what has no size told."""
    _chain(running.public.folder, "one", "two")
    running.public.tell_of_file("two-1.0-py3-none-any.whl", size=None)
    pip = running.client()
    for project in ("one", "two"):
        pip.metadata(project)
    pip.download("one")
    assert _comes(lambda: "/files/two-1.0-py3-none-any.whl" in _paths(running.public))
    _rests(running.public)
    with running.feed.listen() as told:
        for expected in ("done", "cached"):
            size = len(pip.download("two"))
            given = told.get(timeout=60)
            assert (given.state, given.received, given.total) == (expected, size, size)


def test_no_more_projects_are_foreseen_than_the_bound_allows(running):
    """An endless tree of requirements costs the index a bounded number of questions."""
    running.gateway._ahead._bounds = Bounds(projects=3)
    _chain(running.public.folder, "one", "two", "three", "four", "five")
    running.client().page("one")
    assert _comes(lambda: "/simple/three/" in _paths(running.public))
    _rests(running.public)
    assert running.public.api.projects_asked() == {"one", "two", "three"}


def test_no_more_bytes_are_fetched_ahead_than_the_bound_allows(running):
    """Files that are too large together are left to pip."""
    running.gateway._ahead._bounds = Bounds(file_bytes=10)
    _chain(running.public.folder, "one", "two")
    pip = running.client()
    for project in ("one", "two"):
        pip.metadata(project)
    pip.download("one")
    _rests(running.public)
    assert "/files/two-1.0-py3-none-any.whl" not in _paths(running.public)
    assert pip.download("two")


def test_the_gateway_stops_while_it_is_fetching_ahead(running):
    """What is under way ahead of pip does not hold up the end of the kernel."""
    _chain(running.public.folder, "one", "two", "three")
    running.client().page("one")
    running.gateway.stop()
    assert not running.gateway.running


def test_what_is_ended_before_it_began_leaves_nothing_behind():
    """A question that was given up in the same moment is no coroutine that nobody awaits (warnings are errors)."""
    default = Index("public", "https://public.test/simple/", default=True)

    async def give_up_at_once():
        ahead = Ahead(Desks(None, None, None))
        ahead.page_asked(RouteSet((), default), "one")
        ahead.stop()
        await asyncio.sleep(0)

    asyncio.run(give_up_at_once())
    gc.collect()
