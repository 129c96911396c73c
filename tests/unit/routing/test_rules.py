"""Who may answer for a name is decided before anyone is asked, by five rules in their order."""

from dataclasses import replace

import pytest

from altindex_magic.errors.ownership import OriginChanged, OriginNotInUse, OwnerNotInUse
from altindex_magic.model import RouteSet
from altindex_magic.routing import Ask, Knowledge, Origin, Probe, Refused, Rule, decide
from tests.unit.routing.indexes import (
    ACME,
    DECLARED,
    FOUND,
    FROM_ACME,
    FROM_DEFAULT,
    MIRROR,
    PUBLIC,
    TEAM,
    TORCH,
    listing,
    told,
)


@pytest.mark.parametrize(
    ("routes", "known", "expected"),
    [
        pytest.param(RouteSet((DECLARED,), PUBLIC), Knowledge(), ("acme", "declared"), id="declared"),
        pytest.param(
            RouteSet((TEAM, DECLARED), PUBLIC),
            Knowledge(Origin(TEAM.url), listing(TEAM)),
            ("acme", "declared"),
            id="declared-comes-before-remembered-and-listed",
        ),
        pytest.param(
            RouteSet((TEAM,), PUBLIC, known=(DECLARED,)),
            Knowledge(None, listing(TEAM)),
            ("OwnerNotInUse", "acme"),
            id="declared-by-an-index-that-is-not-in-use",
        ),
        pytest.param(
            RouteSet((ACME, FOUND), PUBLIC),
            Knowledge(None, listing(FOUND)),
            ("probe", "acme", "team", "public"),
            id="listed-by-one-that-nobody-chose-comes-after-those-that-were",
        ),
        pytest.param(
            RouteSet((ACME, FOUND), PUBLIC),
            Knowledge(None, {**listing(FOUND), **listing(ACME, names=())}),
            ("team", "listed"),
            id="listed-by-one-that-nobody-chose-and-not-by-those-that-were",
        ),
        pytest.param(
            RouteSet((ACME, TEAM), PUBLIC),
            Knowledge(None, listing(TEAM)),
            ("team", "listed"),
            id="listed-by-one-that-was-chosen",
        ),
        pytest.param(
            RouteSet((DECLARED,), PUBLIC, unusable="There is no index called `Acme`."),
            Knowledge(FROM_ACME, listing(ACME)),
            ("SetUnusable", None),
            id="a-set-that-cannot-be-made",
        ),
        pytest.param(RouteSet((ACME,), PUBLIC), Knowledge(FROM_ACME), ("acme", "remembered"), id="remembered"),
        pytest.param(
            RouteSet((TEAM, ACME), PUBLIC),
            Knowledge(FROM_ACME, listing(TEAM)),
            ("acme", "remembered"),
            id="remembered-comes-before-listed",
        ),
        pytest.param(
            RouteSet((TEAM,), PUBLIC, known=(ACME,)),
            Knowledge(FROM_ACME, listing(TEAM)),
            ("OriginNotInUse", "acme"),
            id="remembered-from-an-index-that-is-not-in-use",
        ),
        pytest.param(
            RouteSet((TEAM,), PUBLIC), Knowledge(FROM_ACME), ("OriginNotInUse", None), id="remembered-from-a-lost-index"
        ),
        pytest.param(
            RouteSet((), replace(ACME, default=True)),
            Knowledge(FROM_ACME),
            ("acme", "remembered"),
            id="remembered-from-what-is-the-default-now",
        ),
        pytest.param(
            RouteSet((ACME,), PUBLIC),
            Knowledge(FROM_DEFAULT, listing(ACME)),
            ("OriginChanged", "acme"),
            id="remembered-from-the-default-and-listed-since",
        ),
        pytest.param(
            RouteSet((ACME,), PUBLIC),
            Knowledge(replace(FROM_DEFAULT, decided=True), listing(ACME)),
            ("public", "remembered"),
            id="allowed-from-the-default-though-listed",
        ),
        pytest.param(
            RouteSet((replace(ACME, exclusive=False),), PUBLIC),
            Knowledge(FROM_DEFAULT, listing(ACME)),
            ("public", "remembered"),
            id="a-public-alternate-takes-nothing-over",
        ),
        pytest.param(
            RouteSet((ACME,), MIRROR),
            Knowledge(FROM_DEFAULT),
            ("mirror", "remembered"),
            id="a-mirror-is-the-default-too",
        ),
        pytest.param(
            RouteSet((ACME,), None),
            Knowledge(FROM_DEFAULT, listing(ACME)),
            ("acme", "listed"),
            id="without-default-its-memory-does-not-count",
        ),
        pytest.param(RouteSet((ACME,), PUBLIC), Knowledge(None, listing(ACME)), ("acme", "listed"), id="listed"),
        pytest.param(
            RouteSet((TEAM, ACME), PUBLIC),
            Knowledge(None, listing(ACME, TEAM)),
            ("team", "listed"),
            id="listed-by-two-the-first-in-order-has-it",
        ),
        pytest.param(
            RouteSet((TEAM, ACME), PUBLIC),
            Knowledge(None, listing(ACME)),
            ("acme", "listed"),
            id="listed-comes-before-probing-another",
        ),
        pytest.param(
            RouteSet((replace(ACME, packages=("other-*",)),), PUBLIC),
            Knowledge(None, listing(ACME)),
            ("public", "default"),
            id="an-index-with-patterns-owns-nothing-else",
        ),
        pytest.param(
            RouteSet((replace(TEAM, exclusive=False), ACME), PUBLIC),
            Knowledge(None, listing(ACME, TEAM)),
            ("acme", "listed"),
            id="listed-by-a-private-index-and-before-it-by-a-public-alternate",
        ),
        pytest.param(
            RouteSet((ACME, TEAM), PUBLIC), Knowledge(), ("probe", "acme", "team", "public"), id="probed-in-order"
        ),
        pytest.param(
            RouteSet((ACME, DECLARED, TEAM), PUBLIC, known=()),
            Knowledge(None, listing(TEAM, names=("x",))),
            ("acme", "declared"),
            id="declared-spares-the-probe",
        ),
        pytest.param(RouteSet((ACME,), None), Knowledge(), ("probe", "acme", None), id="probed-without-default"),
        pytest.param(RouteSet((), PUBLIC), Knowledge(), ("public", "default"), id="default"),
        pytest.param(
            RouteSet((ACME,), None), Knowledge(None, listing(ACME, names=("x",))), ("nowhere",), id="nowhere-under-only"
        ),
    ],
)
def test_acme_models_goes_to(routes, known, expected):
    """The five rules in their order, each with its exceptions."""
    assert told(decide("acme-models", routes, known)) == expected


