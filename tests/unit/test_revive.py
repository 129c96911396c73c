"""What one process of ours has written as JSON, another reads back as the same value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from altindex_magic.errors import AltIndexError
from altindex_magic.errors.access import CredentialMissing
from altindex_magic.errors.usage import InvalidField
from altindex_magic.event import Answer, Download, Health, Notice, Refusal, Tested
from altindex_magic.model import Index, Layer, RouteSet
from altindex_magic.render.text import to_text
from altindex_magic.revive import error_from_json, event_from_json, revived
from altindex_magic.wire import event_to_json
from tests.unit.render.examples import EVENTS

FULL = Index(
    "team",
    "https://pypi.example.com/simple/",
    packages=("acme-*",),
    ignore_error_codes=(403,),
    ca_cert=Path("ca.pem"),
    exclusive=False,
    layer=Layer.SITE,
)


def through(value):
    """Write a value and read what was written."""
    return json.loads(json.dumps(event_to_json(value)))


@pytest.mark.parametrize("value", [FULL, RouteSet((FULL,), None, (FULL,), strict=True), RouteSet((), FULL)], ids=repr)
def test_an_index_and_a_set_come_back_as_they_were(value):
    """Every field, in Python's form."""
    assert revived(type(value), through(value)) == value


@pytest.mark.parametrize(
    "told",
    [
        Notice("done", "done"),
        Answer("acme", "team", "listed"),
        Download("acme-1.0.whl", "acme", "1.0", "team", 10, None),
        Tested((Health("team", "https://x/", ok=True, latency=0.5, projects=3),)),
    ],
    ids=lambda each: type(each).__name__,
)
def test_an_event_comes_back_as_it_was(told):
    """By its kind."""
    assert event_from_json(through(told)) == told


def test_an_error_comes_back_with_its_class_and_its_words():
    """So that whoever looks for the class finds it, and whoever reads finds the remedy."""
    error = CredentialMissing("team", "https://x/")
    back = event_from_json(through(Refusal(error))).error
    assert type(back) is CredentialMissing
    assert (back.facts(), str(back)) == (error.facts(), str(error))


def test_an_error_of_a_version_to_come_is_an_error_all_the_same():
    """With its words."""
    back = error_from_json({"kind": "error", "reference": "not-yet", "what": "It is full.", "remedy": "Wait."})
    assert type(back) is AltIndexError
    assert (back.what, back.remedy) == ("It is full.", "Wait.")


def test_a_field_that_an_older_version_has_not_written_takes_its_default():
    """Kernels and server may have different versions."""
    body = through(FULL)
    del body["cooldown"], body["exclusive"]
    assert revived(Index, body).exclusive is True


def test_a_value_of_another_form_is_refused():
    """Such as one of a version to come."""
    for wanted, body in ((Index, {"name": "x"}), (Index, {"name": 1, "url": "x"}), (RouteSet, []), (Layer, "nowhere")):
        with pytest.raises(InvalidField):
            revived(wanted, body)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        {},
        {"kind": "Nothing"},
        {"kind": "Answer"},
        {"kind": "Answer", "project": 1, "index": "", "rule": ""},
        {"kind": "Tested", "rows": {}},
        {"kind": "Notice", "text": "x", "severity": "loud"},
    ],
    ids=repr,
)
def test_what_is_no_event_is_refused(body):
    """With one clear error."""
    with pytest.raises(InvalidField):
        event_from_json(body)


@pytest.mark.parametrize("told", EVENTS.values(), ids=EVENTS)
def test_every_kind_of_event_comes_back_and_reads_the_same(told):
    """Also one that no gateway tells as yet."""
    assert to_text(event_from_json(through(told))) == to_text(told)
