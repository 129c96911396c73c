"""Which content type answers which client."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.simple_api import ACCEPT, HTML_LEGACY, HTML_V1, JSON_V1, negotiate


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        (ACCEPT, JSON_V1),
        (f"{JSON_V1}, {HTML_V1}; q=0.1, {HTML_LEGACY}; q=0.01", JSON_V1),
        (f"{HTML_LEGACY}, {HTML_V1}, {JSON_V1}", JSON_V1),
        (f"{JSON_V1};q=0.1, {HTML_V1}", HTML_V1),
        (f"{JSON_V1};q=0, {HTML_LEGACY};q=.5", HTML_LEGACY),
        ("application/vnd.pypi.simple.latest+json", JSON_V1),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML_LEGACY),
        (f"*/*, {JSON_V1}", JSON_V1),
        (None, HTML_LEGACY),
        ("", HTML_LEGACY),
        ("*/*", HTML_LEGACY),
        ("text/*", HTML_LEGACY),
        ("APPLICATION/VND.PyPI.simple.v1+JSON", JSON_V1),
        ("application/json", None),
        ("application/vnd.pypi.simple.v2+json", None),
        (f"{JSON_V1};q=0", None),
        (f"{JSON_V1};q=high, {HTML_LEGACY}", HTML_LEGACY),
        (f"{JSON_V1};q=nan, {HTML_V1};q=7", None),
    ],
)
def test_the_most_welcome_type_is_chosen(accept, answer):
    """JSON goes before HTML of the same quality; a client that names none of ours gets plain HTML."""
    assert negotiate(accept) == answer


@given(st.text())
def test_any_header_has_an_answer_or_a_406(accept):
    """No header breaks the choice."""
    assert negotiate(accept) in {JSON_V1, HTML_V1, HTML_LEGACY, None}
