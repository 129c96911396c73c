"""A netrc file gets the logins, and the standard library reads them."""

import netrc

import pytest

from altindex_magic.config.export.entry import Entry
from altindex_magic.config.export.netrc import Netrc
from altindex_magic.model import SECRET_AS_USER, Index
from altindex_magic.secret import Secret

INDEX = Index("a", "https://h.example:8080/simple/")


def entry(secret, username="alice"):
    return Netrc([Entry(INDEX, username, Secret(secret))])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "machine h.example login alice password s3cret\n"),
        ("machine o.example login x password y", None),
        (
            "# note\nmachine h.example\n  login old\n  password old\n",
            "# note\nmachine h.example login alice password s3cret\n",
        ),
        (
            "default login anonymous password x\n",
            "machine h.example login alice password s3cret\ndefault login anonymous password x\n",
        ),
        ("machine h.example.org login x password y\n", None),
        ("machine h.example login old password old\r\n", "machine h.example login alice password s3cret\r\n"),
    ],
)
def test_the_file_reads_so(before, after):
    """An entry of the host is replaced, all others stay, and a default stays behind."""
    edited = entry("s3cret").edited(before)
    expected = (
        after or f"{before}{'' if before.endswith(chr(10)) else chr(10)}machine h.example login alice password s3cret\n"
    )
    assert edited == expected


@pytest.mark.parametrize("secret", ["s3cret", "a b", 'qu"ote', "back\\slash", "#hash", "ünicode", "a'b"])
def test_every_secret_can_be_read_back(tmp_path, secret):
    """Quoted where the format has a sign for itself."""
    path = tmp_path / "netrc"
    path.write_text(entry(secret).edited(""), encoding="utf-8")
    assert netrc.netrc(str(path)).authenticators("h.example") == ("alice", "", secret)


def test_a_token_in_the_users_place_has_an_empty_password(tmp_path):
    """As pip and uv take it."""
    path = tmp_path / "netrc"
    path.write_text(entry("t0ken", SECRET_AS_USER).edited(""))
    assert netrc.netrc(str(path)).authenticators("h.example") == ("t0ken", "", "")
