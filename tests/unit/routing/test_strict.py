"""Under strict nobody is asked for a name that no index is known to own."""

from dataclasses import replace

import pytest
from hypothesis import given

from altindex_magic.errors.trust import OriginUnknown
from altindex_magic.model import RouteSet
from altindex_magic.routing import Ask, Knowledge, Nowhere, Probe, Refused, decide
from tests.unit.routing.indexes import ACME, DECLARED, FROM_ACME, FROM_DEFAULT, PUBLIC, listing
from tests.unit.routing.sets import knowledge, projects, route_sets

STRICT = RouteSet((ACME,), PUBLIC, strict=True)


@pytest.mark.parametrize(
    ("routes", "known", "expected"),
    [
        (STRICT, Knowledge(), "refused"),
        (STRICT, Knowledge(lists={ACME.url: frozenset()}), "refused"),
        (replace(STRICT, active=()), Knowledge(), "refused"),
        (STRICT, Knowledge(lists=listing(ACME)), "acme"),
        (replace(STRICT, active=(DECLARED,)), Knowledge(), "acme"),
        (STRICT, Knowledge(FROM_ACME), "acme"),
        (STRICT, Knowledge(FROM_DEFAULT), "public"),
        (replace(STRICT, default=None, active=()), Knowledge(), "nowhere"),
    ],
)
def test_under_strict_a_name_has_to_be_known(routes, known, expected):
    """By a pattern, by a list or from before: nobody is asked for any other."""
    match decide("acme-models", routes, known):
        case Ask(index, _):
            assert index.name == expected
        case Refused(error):
            assert expected == "refused"
            assert type(error) is OriginUnknown
        case Nowhere():
            assert expected == "nowhere"


def test_an_unknown_name_is_refused_with_the_way_to_allow_it():
    """The one index that would be asked without strict is offered, and not asked."""
    decision = decide("reqeusts", replace(STRICT, active=()), Knowledge())
    assert str(decision.error).splitlines() == [
        "`reqeusts` is refused: no index is known as its origin.  [origin-unknown]",
        "  index   public",
        (
            "  why     Under strict a name must be declared by a pattern, listed by an index in use, or known from "
            "before. A name that is met for the first time may be a misspelt or an invented one."
        ),
        "  do      If it is the one you mean: %altindex allow reqeusts --from public",
    ]


@given(projects, route_sets(), knowledge)
def test_strict_refuses_more_and_changes_nothing_else(project, routes, known):
    """Whoever is asked under strict would be asked without it as well."""
    loose, strict = (decide(project, replace(routes, strict=each), known) for each in (False, True))
    assert strict == loose or isinstance(strict, Refused)
    assert not isinstance(strict, Probe)
