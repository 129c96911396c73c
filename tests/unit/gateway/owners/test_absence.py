"""Only a 404 that can be believed leads on to the next index."""

import asyncio

import pytest

from altindex_magic.errors.ownership import AbsenceUnproven, ProbeFailed
from altindex_magic.gateway import listing
from altindex_magic.model import RouteSet
from tests.unit.gateway.owners.conftest import routes
from tests.unit.gateway.sites import HANGS, LOGIN, MISSING, Said


def test_a_probed_404_counts_when_the_index_has_given_a_page(acme, public, gateway):
    """It had a project before, and still gives its page."""
    acme.has("acme-tools")
    probed = routes(acme, default=public)
    assert gateway.ask(probed, "acme-tools", "requests-like").index.name == "public"
    assert gateway.ask(probed, "other-like").index.name == "public"


def test_a_404_to_everything_counts_for_nothing(acme, public, gateway):
    """A wrong URL or a revoked token: the default index is not asked."""
    with pytest.raises(AbsenceUnproven) as caught:
        gateway.ask(routes(acme, default=public), "acme-models")
    assert caught.value.what == (
        "`acme-models` is refused: acme answers 404 to everything, "
        "so its 404 does not show that the project is elsewhere."
    )
    assert 'packages = ["acme-*"]' in caught.value.remedy
    assert public.asked == []


def test_a_proof_must_not_be_older_than_the_404(acme, public, gateway):
    """The token is revoked between two questions, and the project of the second is the private one."""
    acme.has("acme-tools")
    probed = routes(acme, default=public)

    async def work(owners):
        assert (await owners.answer(probed, "acme-tools")).index.name == "acme"
        assert (await owners.answer(probed, "requests-like")).index.name == "public"
        acme.everything = MISSING
        with pytest.raises(AbsenceUnproven):
            await owners.answer(probed, "acme-models")

    gateway.run(work)
    assert "acme-models" not in public.asked


def test_one_proof_serves_all_who_wait(acme, public, gateway):
    """Names asked for at the same time cost one more request, not one each."""
    acme.has("acme-tools")
    probed = routes(acme, default=public)
    gateway.ask(probed, "acme-tools")
    acme.asked.clear()
    names = ("requests-like", "other-like")
    answers = gateway.run(lambda owners: asyncio.gather(*(owners.answer(probed, name) for name in names)))
    assert [answer.index.name for answer in answers] == ["public", "public"]
    assert acme.asked.count("acme-tools") == 1


def test_a_witness_that_is_gone_leaves_the_list_to_prove_it(acme, public, gateway, monkeypatch):
    """A list that is too long to keep still shows that the index answers."""
    monkeypatch.setattr(listing, "_LIST_LIMIT", 10)
    acme.lists("acme-tools")
    probed = routes(acme, default=public)
    gateway.ask(probed, "acme-tools")
    del acme.pages["acme-tools"]
    assert gateway.ask(probed, "requests-like").index.name == "public"
    acme.everything = MISSING
    with pytest.raises(AbsenceUnproven):
        gateway.ask(probed, "acme-models")


def test_a_public_alternate_needs_to_prove_nothing(acme, public, gateway):
    """It owns no private name that could be taken over."""
    assert gateway.ask(routes(acme, default=public, exclusive=False), "requests-like").index.name == "public"


def test_without_a_default_the_last_404_is_just_a_404(acme, gateway):
    """Nobody else would be asked."""
    assert gateway.ask(RouteSet((acme.index(),), None), "acme-models") is None


def test_without_a_default_a_404_must_be_proven_before_the_next_private_index(acme, team, gateway):
    """The name may be the first one's."""
    team.has("acme-models")
    only = RouteSet((acme.index(), team.index()), None)
    with pytest.raises(AbsenceUnproven):
        gateway.ask(only, "acme-models")
    assert "acme-models" not in team.asked
    acme.has("acme-tools")
    assert gateway.ask(only, "acme-tools", "acme-models").index.name == "team"


@pytest.mark.parametrize(
    ("said", "cause"),
    [(Said(500), "server-error"), (Said(403), "permission-denied"), (LOGIN, "not-an-index"), (HANGS, "index-timeout")],
    ids=["500", "403", "login page", "hangs"],
)
def test_a_probed_index_that_fails_holds_every_name(acme, public, gateway, said, cause):
    """The error has the cause inside, and the remedy."""
    acme.everything = said
    for project in ("acme-models", "requests-like"):
        with pytest.raises(ProbeFailed) as caught:
            gateway.ask(routes(acme, default=public), project)
        assert caught.value.cause.reference == cause
        assert f"[{cause}]" in caught.value.why
        assert 'packages = ["acme-*"]' in caught.value.remedy
    assert public.asked == []
