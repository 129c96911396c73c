"""Patterns that the list of an index suggests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.model import Index
from altindex_magic.patterns import suggest

NAMES = st.sets(st.from_regex(r"[a-z]{1,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True), max_size=12)


@pytest.mark.parametrize(
    ("names", "patterns"),
    [
        ([], ()),
        (["acme"], ("acme",)),
        (["acme-models"], ("acme-models",)),
        (["acme-models", "acme-data"], ("acme-*",)),
        (["acme", "acme-models", "acme-data"], ("acme", "acme-*")),
        (["acme-models", "acme-data", "tool"], ("acme-*", "tool")),
        (["python-acme", "python-tool"], ("python-acme", "python-tool")),
        ([f"name{number}" for number in range(7)], ()),
        ([f"acme-{number}" for number in range(1001)], ()),
    ],
    ids=[
        "nothing",
        "one",
        "one with a hyphen",
        "family",
        "family and head",
        "two kinds",
        "common word",
        "many",
        "mirror",
    ],
)
def test_few_narrow_patterns_are_suggested(names, patterns):
    """A family gets one pattern, a name that stands alone itself; nothing where that would be too many or too wide."""
    assert suggest(names) == patterns


@given(NAMES)
def test_what_is_suggested_covers_every_name(names):
    """Either all names are owned, or nothing is suggested."""
    index = Index("team", "https://pypi.example.com/", packages=suggest(names))
    assert not index.packages or all(index.declares(name) for name in names)
