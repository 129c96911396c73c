"""The owner of a name is found and asked, and nobody else; only a 404 that can be believed leads on."""

import asyncio

import pytest

from altindex_magic.errors.access import IndexTimeout, NotAnIndex, RedirectRefused, ServerFailed
from altindex_magic.errors.ownership import AbsenceUnproven, OriginChanged, OriginVanished, OwnerNotInUse, ProbeFailed
from altindex_magic.gateway import listing
from altindex_magic.gateway.patience import Patience
from altindex_magic.model import RouteSet
from altindex_magic.routing import Origin
from tests.unit.gateway.sites import HANGS, LOGIN, MISSING, Gateway, Said, Site


@pytest.fixture
def site():
    """Give a maker of sites, which are stopped in the end."""
    made = []

    def make(name):
        made.append(Site(name))
        return made[-1]

    yield make
    for each in made:
        each.server.stop()


@pytest.fixture
def acme(site):
    return site("acme")


@pytest.fixture
def team(site):
    return site("team")


@pytest.fixture
def public(site):
    """Stand for the default index, which has every name that is asked for here."""
    made = site("public")
    made.has("acme-models", "acme-tools", "requests-like", "other-like")
    return made


@pytest.fixture
def gateway(tmp_path):
    made = Gateway(tmp_path)
    yield made
    made.ledger.close()


def routes(*sites, default, **settings):
    return RouteSet(tuple(each.index(**settings) for each in sites), default.index(default=True))


# The five rules.


def test_a_declared_name_is_asked_of_its_owner_alone(acme, public, gateway):
    """And other names are asked of the default index alone."""
    acme.has("acme-models")
    declared = routes(acme, default=public, packages=("acme-*",))
    answered = gateway.ask(declared, "acme-models")
    assert (answered.index.name, answered.rule) == ("acme", "declared")
    assert gateway.ask(declared, "requests-like").index.name == "public"
    assert acme.learnt() == {"acme-models"}
    assert public.learnt() == {"requests-like"}


def test_a_declared_name_that_its_owner_lacks_does_not_exist(acme, public, gateway):
    """The default index has it, and is not asked."""
    assert gateway.ask(routes(acme, default=public, packages=("acme-*",)), "acme-models") is None
    assert public.asked == []


def test_a_declared_name_that_its_owner_had_before_has_vanished(acme, public, gateway):
    """That is told: a revoked credential can look like this."""
    acme.has("acme-models")
    declared = routes(acme, default=public, packages=("acme-*",))
    gateway.ask(declared, "acme-models")
    acme.everything = MISSING
    with pytest.raises(OriginVanished) as caught:
        gateway.ask(declared, "acme-models")
    assert caught.value.what == "`acme-models` is refused: acme had it before and now answers 404."
    assert public.asked == []


def test_a_declared_name_is_refused_when_its_owner_is_not_in_use(acme, public, gateway):
    """Nobody is asked."""
    idle = RouteSet((), public.index(default=True), known=(acme.index(packages=("acme-*",)),))
    with pytest.raises(OwnerNotInUse):
        gateway.ask(idle, "acme-models")
    assert acme.asked == public.asked == []


def test_a_name_is_remembered_by_whoever_answers_first(acme, team, public, gateway):
    """Another index that has it too does not get it in a later process, not even when it comes first."""
    acme.has("acme-models")
    gateway.ask(routes(acme, default=public), "acme-models")
    team.lists("acme-models")
    answered = gateway.ask(routes(team, acme, default=public), "acme-models")
    assert (answered.index.name, answered.rule) == ("acme", "remembered")
    assert "acme-models" not in team.asked
    assert gateway.ledger.origin("acme-models") == Origin(acme.url)


def test_a_name_of_the_default_index_is_remembered_as_such(acme, public, gateway):
    """A private index that lists it later is not believed without a person."""
    acme.lists("acme-tools")
    assert gateway.ask(routes(acme, default=public), "acme-models").index.name == "public"
    assert gateway.ledger.origin("acme-models") == Origin(None, exclusive=False)
    acme.lists("acme-models")
    with pytest.raises(OriginChanged):
        gateway.ask(routes(acme, default=public), "acme-models")
    gateway.ledger.decide("acme-models", Origin(acme.url))
    assert gateway.ask(routes(acme, default=public), "acme-models").index.name == "acme"


