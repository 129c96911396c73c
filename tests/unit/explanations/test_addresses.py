"""The addresses close by, and those of login pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.address import Origin
from altindex_magic.explanations.addresses import MOST, leads_to_login, variants
from altindex_magic.explanations.provider import provider_of, reads_at
from altindex_magic.model import Index

HOST = "https://pypi.acme.example"


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("/", "/simple/"),
        ("/simple/", "/"),
        ("/simple/simple/", "/simple/"),
        ("/alice/dev/", "/alice/dev/simple/"),
        ("/alice/dev/+simple/", "/alice/dev/simple/"),
        ("/acme/models/-/packages/", "/api/v4/projects/acme%2Fmodels/packages/pypi/simple/"),
        ("/groups/acme/data/-/packages/", "/api/v4/groups/acme%2Fdata/-/packages/pypi/simple/"),
        ("/artifactory/pypi-local/", "/artifactory/api/pypi/pypi-local/simple/"),
        ("/acme/_packaging/f/pypi/upload/", "/acme/_packaging/f/pypi/simple/"),
    ],
)
def test_the_likeliest_address_comes_first(url, first):
    """By what people paste in its place."""
    assert variants(HOST + url)[0] == HOST + first


def test_devpi_s_own_spelling_is_among_them():
    """Both ways round: without the end, and with the one of all others."""
    assert f"{HOST}/alice/dev/+simple/" in variants(f"{HOST}/alice/dev/")
    assert f"{HOST}/alice/dev/+simple/" in variants(f"{HOST}/alice/dev/simple/")


@given(st.lists(st.sampled_from(["simple", "+simple", "-", "packages", "groups", "upload", "x", "%2F"]), max_size=6))
def test_few_are_tried_and_none_on_another_server(parts):
    """The credential of an index belongs to its origin."""
    url = "/".join([HOST, *parts, ""])
    tried = variants(url)
    assert len(tried) <= MOST
    assert url not in tried
    assert {Origin.of(each) for each in tried} <= {Origin.of(url)}


@pytest.mark.parametrize(
    "url",
    [
        "https://login.microsoftonline.com/common/oauth2/authorize",
        "https://git.acme.example/users/sign_in",
        "https://acme.okta.com/app/x/sso/saml",
        "https://acme.example/Login.aspx",
        "https://sso.acme.example/",
        "https://accounts.google.com/o/saml2/idp",
    ],
)
def test_a_login_page_is_known_by_its_address(url):
    """By a whole word of its host or path."""
    assert leads_to_login(url)


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/simple/authlib/",
        f"{HOST}/simple/login/",
        "https://lessons.example/packages/",
        "https://author.example/simple/",
        "https://mirror.example/pypi/oauthlib/",
    ],
)
def test_a_project_of_such_a_name_is_no_login_page(url):
    """A redirect to another index is not to be taken for one."""
    assert not leads_to_login(url)


@pytest.mark.parametrize(
    ("url", "right"),
    [
        (
            "https://pkgs.dev.azure.com/acme/data/_packaging/python/pypi/upload/",
            "https://pkgs.dev.azure.com/acme/data/_packaging/python/pypi/simple/",
        ),
        ("https://python.cloudsmith.io/acme/models/", "https://dl.cloudsmith.io/basic/acme/models/python/simple/"),
        (
            "https://git.acme.example/api/v4/projects/7/packages/pypi",
            "https://git.acme.example/api/v4/projects/7/packages/pypi/simple/",
        ),
        (
            "https://acme-111122223333.d.codeartifact.eu-central-1.amazonaws.com/pypi/python/",
            "https://acme-111122223333.d.codeartifact.eu-central-1.amazonaws.com/pypi/python/simple/",
        ),
        ("https://pypi.fury.io/acme/", None),
        (f"{HOST}/", None),
        (f"{HOST}/simple/", None),
        (f"{HOST}/a/b/", None),
    ],
)
def test_an_upload_address_leads_to_the_one_to_install_from(url, right):
    """Where the provider has two; an address that any server could have tells nothing."""
    assert reads_at(url) == right


def test_a_provider_is_known_by_its_addresses():
    """And an unknown one is none."""
    found = provider_of(Index("g", "https://git.acme.example/api/v4/groups/acme%2Fdata/-/packages/pypi/simple/"))
    assert found.preset.name == "gitlab-group"
    assert found.fields == {"host": "https://git.acme.example", "group": "acme/data"}
    assert provider_of(Index("own", f"{HOST}/simple/")) is None
