"""The words of the field behave as their definitions say."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.model import INDEX_NAME, Credential, Distribution, Index, RouteSet, is_project_name, project_name
from altindex_magic.secret import Secret

FURY = Index("fury", "https://pypi.fury.io/acme/", packages=("acme-*",))
TORCH = Index("torch", "https://download.pytorch.org/whl/cpu/", exclusive=False)
DEFAULT = Index("default", "https://pypi.example.com/simple/", default=True)


@pytest.mark.parametrize("spelling", ["acme-models", "Acme_Models", "ACME.models", "acme--._models"])
def test_every_spelling_of_a_project_is_one_name(spelling):
    """Names are compared as PEP 503 normalises them."""
    assert project_name(spelling) == "acme-models"


@given(st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?", fullmatch=True))
def test_a_normalised_name_stays_as_it_is(name):
    """Normalising twice is normalising once."""
    assert project_name(project_name(name)) == project_name(name)


@given(st.text(max_size=20) | st.text("aZ0._-/\\%?#: \r\n\0", max_size=8))
def test_what_can_be_a_name_is_harmless_in_a_path(text):
    """Nothing in it climbs, ends a line or begins a query."""
    if is_project_name(text):
        assert set(project_name(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert not project_name(text).startswith("-")


@pytest.mark.parametrize("text", ["", "..", "-", "a/b", "a b", "a\n", "\u0430cme", "acme?x", "a%2fb"])
def test_what_cannot_be_a_name_is_told(text):
    """Whatever a client may ask for."""
    assert not is_project_name(text)


@pytest.mark.parametrize(
    ("glob", "project", "declared"),
    [
        ("acme-*", "acme-models", True),
        ("Acme_*", "acme-models", True),
        ("acme.*", "acme-models", True),
        ("acme-*", "acme", False),
        ("acme-*", "xacme-models", False),
        ("acme*", "acmeology", True),
        ("numpy", "numpy", True),
        ("numpy", "numpy-financial", False),
        ("nvidia-*-cu1?", "nvidia-cublas-cu12", True),
        ("*", "anything", True),
    ],
)
def test_an_index_declares_what_its_globs_match(glob, project, declared):
    """Globs are normalised as names are, and match the whole name."""
    assert Index("fury", "https://fury.example/", packages=(glob,)).declares(project) is declared


def test_an_index_without_globs_declares_nothing():
    """Ownership is never assumed."""
    assert not TORCH.declares("torch")


def test_any_one_of_the_globs_is_enough():
    """Globs are alternatives."""
    index = Index("fury", "https://fury.example/", packages=("acme-*", "internal-*"))
    assert index.declares("internal-tool")


@pytest.mark.parametrize("name", ["a", "fury", "team-a", "Team_A.2", "x" * 64])
def test_a_good_name_of_an_index(name):
    """What can be a path part, a file section and an environment variable."""
    assert INDEX_NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["", "-a", "a-", ".a", "a b", "a/b", "a:b", "ä", "a\n", "x" * 65])
def test_a_bad_name_of_an_index(name):
    """What could not be one of these, or hide in a listing."""
    assert not INDEX_NAME.fullmatch(name)


def test_a_folder_is_told_from_a_server():
    """By its scheme alone."""
    assert Index("wheels", "file:///srv/wheels/").is_folder
    assert not FURY.is_folder


def test_an_index_is_a_value():
    """It is compared by what it says and never changed in place."""
    assert dataclasses.replace(FURY) == FURY
    with pytest.raises(dataclasses.FrozenInstanceError):
        FURY.url = "https://evil.example/"


def test_a_credential_shows_neither_its_secret_nor_its_user():
    """Its representation is fit for a log."""
    shown = repr(Credential("alice", Secret("s3cret"), "the keyring"))
    assert shown == "Credential(secret=••••••, source='the keyring', expires=None)"


def test_the_default_index_is_asked_last():
    """Under only, there is none."""
    assert RouteSet((FURY, TORCH), DEFAULT).all_active == (FURY, TORCH, DEFAULT)
    assert RouteSet((FURY,), None).all_active == (FURY,)


def test_a_set_finds_every_index_that_it_knows():
    """Active, default, or known besides."""
    routes = RouteSet((FURY,), DEFAULT, known=(TORCH,))
    assert [routes.find(name) for name in ("fury", "torch", "default", "other")] == [FURY, TORCH, DEFAULT, None]


def test_a_set_has_the_same_name_in_every_process():
    """The name is part of URLs that uv keys its cache by."""
    routes = RouteSet((FURY, TORCH), DEFAULT)
    assert routes.id == RouteSet((dataclasses.replace(FURY), TORCH), DEFAULT).id
    assert routes.id == "fury-1d77e6a848"


@pytest.mark.parametrize(
    "other",
    [
        RouteSet((TORCH, FURY), DEFAULT),
        RouteSet((FURY,), DEFAULT),
        RouteSet((FURY,), DEFAULT, known=(TORCH,)),
        RouteSet((FURY, TORCH), None),
        RouteSet((FURY, TORCH, DEFAULT), None),
        RouteSet((FURY, TORCH), DEFAULT, strict=True),
        RouteSet((dataclasses.replace(FURY, url="https://fury.example/"), TORCH), DEFAULT),
        RouteSet((dataclasses.replace(FURY, packages=("acme-*", "x-*")), TORCH), DEFAULT),
        RouteSet((dataclasses.replace(FURY, exclusive=False), TORCH), DEFAULT),
        RouteSet((dataclasses.replace(FURY, cooldown="7d"), TORCH), DEFAULT),
        RouteSet((dataclasses.replace(FURY, ignore_error_codes=(403,)), TORCH), DEFAULT),
    ],
)
def test_a_set_that_may_answer_differently_has_another_name(other):
    """Order, members, owners and rules count; caches of one are not used for another."""
    assert other.id != RouteSet((FURY, TORCH), DEFAULT).id


def test_what_does_not_change_an_answer_does_not_change_the_name():
    """A new user name or another file that defines it leaves caches warm."""
    other = dataclasses.replace(FURY, username="alice", credential="env:FURY", source="elsewhere")
    assert RouteSet((other,), DEFAULT).id == RouteSet((FURY,), DEFAULT).id


def test_a_set_without_an_active_index_has_a_name_too():
    """The default index alone."""
    assert RouteSet((), DEFAULT).id.startswith("default-")


def test_distributions_are_compared_by_project_and_version():
    """Where it lies does not make it another one."""
    assert Distribution("acme-models", "1.0", "/here") == Distribution("acme-models", "1.0", "/there")
    assert Distribution("acme-models", "1.0") != Distribution("acme-models", "1.1")
