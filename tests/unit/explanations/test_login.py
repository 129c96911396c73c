"""A refused credential is explained by what is known of it, and by nothing else."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime, timedelta

import pytest

from altindex_magic.explanations.login import Refusal, explained
from altindex_magic.grammar import parse
from altindex_magic.model import SECRET_AS_USER, Credential, Index
from altindex_magic.request import Add
from altindex_magic.secret import Secret

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOKEN = "t0ken-that-must-not-be-shown"
FURY = Index("fury", "https://pypi.fury.io/acme/")
AWS = Index("ca", "https://acme-111122223333.d.codeartifact.eu-central-1.amazonaws.com/pypi/python/simple/")
AZURE = Index("az", "https://pkgs.dev.azure.com/acme/data/_packaging/python/pypi/simple/")
GITLAB = Index("lab", "https://git.acme.example/api/v4/projects/acme%2Fmodels/packages/pypi/simple/")
GOOGLE = Index("gar", "https://europe-west3-python.pkg.dev/acme-prod/python/simple/")
OWN = Index("own", "https://pypi.acme.example/simple/")
RENEWING = (
    "%altindex login ca --command 'aws codeartifact get-authorization-token --domain acme --domain-owner 111122223333 "
    "--region eu-central-1 --query authorizationToken --output text'"
)


def refusal(index, username="aws", source="keyring", *, expires=None, status=401, **facts):
    return Refusal(index, status, NOON, Credential(username, Secret(TOKEN), source, expires), **facts)


@pytest.mark.parametrize(
    ("index", "username", "why", "remedy"),
    [
        (AWS, "bob", "AWS CodeArtifact wants the user name `aws`.", "%altindex login ca --username aws"),
        (AWS, "", "AWS CodeArtifact wants the user name `aws`.", "%altindex login ca --username aws"),
        (
            GOOGLE,
            "me@acme.example",
            "Google Artifact Registry wants the user name `oauth2accesstoken`.",
            "%altindex login gar --username oauth2accesstoken",
        ),
        (
            GITLAB,
            "me",
            "GitLab wants the user name `__token__` for an access token; a deploy token has a user name of its own.",
            "%altindex login lab --username __token__",
        ),
        (
            FURY,
            "acme",
            "Gemfury takes the token itself as the user name, with no password.",
            "%altindex add fury account=acme --preset gemfury --replace\n%altindex login fury",
        ),
    ],
)
def test_a_user_name_against_the_custom_of_its_provider_is_told(index, username, why, remedy):
    """By the shape of the address alone: nobody has to have used a preset."""
    hint = explained(refusal(index, username))
    assert (hint.why, hint.remedy) == (why, remedy)


def test_a_user_name_in_the_definition_is_corrected_there():
    """It goes before the one of a login, so a login would not help; all else of the definition stays."""
    index = Index(AWS.name, AWS.url, username="bob", packages=("acme-*",), publish_url="https://up.example/x")
    first, second = explained(refusal(index, "bob")).remedy.splitlines()
    wanted = parse(shlex.split(first.removeprefix("%altindex ")))
    assert wanted == Add(
        "ca", AWS.url, username="aws", packages=("acme-*",), publish_url="https://up.example/x", replace=True
    )
    assert second == "%altindex login ca"


def test_the_preset_goes_before_the_address():
    """A provider behind a host name of one's own is known by the preset that defined it."""
    index = Index("ca", "https://packages.acme.example/python/", preset="codeartifact")
    assert "wants the user name `aws`" in explained(refusal(index, "bob")).why


@pytest.mark.parametrize(
    ("index", "username"),
    [(FURY, SECRET_AS_USER), (GOOGLE, "_json_key_base64"), (GITLAB, "__token__"), (OWN, "anybody"), (AZURE, "any")],
)
def test_a_user_name_that_may_be_right_is_not_blamed(index, username):
    """Where a provider takes several names, or any, nothing is said of it."""
    hint = explained(refusal(index, username))
    assert hint is None or "user name" not in hint.why


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("keyring", "%altindex login own"),
        ("env TOKEN", "Put a new token into TOKEN, where the kernel is started or with %env, or: %altindex login own"),
        (
            "command op",
            (
                "op was asked again and gave no newer token: run it in a terminal, and sign in there anew.\n"
                "Then: %altindex test own"
            ),
        ),
    ],
)
def test_an_expired_token_is_told_with_its_end_and_the_way_to_a_new_one(source, remedy):
    """The way depends on where the old one came from."""
    hint = explained(refusal(OWN, source=source, expires=NOON - timedelta(minutes=90)))
    assert hint.why == "The token expired 2 hours ago, on 2026-03-01 10:30 UTC."
    assert hint.remedy == remedy


