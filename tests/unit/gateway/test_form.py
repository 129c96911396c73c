"""The form of an upload is read up to its file, however it comes in."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altindex_magic.errors.publish import NotADistribution
from altindex_magic.gateway.form import read_head
from altindex_magic.model import Index

INDEX = Index("fury", "https://repo.example/")
BOUNDARY = "b0undary"
WHEEL = "acme_models-1.0-py3-none-any.whl"
CONTENT = b"PK\x03\x04 not --b0undary but nearly \r\n\r\n"


class Request:
    """The parts of a request that are read."""

    def __init__(self, body, pieces, content_type=f"multipart/form-data; boundary={BOUNDARY}"):
        self.headers = {"Content-Type": content_type}
        self.content_length = len(body)
        self.content = self
        self._pieces = iter([body[start : start + pieces] for start in range(0, len(body), pieces)])

    async def readany(self):
        return next(self._pieces, b"")


def form(fields, filename=WHEEL, content=CONTENT):
    """Write a form as twine does: the fields first, the file last."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="content"; filename="{filename}"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    return "".join(parts).encode() + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def read(body, pieces=2**16, **options):
    async def reading():
        return await read_head(Request(body, pieces, **options), INDEX)

    return asyncio.run(reading())


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 700))
def test_pieces_of_any_size_make_the_same_head(pieces):
    """Where the network cuts the body does not matter, and nothing of it is lost."""
    body = form({":action": "file_upload", "name": "acme.models", "sha256_digest": "ab"})
    head = read(body, pieces)
    assert (head.filename, head.project, head.version) == (WHEEL, "acme-models", "1.0")
    assert head.fields["sha256_digest"] == "ab"
    assert body.startswith(head.raw)
    assert body[head.begins :].startswith(CONTENT)
    assert head.size == len(CONTENT)


def test_a_description_that_looks_like_a_file_is_none():
    """Only the boundary ends a field."""
    text = 'Content-Disposition: form-data; name="content"; filename="evil-1.0.tar.gz"\r\n\r\nx'
    assert read(form({"name": "acme-models", "description": text})).filename == WHEEL


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (form({"name": "other"}), f"{WHEEL} is no file of the project other."),
        (form({"name": "acme"}, "../acme-1.0.tar.gz"), "../acme-1.0.tar.gz is neither a wheel nor an sdist."),
        (form({"name": "acme"}, "acme.exe"), "acme.exe is neither a wheel nor an sdist."),
        (b"no form at all", "the upload holds no file."),
        (b"", "the upload holds no file."),
        (form({"name": "acme"})[:60], "the upload holds no file."),
        (form({"description": "x" * 5_000_000}), "the upload holds no file."),
    ],
)
def test_what_is_no_upload_is_refused(body, why):
    """Before a byte of it is passed on."""
    with pytest.raises(NotADistribution) as caught:
        read(body)
    assert caught.value.why == why


def test_a_body_that_is_no_form_is_refused():
    """There is no boundary in its type."""
    with pytest.raises(NotADistribution, match="fury did not take the file"):
        read(form({}), content_type="application/octet-stream")