def test_the_first_of_two_indexes_with_one_name_is_not_taken_for_the_other():
    """A list belongs to an address: a file of uv can give its index the name that another has."""
    namesake = replace(TEAM, name=ACME.name)
    decision = decide("acme-models", RouteSet((ACME, namesake), PUBLIC), Knowledge(None, listing(namesake)))
    assert decision == Ask(namesake, Rule.LISTED)
    other = decide("requests-like", RouteSet((ACME, namesake), PUBLIC), Knowledge(None, listing(namesake)))
    assert other == Probe((ACME,), PUBLIC)


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        pytest.param(RouteSet((TORCH,), PUBLIC), ("torch", "declared"), id="in-use"),
        pytest.param(RouteSet((), PUBLIC, known=(TORCH,)), ("public", "default"), id="not-in-use"),
        pytest.param(
            RouteSet((TORCH,), PUBLIC, known=(replace(ACME, packages=("torch",)),)),
            ("OwnerNotInUse", "acme"),
            id="beside-a-private-owner-that-is-not-in-use",
        ),
        pytest.param(
            RouteSet((TORCH, replace(ACME, packages=("torch",))), PUBLIC),
            ("acme", "declared"),
            id="behind-a-private-owner",
        ),
    ],
)
def test_a_public_alternate_gives_its_names_up_when_it_is_not_in_use(routes, expected):
    """And it never comes before a private owner."""
    assert told(decide("torch", routes, Knowledge())) == expected


def test_what_came_from_a_public_alternate_may_come_from_the_default():
    """Unlike a private name: the project is the same in both places."""
    known = Knowledge(Origin(TORCH.url, exclusive=False))
    assert told(decide("torch", RouteSet((), PUBLIC, known=(TORCH,)), known)) == ("public", "default")


@pytest.mark.parametrize(
    ("decision", "text"),
    [
        (
            decide("acme-models", RouteSet((), PUBLIC, known=(DECLARED,)), Knowledge()),
            (
                "`acme-models` is refused: it belongs to acme, which is not in use.  [owner-not-in-use]\n"
                "  index   acme\n"
                "  why     The patterns of acme match this name, so no other index may answer for it.\n"
                "  do      %altindex use acme"
            ),
        ),
        (
            decide("acme-models", RouteSet((), PUBLIC, known=(ACME,)), Knowledge(FROM_ACME)),
            (
                "`acme-models` is refused: it came from acme before, which is not in use.  [origin-not-in-use]\n"
                "  index   acme\n"
                "  why     Another index may not take a name over silently.\n"
                "  do      %altindex use acme\n"
                "          or decide otherwise: %altindex allow acme-models --from INDEX"
            ),
        ),
        (
            decide("acme-models", RouteSet((ACME,), PUBLIC), Knowledge(FROM_DEFAULT, listing(ACME))),
            (
                "`acme-models` is refused: it came from public before, and now acme lists it too.  [origin-changed]\n"
                "  index   acme\n"
                "  why     One of the two is not what you mean; %altindex does not guess.\n"
                "  do      %altindex allow acme-models --from acme\n"
                "          or: %altindex allow acme-models --from public"
            ),
        ),
    ],
    ids=["owner-not-in-use", "origin-not-in-use", "origin-changed"],
)
def test_a_refusal_says_what_to_do(decision, text):
    """The whole text, as it is read under the cell."""
    assert str(decision.error) == text


def test_the_errors_are_those_of_the_three_ways_to_be_refused():
    """Each carries the name it is about."""
    cases = {
        OwnerNotInUse: (RouteSet((), PUBLIC, known=(DECLARED,)), Knowledge()),
        OriginNotInUse: (RouteSet((), PUBLIC), Knowledge(FROM_ACME)),
        OriginChanged: (RouteSet((ACME,), PUBLIC), Knowledge(FROM_DEFAULT, listing(ACME))),
    }
    for kind, (routes, known) in cases.items():
        decision = decide("acme-models", routes, known)
        assert isinstance(decision, Refused)
        assert type(decision.error) is kind
        assert decision.error.project == "acme-models"
