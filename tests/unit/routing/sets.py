"""Any set of indexes in use, and anything that may be known, for what holds of all of them."""

from hypothesis import strategies as st

from altindex_magic.model import Index, RouteSet
from altindex_magic.routing import Ask, Knowledge, Origin, Probe
from tests.unit.routing.indexes import PUBLIC

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


@st.composite
def spellings(draw):
    """Give a project, and another spelling of it that pip takes for the same (PEP 503)."""
    project = draw(projects)
    parts = project.split("-")
    spelt = draw(st.sampled_from(["-", "_", ".", "--", "_.", "-_-"])).join(parts)
    return project, "".join(draw(st.sampled_from([char.lower(), char.upper()])) for char in spelt)
