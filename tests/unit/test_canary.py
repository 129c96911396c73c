"""The search for leaked secrets finds every one of them, and cries no wolf."""

from __future__ import annotations

import base64
import gzip
import html
import json
import sqlite3
import zipfile
from urllib.parse import quote

import pytest

from tests.canary import Canary

SECRET = "t0ken+with/odd:ch&rs «é»"
CANARY = Canary(SECRET, ("alice", "__token__"))


@pytest.mark.parametrize(
    "dress",
    [
        str,
        repr,
        ascii,
        json.dumps,
        html.escape,
        lambda text: quote(text, safe=""),
        quote,
        lambda text: quote(text, safe="").lower().replace("%2b", "%2b"),
        lambda text: base64.b64encode(text.encode()).decode(),
        lambda text: base64.b64encode(f"alice:{text}".encode()).decode(),
        lambda text: base64.b64encode(f"bob:{text}".encode()).decode(),
        lambda text: base64.b64encode(f"x{text}y".encode()).decode(),
        lambda text: base64.b64encode(f"xy{text}".encode()).decode(),
        lambda text: base64.urlsafe_b64encode(f"zoë:{text}".encode()).decode(),
        lambda text: text.encode().hex(),
    ],
)
@pytest.mark.parametrize("around", ["{}", 'url = "https://alice:{}@host/"', "\x00{}\x00"])
def test_finds_the_secret_in_every_dress(tmp_path, dress, around):
    """Whatever it was encoded as and whatever stands around it."""
    tmp_path.joinpath("leak.txt").write_bytes(around.format(dress(SECRET)).encode())
    assert len(CANARY.search(tmp_path)) == 1


def test_finds_nothing_where_nothing_is(tmp_path):
    """The mask, half the secret and the user name are no leaks."""
    tmp_path.joinpath("clean.txt").write_text(f"alice:•••••• {SECRET[:10]} {base64.b64encode(b'alice:other').decode()}")
    assert CANARY.search(tmp_path) == []


def test_finds_it_in_what_is_packed(tmp_path):
    """In a wheel, in gzip, and in a database over whose pages it is spread."""
    with zipfile.ZipFile(tmp_path / "a.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pkg/leak.py", SECRET * 3)
    tmp_path.joinpath("b.gz").write_bytes(gzip.compress(SECRET.encode() * 3))
    database = sqlite3.connect(tmp_path / "c.sqlite")
    database.execute("create table history (source text)")
    database.executemany("insert into history values (?)", [("x" * length + SECRET,) for length in range(4000, 4100)])
    database.commit()
    database.close()
    found = CANARY.search(tmp_path)
    assert any("a.whl" in leak and "pkg/leak.py" in leak for leak in found)
    assert any("b.gz" in leak and "gzip" in leak for leak in found)
    assert any("c.sqlite" in leak and "table" in leak for leak in found)


def test_finds_it_in_names_and_links(tmp_path):
    """A file that is called like the secret tells it as well."""
    canary = Canary("s3cret-without-slash")
    tmp_path.joinpath("s3cret-without-slash.log").touch()
    tmp_path.joinpath("link").symlink_to(tmp_path / "s3cret-without-slash.log")
    assert sorted(leak.rpartition("(")[2] for leak in canary.search(tmp_path)) == ["link)", "name)"]


def test_refuses_a_secret_too_short_to_be_sought():
    """Three letters of base64 would be found everywhere."""
    with pytest.raises(ValueError, match="so short a secret"):
        Canary("abc")
