"""The rules of the doctor, each over the facts that call for it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from altindex_magic.checkup import Facts, examine
from altindex_magic.errors.usage import InvalidSetting
from altindex_magic.model import Credential, Index, RouteSet, Setting
from altindex_magic.secret import Secret

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FURY = Index("fury", "https://pypi.example.com/acme/", packages=("acme-*",))
LISTED = Index("listed", "https://listed.example.com/")
DEFAULT = Index("pypi", "https://default.example.com/simple/", default=True)
PLAIN = RouteSet((replace(FURY, url="http://plain.example/", packages=()),), DEFAULT)
HEALTHY = Facts(now=NOW, routes=RouteSet((FURY, LISTED), DEFAULT), in_use=True, prefix="/venv")
DOCS = Path(__file__).parents[2] / "docs" / "doctor.md"


def pip(key, value="x", **more):
    return Setting("pip", key, value, "pip.conf", **more)


def token(**delta):
    return Credential("u", Secret("s3cret"), "env FURY", NOW + timedelta(**delta))


CASES = {
    "configuration-invalid-setting": {"problems": (InvalidSetting("url", "it is none", source="uv.toml"),)},
    "pip-merges-indexes": {"settings": (pip("extra-index-url", "https://a.example/"),), "in_use": False},
    "installers-disagree": {"settings": (pip("index-url", "https://a.example/"),), "in_use": False},
    "leads-past-the-gateway": {"around": (pip("find-links"),)},
    "needless-trusted-host": {"settings": (pip("trusted-host", "pypi.example.com"),)},
    "secret-in-plain-text": {"plain_secrets": {FURY.url: "pip.conf"}},
    "readable-by-others": {"files": {"/home/a/.pypirc": 0o644}},
    "expired-credential": {"credentials": {"fury": token(minutes=-1)}},
    "expiring-credential": {"credentials": {"fury": token(minutes=30)}},
    "weak-keyring": {"keyring": "There is no keyring on this machine."},
    "pattern-owns-nothing": {"listed": {"fury": frozenset({"other"})}},
    "on-both-sides": {"listed": {"listed": frozenset({"acme-x"})}, "from_default": frozenset({"acme-x"})},
    "server-merges": {"warnings": {"fury": "It forwards unknown names."}},
    "another-environment": {"other_prefixes": {"VIRTUAL_ENV": "/other"}},
    "clock-skew": {"skew": {"fury": -300.0}},
    "pip-proxy": {"settings": (pip("proxy", "http://proxy.example:8080"),)},
    "proxy": {"proxies": {"https_proxy": "http://proxy.example:8080"}},
    "cache-full": {"cache": (95, 100)},
}


def test_nothing_is_odd_about_a_healthy_environment():
    """The doctor does not make anybody ill."""
    assert examine(HEALTHY) == ()


@pytest.mark.parametrize(("reference", "facts"), CASES.items(), ids=CASES)
def test_each_fact_calls_for_its_symptom_and_no_other(reference, facts):
    """Every symptom says what, why and what to do."""
    (symptom,) = examine(replace(HEALTHY, **facts))
    assert symptom.reference == reference
    assert symptom.what.endswith(".")
    assert symptom.why
    assert symptom.remedy


@pytest.mark.parametrize(
    "facts",
    [
        {"settings": (pip("extra-index-url"),)},
        {"settings": (pip("trusted-host", "plain.example"),), "routes": PLAIN},
        {"files": {"/home/a/.pypirc": 0o600}},
        {"credentials": {"fury": token(hours=5)}},
        {"credentials": {"fury": Credential("u", Secret("s3cret"), "keyring")}},
        {"listed": {"fury": frozenset({"acme-x"})}},
        {"skew": {"fury": 30.0}},
        {"cache": (10, 100)},
    ],
)
def test_what_is_in_order_is_not_told(facts):
    """The rules have their other side too."""
    assert examine(replace(HEALTHY, **facts)) == ()


def test_the_gravest_comes_first():
    """A tired person reads the first line."""
    facts = replace(HEALTHY, cache=(95, 100), plain_secrets={FURY.url: "pip.conf"}, keyring="There is none.")
    assert [symptom.severity for symptom in examine(facts)] == ["danger", "warning", "note"]


def test_no_symptom_shows_a_secret():
    """Facts about credentials are told, never the credentials."""
    facts = replace(HEALTHY, credentials={"fury": token(minutes=-1)})
    assert "s3cret" not in repr(examine(facts))


def test_every_symptom_is_documented():
    """``docs/doctor.md`` has a section for each reference, and for no other."""
    documented = set(re.findall(r"^### (\S+)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == {*CASES} - {"configuration-invalid-setting"} | {"configuration-…"}
