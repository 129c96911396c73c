"""A credential goes to the origin of its index, at its path or below it, and nowhere else."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from altindex_magic.address import Origin, covers, index_url
from tests.unit.address.urls import URLS


@pytest.mark.parametrize(
    "url",
    [
        "https://pypi.example.com/acme/",
        "https://pypi.example.com/acme",
        "https://pypi.example.com:443/acme/models/",
        "HTTPS://PYPI.example.com/acme/models/models-1.0.tar.gz",
        "https://pypi.example.com/%61cme/models/",
        "https://pypi.example.com/acme/a..b/...",
        "https://pypi.example.com/acme/?page=2#top",
    ],
)
def test_a_scope_covers_what_lies_below_it(url):
    """The same origin in any spelling, at the path or below it."""
    assert covers("https://pypi.example.com/acme/", url)


@pytest.mark.parametrize(
    "url",
    [
        "https://pypi.example.com/",
        "https://pypi.example.com/acme-evil/",
        "https://pypi.example.com/ACME/",
        "http://pypi.example.com/acme/",
        "https://pypi.example.com:8443/acme/",
        "https://pypi.example.com:0/acme/",
        "https://pypi.example.com./acme/",
        "https://pypi.example.com.evil.example/acme/",
        "https://pypi.example.com@evil.example/acme/",
        r"https://evil.example\@pypi.example.com:1/acme/",
        "https://pypi.example.com/acme/../other/",
        "https://pypi.example.com/acme/%2e%2e/other/",
        "https://pypi.example.com/acme%2F..%2Fother/",
        "https://pypi.example.com/acme/%252e%252e/other/",
        r"https://pypi.example.com/acme/..\other/",
        "https://pypi.example.com/acme/..;/other/",
        "https://pypi.example.com/./acme/",
        "https://pypi.example.com:99999/acme/",
        "https://[::1/acme/",
        "//pypi.example.com/acme/",
        "/acme/",
        "",
    ],
)
def test_a_scope_covers_nothing_else(url):
    """Another origin, another path, a path that climbs, or what is no URL: no credential goes there."""
    assert not covers("https://pypi.example.com/acme/", url)


def test_a_scope_with_an_encoded_slash_covers_both_spellings():
    """GitLab names a project by its encoded path and answers with either form."""
    scope = "https://git.example.com/api/v4/projects/acme%2Fmodels/packages/pypi/simple/"
    assert covers(scope, f"{scope}models/")
    assert covers(scope, scope.replace("%2F", "%2f"))
    assert not covers(scope, scope.replace("models", "other"))


@given(URLS, URLS)
def test_coverage_never_crosses_an_origin(scope, url):
    """Whatever the paths are, another scheme, host or port is another owner."""
    if covers(scope, url):
        assert Origin.of(scope) == Origin.of(url)


@given(URLS, st.text("abc019._-", min_size=1, max_size=8))
def test_a_scope_covers_its_children(url, name):
    """What is appended to an index's URL lies below it, unless it climbs."""
    scope = index_url(url)
    assume(not any(part.partition(";")[0] in {".", ".."} for part in [*scope.split("/"), name]))
    assume("%" not in scope)
    assert covers(scope, f"{scope}{name}/")
