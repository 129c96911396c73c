"""Whatever is in use and known, a private name never goes to the default index."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from altindex_magic.errors.ownership import OriginNotInUse, OwnerNotInUse
from altindex_magic.model import RouteSet, project_name
from altindex_magic.routing import Ask, Knowledge, Origin, Probe, Refused, Rule, decide
from tests.unit.routing.indexes import ACME, PUBLIC, told
from tests.unit.routing.sets import (
    PROJECTS,
    URLS,
    knowledge,
    may_reach_default,
    origins,
    projects,
    route_sets,
    spellings,
)


@given(projects, route_sets(), knowledge)
def test_ownership_is_a_function_of_the_set_and_of_what_is_known(project, routes, known):
    """Asked again, or about equal values that were made anew, the answer is the same."""
    twin = RouteSet(tuple(map(replace, routes.active)), routes.default, tuple(map(replace, routes.known)))
    again = Knowledge(known.origin and replace(known.origin), dict(reversed(known.lists.items())))
    assert told(decide(project, routes, known)) == told(decide(project, twin, again))


@given(projects, route_sets(), knowledge, st.frozensets(projects))
def test_the_list_of_an_index_that_is_not_in_use_decides_nothing(project, routes, known, names):
    """Only what the active indexes list counts."""
    more = replace(known, lists={**known.lists, "https://elsewhere.example/": names})
    assert told(decide(project, routes, more)) == told(decide(project, routes, known))


@given(spellings(), route_sets(), knowledge)
def test_spelling_never_matters(spelling, routes, known):
    """Every spelling of a name has the same owner; so has every spelling of a pattern."""
    project, spelt = spelling
    assert told(decide(project_name(spelt), routes, known)) == told(decide(project, routes, known))
    by_name = replace(ACME, packages=(spelt,))
    assert told(decide(project, RouteSet((by_name,), PUBLIC), Knowledge())) == ("acme", "declared")


@given(projects, route_sets(), knowledge, st.booleans())
def test_a_private_declared_name_is_never_routed_elsewhere(project, routes, known, in_use):
    """Whatever is remembered or listed, and whether its owner is in use or not."""
    owner = replace(ACME, packages=(project,))
    place = "active" if in_use else "known"
    routes = replace(routes, **{place: (*getattr(routes, place), owner)})
    match decide(project, routes, known):
        case Ask(index, rule):
            assert index in routes.active
            assert index.exclusive
            assert index.declares(project)
            assert rule is Rule.DECLARED
        case Refused(error):
            assert isinstance(error, OwnerNotInUse)
            assert not in_use
        case other:
            pytest.fail(f"{other} asks more than the owner")


@given(projects, route_sets(st.just(())), knowledge, st.sampled_from(URLS))
def test_a_private_remembered_name_is_never_routed_to_another_index(project, routes, known, url):
    """It comes from where it came from, or not at all, as long as no pattern says otherwise."""
    match decide(project, routes, replace(known, origin=Origin(url))):
        case Ask(index, Rule.REMEMBERED):
            assert index.url == url
        case Refused(error):
            assert isinstance(error, OriginNotInUse)
            assert url not in {index.url for index in routes.active}
        case other:
            pytest.fail(f"{other} asks another index")


@given(projects, route_sets(), knowledge)
def test_a_private_listed_name_is_never_routed_to_the_default_index(project, routes, known):
    """Not even when it came from there before, unless a person decided so."""
    assume(not (known.origin and known.origin.decided))
    routes = replace(routes, active=(*routes.active, ACME))
    known = replace(known, lists={**known.lists, ACME.url: frozenset({project})})
    assert not may_reach_default(decide(project, routes, known))


@given(projects, route_sets(), knowledge)
def test_nothing_but_a_probe_leads_on_and_only_for_a_name_that_nobody_claims(project, routes, known):
    """A probe asks active indexes that have neither patterns nor a list, and nobody else before the default."""
    decision = decide(project, routes, known)
    if not isinstance(decision, Probe):
        return
    assert decision.candidates
    assert all(index in routes.active and not index.packages for index in decision.candidates)
    assert not any(index.url in known.lists for index in decision.candidates)
    assert not any(index.declares(project) for index in routes.active)
    assert not any(project in known.lists.get(index.url, ()) for index in routes.active if not index.packages)
    assert decision.default is routes.default


@given(projects, route_sets(), knowledge)
def test_only_who_is_in_use_is_asked(project, routes, known):
    """An index that is merely known is never asked for a name."""
    match decide(project, routes, known):
        case Ask(index, _):
            assert index in routes.all_active
        case Probe(candidates, _):
            assert set(candidates) <= set(routes.active)


@given(projects, route_sets(), st.none() | origins)
def test_a_list_that_grows_takes_no_name_from_a_private_owner(project, routes, origin):
    """If the name was not open to the default index without lists, no list opens it."""
    before = decide(project, routes, Knowledge(origin))
    after = decide(project, routes, Knowledge(origin, {url: frozenset(PROJECTS) for url in URLS}))
    if not may_reach_default(before):
        assert not may_reach_default(after)