def test_a_listed_name_is_asked_of_its_lister_alone(acme, public, gateway):
    """And the lister is asked for no other."""
    acme.lists("acme-models")
    answered = gateway.ask(routes(acme, default=public), "acme-models")
    assert (answered.index.name, answered.rule) == ("acme", "listed")
    gateway.ask(routes(acme, default=public), "requests-like")
    assert acme.learnt() == {"acme-models"}
    assert public.learnt() == {"requests-like"}


def test_a_listed_name_without_a_page_has_vanished(acme, public, gateway):
    """The list says that it is there, so a 404 is no absence."""
    acme.lists("acme-models")
    del acme.pages["acme-models"]
    with pytest.raises(OriginVanished):
        gateway.ask(routes(acme, default=public), "acme-models")
    assert public.asked == []


def test_an_index_without_a_list_is_asked_first(acme, public, gateway):
    """What it has is its own."""
    acme.has("acme-models")
    answered = gateway.ask(routes(acme, default=public), "acme-models")
    assert (answered.index.name, answered.rule) == ("acme", "probed")
    assert public.asked == []


def test_an_error_of_the_one_owner_tells_for_which_project(acme, public, gateway):
    """The cause is the index's own."""
    acme.pages["acme-models"] = Said(500)
    with pytest.raises(ServerFailed) as caught:
        gateway.ask(routes(acme, default=public, packages=("acme-*",)), "acme-models")
    assert caught.value.what == "`acme-models` is refused: the index acme has a fault of its own."
    assert public.asked == []


# Which 404 is believed.


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


# Redirects.


def test_a_redirect_to_the_default_index_is_a_404(acme, public, gateway):
    """Some servers send the asker on for what they do not have: with a proof, that is absence."""
    acme.has("acme-tools")
    acme.pages["requests-like"] = Said(302, location=f"{public.url}requests-like/")
    assert gateway.ask(routes(acme, default=public), "acme-tools", "requests-like").index.name == "public"


def test_a_redirect_to_the_default_index_proves_nothing(acme, public, gateway):
    """A server that sends everything on may have lost its projects."""
    acme.pages["acme-models"] = Said(302, location=f"{public.url}acme-models/")
    with pytest.raises(AbsenceUnproven):
        gateway.ask(routes(acme, default=public), "acme-models")
    assert public.asked == []


ELSEWHERE = {
    "/sso/login?next=/simple/": NotAnIndex,
    "/oauth2/authorize": NotAnIndex,
    "/mirror/acme-models/": RedirectRefused,
}
"""What a redirect to another origin means, by its path."""


@pytest.mark.parametrize("path", ELSEWHERE)
@pytest.mark.parametrize("mode", ["declared", "listed", "probed"])
def test_a_redirect_elsewhere_is_never_followed(acme, public, gateway, path, mode):
    """To a login it means that somebody must log in; else the page would come from a stranger."""
    if mode == "listed":
        acme.lists("acme-models")
    stranger = f"http://localhost:{public.server.port}"
    acme.pages["acme-models"] = Said(302, location=f"{stranger}{path}")
    settings = {"packages": ("acme-*",)} if mode == "declared" else {}
    with pytest.raises((ELSEWHERE[path], ProbeFailed)) as caught:
        gateway.ask(routes(acme, default=public, **settings), "acme-models")
    cause = caught.value.cause if mode == "probed" else caught.value
    assert isinstance(cause, ELSEWHERE[path])
    assert f"{stranger}{path.partition('?')[0]}" in cause.why
    assert "next=" not in str(caught.value)
    assert public.asked == []


def test_a_redirect_of_a_declared_name_to_the_default_index_is_refused(acme, public, gateway):
    """Not even there: the owner is the only one who may answer."""
    acme.pages["acme-models"] = Said(302, location=f"{public.url}acme-models/")
    with pytest.raises(RedirectRefused):
        gateway.ask(routes(acme, default=public, packages=("acme-*",)), "acme-models")
    assert public.asked == []


# Lists.


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


# Waiting.


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
