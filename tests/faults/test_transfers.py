"""An index that is cut, reset, slow, silent or lying at any point of any transfer.

What the gateway gives as whole is right to the last byte, or there is an error with its reference;
nothing half done stays; and as soon as the index is well, the same request succeeds.
"""

from __future__ import annotations

import json

import pytest

from tests.faults.proxy import Fault, Harm
from tests.servers.repository import core_metadata

PAGE = "acme-models/"
TOLD = {
    "connection-failed",
    "download-cut",
    "hash-mismatch",
    "index-timeout",
    "not-an-index",
    "unexpected-answer",
    "upload-cut",
    "upload-failed",
}
"""The references by which a harmed transfer is told."""
BREAKS = (Harm.CLOSE, Harm.RESET, Harm.STALL, Harm.DRIP)


def link(bench):
    """Give the gateway's link to the wheel, relative to the simple API."""
    (file,) = json.loads(bench.get(PAGE).body)["files"]
    return f"acme-models/{file['url']}"


def check(bench, fault, ask, right):
    """Harm *ask* by *fault*: only what is *right* counts as an answer, then and afterwards."""
    bench.proxy.fault = fault
    harmed = ask()
    assert harmed.status in {0, 200, 403}, harmed
    assert harmed.status != 200 or harmed.body == right
    if harmed.status != 200:
        told = {refusal.reference for refusal in bench.gateway.feed.refusals_since(0)}
        assert told, "nobody was told why"
        assert told <= TOLD, told
    bench.proxy.fault = None
    healed = ask()
    assert (healed.status, healed.body) == (200, right), healed
    bench.sound()
    return harmed


@pytest.mark.parametrize("after", [0, 1, 20, 170, 400])
@pytest.mark.parametrize("harm", BREAKS)
def test_a_page(bench, harm, after):
    """In its status line, its headers and its body; one that is slow is given, or given up in time."""
    right = bench.get(PAGE).body
    bench.gateway.call(_forget(bench))
    harmed = check(bench, Fault("GET /simple/acme-models/", harm, after), lambda: bench.get(PAGE), right)
    assert harmed.status != 200 or harm is Harm.DRIP


async def _forget(bench):
    bench.gateway._answers.forget("acme-models")
    bench.gateway._pages._held.drop(lambda _key: True)


@pytest.mark.parametrize("after", [0, 1, 100, 300, 60_000, 150_000])
@pytest.mark.parametrize("harm", [*BREAKS, Harm.FLIP, Harm.SWAP])
def test_a_file(bench, harm, after):
    """In its headers, near its beginning, in its middle and before its end; a bit that is another is noticed."""
    there = link(bench)
    fault = Fault(f"GET /files/{bench.wheel.name}", harm, after)
    harmed = check(bench, fault, lambda: bench.get(there), bench.wheel.read_bytes())
    if after >= 300:
        assert harmed.status != 200 or harm is Harm.DRIP


@pytest.mark.parametrize("after", [0, 1, 100, 260])
@pytest.mark.parametrize("harm", [*BREAKS, Harm.FLIP, Harm.SWAP])
def test_metadata(bench, harm, after):
    """The index gives it beside the wheel, with a hash."""
    there = f"{link(bench)}.metadata"
    fault = Fault(f"GET /files/{bench.wheel.name}.metadata", harm, after)
    check(bench, fault, lambda: bench.get(there), core_metadata(bench.wheel))


@pytest.mark.parametrize("after", [0, 1, 400, 100_000])
@pytest.mark.parametrize("harm", BREAKS)
def test_an_upload_on_its_way(bench, harm, after):
    """Nobody is told that it was published, unless it was merely slow, and it can be tried again."""
    bench.proxy.fault = Fault("POST /upload/", harm, after, of_request=True)
    harmed = bench.upload()
    assert harmed.status in {200 if harm is Harm.DRIP else 403, 0}, harmed
    assert {refusal.reference for refusal in bench.gateway.feed.refusals_since(0)} <= TOLD
    bench.proxy.fault = None
    assert bench.upload().status == 200
    bench.sound()


@pytest.mark.parametrize("harm", [Harm.CLOSE, Harm.RESET])
def test_an_upload_whose_answer_is_lost(bench, harm):
    """The file may have arrived: it is sent no second time behind the user's back."""
    bench.proxy.fault = Fault("POST /upload/", harm, 0)
    assert bench.upload().status in {0, 403}
    assert len(bench.posts) == 1
    (told,) = bench.gateway.feed.refusals_since(0)
    assert "All of it was sent: whether it arrived, only private can tell." in (told.why or "")
    bench.proxy.fault = None
    assert bench.upload().status == 200
