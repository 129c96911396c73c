"""The first file of a name is never replaced but by a person, and what a person decides is recorded."""

import dataclasses

from altindex_magic.ledger import SeenFile
from altindex_magic.routing import Origin

ACME = Origin("https://acme.example/simple/")
DEFAULT = Origin(None, exclusive=False)
FILE = SeenFile(ACME.url, "acme-1.0.tar.gz", "acme", "1" * 64, "2026-01-01T00:00:00Z")


def test_the_first_file_of_a_name_is_never_replaced(ledger):
    """A later one with another hash gets the first one to compare with; another origin has files of its own."""
    changed = dataclasses.replace(FILE, sha256="2" * 64)
    assert ledger.files.find(ACME.url, FILE.filename) is None
    assert ledger.files.first(FILE).sha256 == FILE.sha256
    assert ledger.files.first(changed).sha256 == FILE.sha256
    assert ledger.files.first(dataclasses.replace(changed, origin="")).sha256 == changed.sha256
    (found,) = ledger.files.of(ACME.url, "acme").values()
    assert found.first_seen
    assert dataclasses.replace(found, first_seen="") == FILE


def test_what_is_forgotten_is_learnt_anew(ledger):
    """Origin and files, or the files alone; what was forgotten is told, and nothing else is forgotten."""
    ledger.remember("acme", ACME)
    ledger.files.first(FILE)
    ledger.files.first(dataclasses.replace(FILE, project="other", filename="other-1.0.tar.gz"))
    assert ledger.forget("acme", origin=False) == (None, 1)
    assert ledger.origin("acme") == ACME
    assert ledger.files.of(ACME.url, "acme") == {}
    assert ledger.forget("acme") == (ACME, 0)
    assert ledger.origin("acme") is None
    assert ledger.forget("acme") == (None, 0)
    assert set(ledger.files.of(ACME.url, "other")) == {"other-1.0.tar.gz"}


def test_what_a_person_decides_is_recorded(ledger):
    """Each decision, in order and with its time; what changes nothing is none."""
    ledger.decide("acme", ACME)
    ledger.decide("acme", DEFAULT)
    ledger.files.first(FILE)
    ledger.forget("acme", origin=False)
    ledger.forget("acme")
    ledger.forget("acme")
    assert [(each.action, each.index) for each in ledger.decisions("acme")] == [
        ("allow", ACME.url),
        ("allow", None),
        ("forget files", None),
        ("forget", None),
    ]
    assert all(each.at for each in ledger.decisions("acme"))
    assert ledger.decisions("other") == ()
