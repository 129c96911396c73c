"""pip's file gets the indexes, and keeps all that is not ours."""

import configparser
from dataclasses import replace

import pytest

from altindex_magic.config.export.entry import Entry
from altindex_magic.config.export.pip import PipFile
from altindex_magic.model import Index
from altindex_magic.secret import Secret

FURY = Entry(Index("fury", "https://h.example/acme/"), "alice")
FOUND = replace(FURY, by_address=True)
MIRROR = Entry(Index("mirror", "https://mirror.example/simple/", default=True))
PLAIN = Entry(Index("plain", "http://lan.example:8080/simple/", allow_http=True))


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        (
            PipFile([FURY]),
            "",
            "[global]\nextra-index-url = https://alice@h.example/acme/\nkeyring-provider = import\n",
        ),
        (
            PipFile([FURY], only=True, provider="subprocess"),
            "",
            "[global]\nindex-url = https://alice@h.example/acme/\nkeyring-provider = subprocess\n",
        ),
        (
            PipFile([MIRROR, FURY]),
            "# ours\n[global]\ntimeout = 60\n\n[install]\nno-cache-dir = false\n",
            (
                "# ours\n[global]\ntimeout = 60\nindex-url = https://mirror.example/simple/\n"
                "extra-index-url = https://alice@h.example/acme/\nkeyring-provider = import\n"
                "\n[install]\nno-cache-dir = false\n"
            ),
        ),
        (
            PipFile([FURY]),
            "[global]\nextra-index-url =\n    https://other.example/simple/\n    https://bob:old@h.example/acme\n",
            (
                "[global]\nextra-index-url =\n    https://other.example/simple/\n    https://alice@h.example/acme/\n"
                "keyring-provider = import\n"
            ),
        ),
        (
            PipFile([FURY]),
            "[global]\nindex-url = https://tok@H.example/acme/\nkeyring-provider = auto\n",
            "[global]\nindex-url = https://alice@h.example/acme/\nkeyring-provider = auto\n",
        ),
        (
            PipFile([FURY]),
            "[install]\nextra-index-url = https://other.example/\n",
            (
                "[install]\nextra-index-url =\n    https://other.example/\n    https://alice@h.example/acme/\n"
                "\n[global]\nkeyring-provider = import\n"
            ),
        ),
        (
            PipFile([FOUND]),
            "[global]\nkeyring-provider = auto\n",
            "[global]\nkeyring-provider = auto\nextra-index-url = https://h.example/acme/\n",
        ),
        (
            PipFile([FOUND]),
            "[global]\nkeyring-provider = subprocess\n",
            "[global]\nkeyring-provider = subprocess\nextra-index-url = https://alice@h.example/acme/\n",
        ),
        (
            PipFile([PLAIN], only=True),
            "[global]\ntrusted-host = old.example\n",
            (
                "[global]\ntrusted-host =\n    old.example\n    lan.example:8080\n"
                "index-url = http://lan.example:8080/simple/\n"
            ),
        ),
    ],
)
def test_the_file_reads_so(file, before, after):
    """Line by line."""
    assert file.edited(before) == after


@pytest.mark.parametrize(
    "before",
    [
        "\ufeff[global]\r\nproxy = http://p.example:3128\r\n",
        "[global]\r\ntimeout = 60",
        "[global]\nprogress-bar = off\nlog = %(here)s/%d 100%\n",
        "[global]\nfind-links = a\nfind-links = b\n",
        "",
    ],
)
def test_odd_files_survive_and_a_second_export_changes_nothing(before):
    """A byte order mark, CRLF, no final newline, signs of interpolation, duplicates that are not ours."""
    once = PipFile([FURY, MIRROR]).edited(before)
    assert all(line in once for line in before.splitlines())
    assert PipFile([FURY, MIRROR]).edited(once) == once
    assert ("\r\n" in once) == ("\r\n" in before)
    assert once.startswith("\ufeff") == before.startswith("\ufeff")


def test_an_option_of_ours_that_stands_twice_is_mended():
    """With it twice, pip refuses to work with such a file; afterwards it can."""
    edited = PipFile([MIRROR]).edited("[global]\nindex-url = https://a.example/\nindex-url = https://b.example/\n")
    parser = configparser.RawConfigParser()
    parser.read_string(edited)
    assert parser["global"]["index-url"] == "https://mirror.example/simple/"


def test_a_host_of_verified_tls_is_never_trusted():
    """Whatever else is said of it."""
    index = Index("a", "https://h.example/", allow_http=True)
    assert "trusted-host" not in PipFile([Entry(index, "alice", Secret("s"))]).edited("")


def test_a_secret_is_written_only_if_the_entry_has_one_and_then_no_keyring_is_asked():
    """One or the other."""
    edited = PipFile([Entry(FURY.index, "alice", Secret("s3cret"))]).edited("")
    assert edited == "[global]\nextra-index-url = https://alice:s3cret@h.example/acme/\n"


def test_certificates_are_named_only_where_pip_asks_one_index(tmp_path):
    """There is one file for all indexes, and the public ones would fail with it."""
    private = Entry(Index("tls", "https://tls.example/", ca_cert=tmp_path / "ca.pem", client_cert=tmp_path / "me.pem"))
    assert PipFile([private], only=True).edited("") == (
        f"[global]\nindex-url = https://tls.example/\ncert = {tmp_path}/ca.pem\nclient-cert = {tmp_path}/me.pem\n"
    )
    assert "cert" not in PipFile([private]).edited("")
