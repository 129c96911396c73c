"""An upload into a folder is read whole, however it comes in."""

import asyncio
import errno
import hashlib
import os

import pytest
from aiohttp import MultipartReader, StreamReader
from aiohttp.base_protocol import BaseProtocol
from hypothesis import given, settings
from hypothesis import strategies as st

from altindex_magic.errors.publish import FileExists
from altindex_magic.gateway.intake import Received, place, receive
from altindex_magic.gateway.part import Part
from altindex_magic.model import Index
from tests.unit.gateway.test_form import BOUNDARY, CONTENT, WHEEL, form

FIELDS = {
    "name": "acme-models",
    "description": "A description\r\nof some lines. " * 9,
    "empty": "",
    "sha256_digest": "ab",
}


class Request:
    """The part of a request that is read."""

    def __init__(self, stream):
        self._stream = stream

    async def multipart(self):
        return MultipartReader({"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}, self._stream)


async def received(body, cuts, folder):
    """Let *body* come in pieces, the next one when the one before was taken."""
    loop = asyncio.get_running_loop()
    protocol = BaseProtocol(loop)
    protocol.connection_made(asyncio.Transport())
    stream = StreamReader(protocol, 2**16, loop=loop)
    upload = Received()
    reading = asyncio.create_task(receive(Request(stream), folder, upload, lambda _name, _octets: None))
    for start, stop in zip([0, *cuts], [*cuts, len(body)], strict=True):
        stream.feed_data(body[start:stop])
        for _ in range(20):  # steps of the reader, far more than one piece needs
            await asyncio.sleep(0)
    stream.feed_eof()
    await reading
    return upload


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 900), max_size=4).map(sorted))
def test_no_field_is_cut_where_the_network_cuts_it(tmp_path_factory, cuts):
    """Nor is the file: a name that is cut short would be that of another project."""
    body = form(FIELDS)
    upload = asyncio.run(received(body, [cut for cut in cuts if cut < len(body)], tmp_path_factory.mktemp("folder")))
    assert upload.fields == {name: value.strip() for name, value in FIELDS.items()}
    assert upload.filename == WHEEL
    assert upload.sha256 == hashlib.sha256(CONTENT).hexdigest()
    upload.part.discard()


def put(folder, content):
    """Move an upload with this content to its place."""
    part = Part(folder)
    part.append(content)
    upload = Received(filename=WHEEL, part=part, sha256=hashlib.sha256(content).hexdigest())
    try:
        place(Index("local", folder.as_uri()), upload, part, folder / "acme-models")
    finally:
        part.discard()


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_not_replaced_where_there_are_no_hard_links_either(tmp_path, monkeypatch, links):
    """Some shares have none, and may say so before they say that the name is taken."""
    if not links:

        def refuse(_source, _target):
            raise OSError(errno.ENOTSUP, "Operation not supported")

        monkeypatch.setattr(os, "link", refuse)
    for _ in range(2):
        put(tmp_path, b"one")
    with pytest.raises(FileExists):
        put(tmp_path, b"two")
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"one"]
