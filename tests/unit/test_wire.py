"""Requests and events as JSON."""

import json
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from altindex_magic import request
from altindex_magic.errors.credential import SecretInField
from altindex_magic.errors.usage import InvalidField, UnknownIndex
from altindex_magic.event import Health, Tested
from altindex_magic.model import Index, Scope
from altindex_magic.secret import MASK, Secret
from altindex_magic.wire import REQUESTS, event_to_json, request_from_json

SAMPLES = {
    "Literal['on', 'off']": "on",
    "str": "x",
    "str | None": "x",
    "bool": True,
    "Scope": "user",
    "tuple[str, ...]": ["a", "b"],
    "Literal['pip', 'pypirc', 'uv', 'netrc']": "pip",
}


@pytest.mark.parametrize("kind", sorted(REQUESTS))
def test_every_request_can_be_made_from_its_required_fields(kind):
    """A body with the required fields alone makes the request."""
    required = [field for field in fields(REQUESTS[kind]) if field.default is MISSING]
    made = request_from_json(kind, {field.name: SAMPLES[str(field.type)] for field in required})
    assert type(made) is REQUESTS[kind]


def test_a_body_becomes_the_request_that_a_line_becomes():
    """Lists become tuples, choices become their members."""
    body = {"name": "fury", "preset": "gemfury", "fields": [["account", "acme"]], "scope": "project", "username": None}
    wanted = request.Add("fury", preset="gemfury", fields=(("account", "acme"),), scope=Scope.PROJECT)
    assert request_from_json("Add", body) == wanted


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("Nothing", {}, "`request` cannot be taken: there is no such request."),
        ("Use", [], "`body` cannot be taken: it must be a JSON object."),
        ("Use", {"names": ["a"], "colour": 1}, "`colour` cannot be taken: Use has no such field."),
        ("Rename", {"old": "a"}, "`new` cannot be taken: it is missing."),
        ("Use", {"names": "fury"}, "`names` cannot be taken: it must be a list."),
        ("Use", {"names": [1]}, "`names` cannot be taken: it must be a text."),
        ("Use", {"only": 1}, "`only` cannot be taken: it must be true or false."),
        ("Add", {"name": "a", "scope": "all"}, "`scope` cannot be taken: it must be site or user or project."),
        ("Add", {"name": "a", "fields": [["x"]]}, "`fields` cannot be taken: it must be a list of 2."),
        ("Login", {"name": "a", "keep": "file"}, "`keep` cannot be taken: it must be keyring or session."),
    ],
)
def test_a_wrong_body_is_refused_by_field(kind, body, text):
    """The error names the field and what it takes."""
    with pytest.raises(InvalidField) as caught:
        request_from_json(kind, body)
    assert caught.value.what == text


def test_a_credential_in_a_text_is_refused():
    """A URL with a token is refused, and not repeated."""
    with pytest.raises(SecretInField) as caught:
        request_from_json("Add", {"name": "a", "url": "https://u:s3cr3t@pypi.example.com/"})
    assert "s3cr3t" not in str(caught.value)


def test_an_event_becomes_plain_json_with_its_kind():
    """Nested values keep their kinds; an error gives its facts."""
    health = Health("fury", "https://pypi.example.com/", ok=False, error=UnknownIndex("fury", ()))
    shown = event_to_json(Tested((health,)))
    assert json.loads(json.dumps(shown)) == shown
    assert shown["kind"] == "Tested"
    assert shown["rows"][0]["error"]["reference"] == "unknown-index"


def test_paths_and_layers_become_texts_and_a_secret_its_mask():
    """Whatever JSON has no form for shows what it shows to everybody."""
    shown = event_to_json(Index("a", "https://pypi.example.com/", ca_cert=Path("ca.pem")))
    assert (shown["ca_cert"], shown["layer"]) == ("ca.pem", "user")
    assert event_to_json(Secret("s3cr3t")) == MASK
