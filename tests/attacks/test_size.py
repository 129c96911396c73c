"""Answers without measure: each ends, soon, in bounded memory, with its cause."""

from __future__ import annotations

import asyncio
import gzip
import io
import zipfile

from aiohttp import web

from altindex_magic.errors import AltIndexError
from altindex_magic.request import ListVersions
from tests.attacks.stage import PRIVATE, peak_growth
from tests.packages import wheel
from tests.users import perform

MEGABYTE = 2**20
PAGE = f"/simple/{PRIVATE}/"
TOO_MUCH = 200 * MEGABYTE
GOOD = "acme_models-1.0-py3-none-any.whl"


def _endless(site, *, declared=None, pause=0.0, piece=b" " * MEGABYTE, most=TOO_MUCH):
    """Answer the private page with nothing but blanks, and count them."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        headers = {"Content-Type": "text/html"} | ({"Content-Length": str(declared)} if declared else {})
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        while site.sent < most:
            await response.write(piece)
            site.sent += len(piece)
            await asyncio.sleep(pause)
        assert request.transport
        request.transport.abort()
        return response

    site.answers[PAGE] = answer


def _swallowed(stage, title, limit, reference):
    """Judge by how much of the page was taken."""
    stage.open()
    found = {}
    stage.private.sent = 0
    stage.alone(PRIVATE)
    found["pip"] = found["uv"] = stage.private.sent >= TOO_MUCH
    stage.private.sent = 0
    stage.ours(PRIVATE)
    stage.record(title, found, stage.private.sent > limit)
    assert reference in {refusal.reference for refusal in stage.gateway.feed.refusals_since(0)}


def test_a_page_of_200_megabytes(stage):
    """That says so beforehand: nothing of it is read, but what was under way."""
    _endless(stage.private, declared=TOO_MUCH)
    _swallowed(stage, "oversized page (200 MB)", 30 * MEGABYTE, "page-too-large")


def test_an_endless_page(stage):
    """That does not: it is read up to the bound, once for each installer."""
    _endless(stage.private)
    _swallowed(stage, "endless page", 160 * MEGABYTE, "page-too-large")


def test_a_page_by_drops(stage):
    """Each drop in time, and no end."""
    stage.open()
    _endless(stage.private, pause=0.1, piece=b" ", most=300)
    try:
        perform(stage.service, ListVersions(PRIVATE))
        reference = ""
    except AltIndexError as problem:
        reference = problem.reference
    stage.record("slow page, by drops", {}, reference != "index-timeout")


def test_a_compressed_bomb(stage):
    """300 KB that become 300 MB."""
    body = gzip.compress(b" " * (300 * MEGABYTE), 9)
    stage.open()
    stage.private.says(PAGE, body, Content_Encoding="gzip")
    alone = stage.alone(PRIVATE)
    found = {name: ran.peak > 250 * MEGABYTE for name, ran in alone.items()}
    growth = peak_growth(lambda: stage.ours(PRIVATE))
    stage.record("compressed bomb as a page", found, growth > 220 * MEGABYTE)
    assert "page-too-large" in {refusal.reference for refusal in stage.gateway.feed.refusals_since(0)}


def test_a_zip_bomb_in_the_metadata_of_a_wheel(stage):
    """A METADATA of 100 MB in a wheel of 100 KB; the index offers none beside it, so that the wheel is read."""
    path = stage.private.folder / GOOD
    whole = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            padding = b"X" * (100 * MEGABYTE) if name.endswith("METADATA") else b""
            new.writestr(name, old.read(name) + padding)
    path.write_bytes(whole.getvalue())
    stage.private.facts(GOOD, core_metadata=None)
    stage.private.says(f"/files/{GOOD}.metadata", "", 404)
    # The test's own server must not unpack it to describe it.
    stage.private.api.repository.describe = _described(stage.private.api.repository, path)
    stage.open()
    found = {name: ran.peak > 180 * MEGABYTE for name, ran in stage.alone(PRIVATE).items()}
    growth = peak_growth(lambda: stage.ours("--no-deps", PRIVATE))
    stage.record("zip bomb in the metadata of a wheel", found, growth > 80 * MEGABYTE)
    assert stage.gateway.feed.refusals_since(0)


def _described(repository, bomb):
    return lambda path: {
        "filename": path.name,
        "url": repository.files_url + path.name,
        "hashes": {},
        "size": bomb.stat().st_size,
    }


def test_a_page_of_very_many_files(stage):
    """50,000 links: read aside, while others are answered."""
    wheel(stage.public.folder, "requests-like", "2.0")
    stage.open()
    links = "".join(f'<a href="../../files/x{n}">acme_models-{n}-py3-none-any.whl</a>\n' for n in range(50_000))
    stage.private.says(PAGE, f"<!DOCTYPE html><html><body>{links}</body></html>")
    ours = stage.ours("requests-like")
    stage.record("page of 50,000 links holds up other names", {}, any(ran.status for ran in ours.values()))


def test_an_endless_range(stage):
    """Of a wheel whose metadata is read by ranges: the header promises 64 KB, and what comes has no end."""
    stage.private.facts(GOOD, core_metadata=None)
    stage.open()
    body = stage.private.folder.joinpath(GOOD).read_bytes()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if "Range" not in request.headers:
            return web.Response(body=body)
        response = web.StreamResponse(status=206, headers={"Content-Range": "bytes 0-65535/1000000"})
        await response.prepare(request)
        while stage.private.sent < TOO_MUCH:
            await response.write(b" " * MEGABYTE)
            stage.private.sent += MEGABYTE
        return response

    stage.private.answers[f"/files/{GOOD}"] = answer
    growth = peak_growth(lambda: stage.ours(PRIVATE))
    stage.record("endless range of a wheel", {}, growth > 100 * MEGABYTE)


def test_a_page_of_very_deep_json(stage):
    """Deeper than it can be written again: told as what it is, in either form of the answer."""
    deep = "[" * 900 + "]" * 900
    stage.open()
    page = f'{{"meta": {{"api-version": "1.0"}}, "name": "{PRIVATE}", "files": [], "x": {deep}}}'
    stage.private.says(PAGE, page, Content_Type="application/vnd.pypi.simple.v1+json")
    ours = stage.ours(PRIVATE)
    told = {refusal.reference for refusal in stage.gateway.feed.refusals_since(0)}
    stage.record("page of very deep JSON", {}, told != {"not-an-index"} or any(ran.installed for ran in ours.values()))
