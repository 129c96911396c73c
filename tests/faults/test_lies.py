"""An index that lies, in every way in which an HTTP answer can be false: what is wrong is given to nobody."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.faults.proxy import Fault, Harm
from tests.faults.test_transfers import PAGE, _forget, check, link
from tests.packages import wheel
from tests.servers.repository import Repository, core_metadata
from tests.servers.simple import JSON

LIES = {
    "no length, and half of it": lambda right, _: (200, {}, right[: len(right) // 2]),
    "no length, and all but a byte": lambda right, _: (200, {}, right[:-1]),
    "a length that is too long": lambda right, _: (200, {"Content-Length": len(right) + 100}, right),
    "a length that is too short": lambda right, _: (200, {"Content-Length": len(right) // 2}, right),
    "nothing": lambda *_: (200, {"Content-Length": 0}, b""),
    "another's": lambda _, other: (200, {"Content-Length": len(other)}, other),
    "its halves swapped": lambda right, _: (200, {}, right[len(right) // 2 :] + right[: len(right) // 2]),
    "twice": lambda right, _: (200, {}, right * 2),
    "a part of it, as one": lambda right, _: (
        206,
        {"Content-Range": f"bytes 0-9/{len(right)}", "Content-Length": 10},
        right[:10],
    ),
    "not modified, which nobody asked": lambda *_: (304, {"ETag": '"wrong"'}, b""),
    "not compressed, and said to be": lambda right, _: (200, {"Content-Encoding": "gzip"}, right),
    "a half of it, compressed": lambda right, _: (200, {"Content-Encoding": "gzip"}, gzip.compress(right)[:-20]),
    "two lengths": lambda right, _: (200, {"Content-Length": len(right), "content-length": len(right) - 1}, right),
    "chunks without an end": lambda right, _: (
        200,
        {"Transfer-Encoding": "chunked"},
        b"%x\r\n%s\r\n" % (len(right) // 2, right[: len(right) // 2]),
    ),
    "no status": lambda *_: (99999, {}, b""),
}
"""What comes in place of the right answer, given that and the one for another project."""


def lie(name, right, other, content_type):
    """Write the answer."""
    status, headers, body = LIES[name](right, other)
    lines = [f"HTTP/1.1 {status} Lie", f"Content-Type: {content_type}", "Connection: close"]
    lines += [f"{key}: {value}" for key, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def other(tmp_path):
    """Give a wheel of another project."""
    return wheel(tmp_path / "other", "acme-other", "9.0")


@pytest.mark.parametrize("name", LIES)
def test_a_page(bench, other, name):
    """Nobody is given the files of another, half a page, or none."""
    right = bench.get(PAGE).body
    told = Repository(bench.wheel.parent).json_project("acme-models")
    strange = Repository(other.parent).json_project("acme-other")
    bench.gateway.call(_forget(bench))
    answer = lie(name, told, strange, JSON)
    check(bench, Fault("GET /simple/acme-models/", Harm.LIE, answer=answer), lambda: bench.get(PAGE), right)


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", "image/png", ""])
def test_a_page_of_another_type(bench, content_type):
    """What says that it is no page is none, whatever it looks like."""
    right = bench.get(PAGE).body
    told = Repository(bench.wheel.parent).json_project("acme-models")
    bench.gateway.call(_forget(bench))
    answer = lie("twice", told[: len(told) // 2], b"", content_type)
    check(bench, Fault("GET /simple/acme-models/", Harm.LIE, answer=answer), lambda: bench.get(PAGE), right)


@pytest.mark.parametrize("name", LIES)
def test_a_file(bench, other, name):
    """Only the bytes that its page promises are given, and kept."""
    there, right = link(bench), bench.wheel.read_bytes()
    answer = lie(name, right, other.read_bytes(), "application/zip")
    check(bench, Fault(f"GET /files/{bench.wheel.name}", Harm.LIE, answer=answer), lambda: bench.get(there), right)
    kept = [path for path in bench.places.files_cache.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [right]


@pytest.mark.parametrize("name", LIES)
def test_metadata(bench, other, name):
    """It counts with the hash that the page promises; or it is read from the wheel itself."""
    there, right = f"{link(bench)}.metadata", core_metadata(bench.wheel)
    answer = lie(name, right, core_metadata(other), "text/plain")
    fault = Fault(f"GET /files/{bench.wheel.name}.metadata", Harm.LIE, answer=answer)
    check(bench, fault, lambda: bench.get(there), right)


@pytest.mark.parametrize("name", ["a part of it, as one", "not modified, which nobody asked", "no status"])
def test_an_upload(bench, name):
    """An answer that is no "yes" is none; the file can be sent again."""
    bench.proxy.fault = Fault("POST /upload/", Harm.LIE, answer=lie(name, b"", b"", "text/plain"))
    assert bench.upload().status in {0, 403}
    (told,) = {refusal.reference for refusal in bench.gateway.feed.refusals_since(0)}
    assert told in {"upload-failed", "upload-cut", "unexpected-answer", "connection-failed"}
    bench.proxy.fault = None
    assert bench.upload().status == 200
    bench.sound()


def test_an_old_page_for_a_new_question(bench):
    """Two answers that changed places: what belongs to another project is refused, and each is right afterwards."""
    wheel(bench.wheel.parent, "acme-tools", "1.0")
    repository = Repository(bench.wheel.parent)
    pages = {name: repository.json_project(name) for name in ("acme-models", "acme-tools")}
    for asked, given in (("acme-models", "acme-tools"), ("acme-tools", "acme-models")):
        body = pages[given]
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        bench.proxy.fault = Fault(f"GET /simple/{asked}/", Harm.LIE, answer=head.encode() + body)
        answer = bench.get(f"{asked}/")
        assert answer.status == 403 or not json.loads(answer.body)["files"], answer
    bench.proxy.fault = None
    for name in pages:
        bench.gateway.call(_forget(bench))
        bench.gateway.call(_anew(bench, name))
        assert json.loads(bench.get(f"{name}/").body)["name"] == name


async def _anew(bench, name):
    bench.gateway._answers.forget(name)
