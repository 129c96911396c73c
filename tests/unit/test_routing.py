"""Who may answer for a name is decided before anyone is asked, and a private name never goes to the default index."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from altindex_magic.errors.ownership import OriginChanged, OriginNotInUse, OwnerNotInUse
from altindex_magic.errors.trust import OriginUnknown
from altindex_magic.model import Index, Layer, RouteSet, project_name
from altindex_magic.routing import Ask, Knowledge, Nowhere, Origin, Probe, Refused, Rule, decide

ACME = Index("acme", "https://acme.example/simple/")
TEAM = Index("team", "https://team.example/simple/")
TORCH = Index("torch", "https://torch.example/whl/", packages=("torch", "nvidia-*"), exclusive=False)
PUBLIC = Index("public", "https://public.example/simple/", default=True)
MIRROR = Index("mirror", "https://mirror.example/simple/", default=True)

DECLARED = replace(ACME, packages=("acme-*",))
FOUND = replace(TEAM, layer=Layer.DISCOVERED)
FROM_ACME = Origin(ACME.url)
FROM_DEFAULT = Origin(None, exclusive=False)


def listing(*indexes, names=("acme-models",)):
    return {index.url: frozenset(names) for index in indexes}


def told(decision):
    """Put a decision into plain values, to be compared and read."""
    match decision:
        case Ask(index, rule):
            return index.name, str(rule)
        case Probe(candidates, default):
            return "probe", *(index.name for index in candidates), default.name if default else None
        case Refused(error):
            return type(error).__name__, error.index
        case Nowhere():
            return ("nowhere",)


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


# What holds for every set and whatever is known.

PROJECTS = ("acme-models", "acme-tools", "requests", "torch")
GLOBS = ("acme-*", "ACME.Models", "acme_tools", "re*", "torch*", "*")
URLS = tuple(f"https://{host}.example/simple/" for host in "abcd")

projects = st.sampled_from(PROJECTS)
patterns = st.lists(st.sampled_from(GLOBS), max_size=2).map(tuple)
origins = st.one_of(
    st.builds(Origin, st.none(), st.just(False), st.booleans()),
    st.builds(Origin, st.sampled_from(URLS), st.booleans(), st.booleans()),
)


@st.composite
def route_sets(draw, patterns=patterns):
    """Make any indexes, some in use and some not, with or without a default one, which has no patterns."""
    urls = draw(st.lists(st.sampled_from(URLS), unique=True, max_size=4))
    indexes = [
        Index(draw(st.sampled_from(["a", "b", "c"])), url, packages=draw(patterns), exclusive=draw(st.booleans()))
        for url in urls
    ]
    split = draw(st.integers(0, len(indexes)))
    return RouteSet(tuple(indexes[:split]), draw(st.sampled_from([PUBLIC, None])), tuple(indexes[split:]))


knowledge = st.builds(
    Knowledge, st.none() | origins, st.dictionaries(st.sampled_from(URLS), st.frozensets(projects), max_size=4)
)


def may_reach_default(decision):
    return (isinstance(decision, Ask) and decision.index is PUBLIC) or (
        isinstance(decision, Probe) and decision.default
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


@st.composite
def spellings(draw):
    """Give a project, and another spelling of it that pip takes for the same (PEP 503)."""
    project = draw(projects)
    parts = project.split("-")
    spelt = draw(st.sampled_from(["-", "_", ".", "--", "_.", "-_-"])).join(parts)
    return project, "".join(draw(st.sampled_from([char.lower(), char.upper()])) for char in spelt)


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