def test_what_renews_itself_is_offered_with_its_fields_filled_in():
    """The address has all that the provider's own command needs; another provider has a plugin."""
    ended = NOON - timedelta(seconds=1)
    assert explained(refusal(AWS, expires=ended)).remedy.endswith(f"\nThis renews itself: {RENEWING}")
    assert "keyring plugin artifacts-keyring" in explained(refusal(AZURE, expires=ended)).remedy


def test_a_provider_of_short_lived_tokens_is_named_though_the_token_tells_no_end():
    """CodeArtifact's tokens are opaque, and last half a day."""
    hint = explained(refusal(AWS))
    assert hint.why.startswith("It is wrong, revoked, or expired. AWS CodeArtifact takes: A token of at most 12 hours")
    assert RENEWING in hint.remedy
    assert explained(refusal(AWS, status=403)) is None


def test_the_words_of_the_server_are_quoted():
    """They come after what is known, and alone they are better than nothing."""
    said = "The access token has EXPIRED"
    assert explained(refusal(OWN, said=said)).why == f"The token has expired. The index says: “{said}”."
    hint = explained(refusal(OWN, said="needs the scope read"))
    assert (hint.why, hint.remedy) == ("The index says: “needs the scope read”.", None)
    assert explained(refusal(OWN)) is None


def test_a_wrong_clock_is_told_with_the_difference():
    """Up to five minutes nobody minds."""
    hint = explained(refusal(OWN, ahead=timedelta(hours=3)))
    assert hint.why.startswith("The clock of this machine is 3 hours behind the index's, and a token that is judged")
    assert hint.remedy == "Set the clock of this machine, then: %altindex test own"
    assert "1 day ahead of the index's" in explained(refusal(OWN, ahead=-timedelta(days=1))).why
    assert explained(refusal(OWN, ahead=timedelta(minutes=5))) is None


def test_a_token_is_judged_by_the_clock_of_the_server():
    """Ours is a day ahead: the token has not expired, and it is the clock that is wrong."""
    hint = explained(refusal(OWN, expires=NOON - timedelta(hours=1), ahead=-timedelta(days=1)))
    assert hint.why.startswith("The clock of this machine is 1 day ahead")


def test_without_a_credential_nothing_is_said_of_one():
    """A 403 to nobody in particular is quoted at most."""
    assert explained(Refusal(AWS, 403, NOON)) is None
    assert explained(Refusal(AWS, 403, NOON, said="no robots")).why == "The index says: “no robots”."


def test_no_secret_is_ever_part_of_an_explanation():
    """Whatever the cause."""
    expired = NOON - timedelta(days=400)
    for index in (FURY, AWS, AZURE, GITLAB, GOOGLE, OWN):
        for facts in ({}, {"expires": expired}, {"ahead": timedelta(days=2)}, {"said": "no"}):
            hint = explained(refusal(index, "me", **facts))
            assert hint is None or TOKEN not in hint.why + (hint.remedy or "")


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        (
            "env TOKEN",
            "%altindex login own --env TOKEN --username USER\nor, with another secret: %altindex login own --env TOKEN",
        ),
        ("keyring", "%altindex login own --username USER\nor, with another secret: %altindex login own"),
    ],
)
def test_a_refused_secret_without_a_user_may_lack_just_that(source, remedy):
    """Where no provider says that there is to be none, the line that adds one is told."""
    hint = explained(refusal(OWN, "", source))
    assert hint.why == "Most indexes want a user name beside the secret. If this one wants none, the secret is wrong."
    assert hint.remedy == remedy
    assert explained(refusal(OWN, "ada", source)) is None
