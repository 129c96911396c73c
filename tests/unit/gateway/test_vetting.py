"""Pages are shown by the rules of their index at the moment of asking, and told apart when they differ."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from altindex_magic.errors.trust import FileChanged, NoUploadTimes
from altindex_magic.gateway.pages import Held, link_id
from altindex_magic.gateway.seen import Seen, origin_of
from altindex_magic.gateway.source import Source
from altindex_magic.gateway.vetting import Vetting
from altindex_magic.ledger import Ledger, SeenFile
from altindex_magic.model import Index, RouteSet
from altindex_magic.simple_api import File, Page

NOW = datetime(2026, 6, 15, tzinfo=UTC)
FURY = Index("fury", "https://pypi.example.com/", cooldown="7d", cooldown_except=("tool-*",))
MIRROR = Index("mirror", "https://mirror.example.com/", default=True)
ROUTES = RouteSet((FURY,), MIRROR)


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger(tmp_path / "ledger.sqlite")) as opened:
        yield opened


def file(version, age=None, sha256=None, project="acme"):
    name = f"{project}-{version}.tar.gz"
    time = {} if age is None else {"upload-time": (NOW - timedelta(days=age)).isoformat()}
    return File(name, f"https://f.example.com/{name}", {"sha256": sha256} if sha256 else {}, time)


def held(*files, project="acme"):
    page = Page(project, files, {}, "1.1")
    return Held(page, 0.0, links={link_id(each): each for each in files}, digest="d")


def test_a_file_comes_out_of_its_cooldown_as_time_passes(ledger):
    """The same page, a day later; its digest tells the two apart."""
    clock = [NOW]
    vetting = Vetting(ledger, lambda: clock[0])
    given = held(file("1.0", 30, "1" * 64), file("2.0", 6.5, "2" * 64))
    young, hidden = vetting.vetted(ROUTES, FURY, given)
    assert [each.filename for each in young.page.files] == ["acme-1.0.tar.gz"]
    assert [each.file.filename for each in hidden] == ["acme-2.0.tar.gz"]
    assert link_id(given.page.files[1]) not in young.links, "a hidden file could be fetched by its link"
    clock[0] += timedelta(days=1)
    assert vetting.vetted(ROUTES, FURY, given) == (given, ())
    assert young.digest != given.digest


def test_absence_stays_absence(ledger):
    """There is nothing to hide of it."""
    absent = Held(None, 0.0)
    assert Vetting(ledger).vetted(ROUTES, FURY, absent) == (absent, ())


def test_an_index_without_upload_times_is_told_of(ledger):
    """With the two ways out; an excepted project is shown."""
    vetting = Vetting(ledger, lambda: NOW)
    with pytest.raises(NoUploadTimes) as caught:
        vetting.vetted(ROUTES, FURY, held(file("1.0", sha256="1" * 64)))
    assert str(caught.value).splitlines() == [
        "`acme` is refused: fury does not say when its files were uploaded.  [no-upload-times]",
        "  index   fury",
        (
            "  why     fury has a cooldown of 7d, and without upload times nobody can tell which files are older. "
            "Only indexes that speak JSON (PEP 700) give them."
        ),
        "  do      Except the project: %altindex add fury … --replace --cooldown-except acme",
        "          or do without: %altindex add fury … --replace, with no --cooldown",
    ]
    excepted = held(file("1.0", sha256="1" * 64, project="tool-x"), project="tool-x")
    assert vetting.vetted(ROUTES, FURY, excepted) == (excepted, ())


def test_a_remembered_hash_is_shown_and_not_taken_for_a_promise(ledger):
    """Installers verify it; the links keep what the index says."""
    plain = replace(FURY, cooldown=None)
    given = held(file("1.0"), file("2.0"))
    ledger.files.first(SeenFile(plain.url, "acme-1.0.tar.gz", "acme", "1" * 64))
    ledger.files.first(SeenFile("", "acme-2.0.tar.gz", "acme", "2" * 64))
    shown, hidden = Vetting(ledger).vetted(ROUTES, plain, given)
    assert [each.sha256 for each in shown.page.files] == ["1" * 64, None]
    assert shown.links == given.links
    assert hidden == ()


def test_a_changed_file_is_refused_with_both_hashes(ledger):
    """And it is said what to do."""
    seen = Seen(ledger)
    source = Source(FURY, "acme", file("1.0", 3))
    seen.check(source, "1" * 64)
    seen.check(source, "1" * 64)
    with pytest.raises(FileChanged) as caught:
        seen.check(source, "2" * 64)
    lines = str(caught.value).splitlines()
    since = ledger.files.find(FURY.url, "acme-1.0.tar.gz").first_seen
    assert lines == [
        "acme-1.0.tar.gz from fury is not the file that was first seen under this name. It is refused.  [file-changed]",
        "  index   fury",
        (
            f"  why     Since {since} UTC it is known with sha256 1111111111111111…, and now it has 2222222222222222…. "
            "A file that was released does not change; somebody has replaced it."
        ),
        "  do      Ask those who run fury. If they meant it: %altindex forget acme --files",
        "          What was installed of it: %altindex provenance acme --verify",
    ]


def test_whatever_stands_in_for_the_default_index_gives_the_same_files(ledger):
    """Another mirror does not begin anew; another index does."""
    seen = Seen(ledger)
    seen.check(Source(MIRROR, "acme", file("1.0")), "1" * 64)
    with pytest.raises(FileChanged):
        seen.check(Source(replace(MIRROR, name="other", url="https://o.example/"), "acme", file("1.0")), "2" * 64)
    seen.check(Source(FURY, "acme", file("1.0")), "2" * 64)
    assert origin_of(MIRROR) == ""
