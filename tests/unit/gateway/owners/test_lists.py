"""The list of an index tells what it owns, also while the index is down, and may be slow to come."""

import asyncio

import pytest

from altindex_magic.errors.access import IndexTimeout, NotAnIndex, ServerFailed
from altindex_magic.errors.ownership import OriginVanished, ProbeFailed
from altindex_magic.gateway import listing
from altindex_magic.gateway.patience import Patience
from tests.unit.gateway.owners.conftest import routes
from tests.unit.gateway.sites import HANGS, LOGIN, MISSING, Said


@pytest.mark.parametrize(
    ("everything", "kind"),
    [(Said(500), ServerFailed), (MISSING, OriginVanished), (LOGIN, NotAnIndex), (HANGS, IndexTimeout)],
    ids=["500", "404", "login page", "hangs"],
)
def test_a_list_is_known_while_its_index_is_down(acme, public, gateway, everything, kind):
    """Also to the next process, also when the place of the list says 404 or shows a login; others go on."""
    acme.lists("acme-models")
    listed = routes(acme, default=public)
    gateway.ask(listed, "requests-like")
    acme.everything = everything
    acme.asked.clear()
    for _ in range(2):
        with pytest.raises(kind):
            gateway.ask(listed, "acme-models")
        assert gateway.ask(listed, "other-like").index.name == "public"
    assert acme.learnt() <= {"acme-models"}
    assert "acme-models" not in public.asked


def test_a_list_that_is_withdrawn_is_forgotten(acme, public, gateway):
    """The index still gives pages: it is asked for every name from now on."""
    acme.lists("acme-models", "acme-tools")
    listed = routes(acme, default=public)
    gateway.ask(listed, "acme-tools")
    del acme.pages[""]
    acme.has("acme-new")
    public.has("acme-new")
    answered = gateway.ask(listed, "acme-new")
    assert (answered.index.name, answered.rule) == ("acme", "probed")


def test_a_list_that_shrinks_gives_names_up(acme, public, gateway):
    """What was never asked for and is not listed any more is open again."""
    acme.lists("acme-models", "requests-like")
    listed = routes(acme, default=public)
    gateway.ask(listed, "acme-models")
    acme.lists("acme-models")
    assert gateway.ask(listed, "requests-like").index.name == "public"


def test_a_copy_of_a_list_that_is_damaged_is_no_list(tmp_path, acme, public, gateway):
    """The index then counts as one without: refused while it is down, and never the default."""
    acme.lists("acme-models")
    listed = routes(acme, default=public)
    gateway.ask(listed, "requests-like")
    (copy,) = (tmp_path / "pages").glob("list-*.json")
    copy.write_text('["acme-mod')
    acme.everything = Said(500)
    with pytest.raises(ProbeFailed):
        gateway.ask(listed, "acme-models")
    assert "acme-models" not in public.asked


def test_the_list_of_another_address_is_not_taken(acme, team, public, gateway):
    """A copy belongs to a URL, whatever the index is called."""
    acme.lists("acme-models")
    gateway.ask(routes(acme, default=public), "requests-like")
    team.name = acme.name
    team.has("team-tools")
    answered = gateway.ask(routes(team, default=public), "team-tools", "acme-models")
    assert answered.index.name == "public"


def test_a_hanging_index_does_not_hold_up_what_others_own(acme, team, public, gateway, monkeypatch):
    """While one does not answer, names that are listed elsewhere, declared or remembered go on."""
    monkeypatch.setattr(listing, "_WAIT_FOR_RENEWAL", 0.2)
    acme.lists("acme-models")
    team.lists("team-models")
    both = routes(acme, team, default=public)
    gateway.ask(both, "requests-like")
    acme.everything = HANGS
    gateway.patience = Patience(answer=3600)

    async def work(owners):
        answers = await asyncio.gather(
            *(owners.answer(both, name) for name in ("team-models", "requests-like", "other-like"))
        )
        return [answer.index.name for answer in answers]

    assert gateway.run(work) == ["team", "public", "public"]


def test_an_index_that_hangs_at_first_sight_is_told_before_pip_gives_up(acme, public, gateway):
    """The wait for its list and the wait for a page together stay below the 15 seconds of pip."""
    acme.everything = HANGS
    assert listing._WAIT_FOR_LIST + Patience().answer < 15
    gateway.patience = Patience(answer=0.2)
    with pytest.raises(ProbeFailed) as caught:
        gateway.ask(routes(acme, default=public), "acme-models")
    assert isinstance(caught.value.cause, IndexTimeout)


def test_a_list_that_is_slow_at_first_sight_is_used_when_it_comes(acme, public, gateway, monkeypatch):
    """Until then the index is asked for every name, as one without a list is."""
    monkeypatch.setattr(listing, "_WAIT_FOR_LIST", 0.2)
    acme.lists("acme-models", "acme-tools")
    slow, acme.pages[""] = acme.pages[""], HANGS
    listed = routes(acme, default=public)
    assert gateway.ask(listed, "acme-models").rule == "probed"
    acme.pages[""] = slow
    assert gateway.ask(listed, "acme-tools").rule == "listed"
