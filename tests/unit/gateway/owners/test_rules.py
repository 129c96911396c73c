"""The owner of a name is asked, and nobody else; who has answered once is remembered."""

import pytest

from altindex_magic.errors.access import ServerFailed
from altindex_magic.errors.ownership import OriginChanged, OriginVanished, OwnerNotInUse
from altindex_magic.model import RouteSet
from altindex_magic.routing import Origin
from tests.unit.gateway.owners.conftest import routes
from tests.unit.gateway.sites import MISSING, Said


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
