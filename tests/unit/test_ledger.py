"""The record of origins keeps what it learnt first, for all processes, and says clearly when it cannot."""

import multiprocessing
import os
import sqlite3
import stat
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from altindex_magic.errors.ownership import DamagedLedger
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.ledger import Installation, Ledger, SeenFile
from altindex_magic.routing import Origin

ACME = Origin("https://acme.example/simple/")
TEAM = Origin("https://team.example/simple/")
DEFAULT = Origin(None, exclusive=False)
NOBODY = 65534


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "ledger.sqlite"


@pytest.fixture
def ledger(path):
    with closing(Ledger(path)) as opened:
        yield opened


def rows(path, query):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize("origin", [ACME, DEFAULT, Origin(TEAM.url, exclusive=False)])
def test_an_origin_is_remembered_as_it_was(ledger, origin):
    """With its URL, or as the default index, and whether it was a public alternate."""
    assert ledger.origin("acme-models") is None
    ledger.remember("acme-models", origin)
    assert ledger.origin("acme-models") == origin


def test_the_first_origin_is_never_replaced(ledger):
    """Neither by another index nor by the default one."""
    ledger.remember("acme-models", ACME)
    ledger.remember("acme-models", TEAM)
    ledger.remember("acme-models", DEFAULT)
    assert ledger.origin("acme-models") == ACME


def test_a_person_can_decide_otherwise(ledger):
    """A decision replaces what was learnt, and the next decision replaces it."""
    ledger.remember("acme-models", DEFAULT)
    ledger.decide("acme-models", ACME)
    assert ledger.origin("acme-models") == Origin(ACME.url, decided=True)
    ledger.remember("acme-models", TEAM)
    assert ledger.origin("acme-models") == Origin(ACME.url, decided=True)
    ledger.decide("acme-models", DEFAULT)
    assert ledger.origin("acme-models") == Origin(None, exclusive=False, decided=True)


def test_a_decision_can_come_first(ledger):
    """Also about a name that nobody has answered for yet."""
    ledger.decide("acme-models", ACME)
    assert ledger.origin("acme-models") == Origin(ACME.url, decided=True)


def test_a_witness_is_the_latest_project_that_an_index_gave(ledger):
    """One that a person only decided about proves the least."""
    assert ledger.witness(ACME.url) is None
    ledger.decide("acme-wanted", ACME)
    assert ledger.witness(ACME.url) == "acme-wanted"
    ledger.remember("acme-models", ACME)
    ledger.remember("team-models", TEAM)
    ledger.remember("requests-like", DEFAULT)
    ledger.remember("acme-tools", ACME)
    ledger.decide("acme-hoped-for", ACME)
    assert ledger.witness(ACME.url) == "acme-tools"


def test_another_ledger_sees_what_was_learnt_at_once(ledger, path):
    """Several kernels share one file."""
    with closing(Ledger(path)) as other:
        ledger.remember("acme-models", ACME)
        assert other.origin("acme-models") == ACME


def test_what_was_learnt_outlives_the_process(path):
    """It is on the disk when the ledger is closed."""
    with closing(Ledger(path)) as first:
        first.remember("acme-models", ACME)
    with closing(Ledger(path)) as second:
        assert second.origin("acme-models") == ACME


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_nobody_else_may_read_it(ledger, path):
    """The names of private projects are nobody's business: the file, its companions and its folder."""
    ledger.remember("acme-models", ACME)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes[path.name] == 0o600
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


ROUNDS = 8


def learn(folder, number, together):
    """Be one of many processes that begin each new ledger at the same moment."""
    for file in range(ROUNDS):
        together.wait(30)
        with closing(Ledger(folder / f"{file}.sqlite")) as ledger:
            for name in range(10):
                ledger.remember(f"shared-{name}", Origin(f"https://index-{number}.example/"))
                ledger.remember(f"own-{number}-{name}", ACME)
                ledger.installs.record([Installation(f"own-{number}-{name}", "1.0", ACME.url, "/venv")])
                ledger.files.first(SeenFile(ACME.url, f"shared-{name}.whl", "shared", f"{number}" * 64))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork server")
def test_eight_processes_at_once_lose_nothing(tmp_path):
    """All of them create the file, and all write: each row is there, and one origin of each shared name."""
    context = multiprocessing.get_context("forkserver")  # this process has threads by now, and must not be forked
    together = context.Barrier(8)
    processes = [context.Process(target=learn, args=(tmp_path, number, together)) for number in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 8
    for file in range(ROUNDS):
        path = tmp_path / f"{file}.sqlite"
        ((origins,),) = rows(path, "SELECT count(*) FROM origin")
        ((installs,),) = rows(path, "SELECT count(*) FROM install")
        ((files,),) = rows(path, "SELECT count(*) FROM file")
        assert (origins, installs, files) == (10 + 8 * 10, 8 * 10, 10)
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_file_that_is_no_database_is_not_taken_for_an_empty_memory(path):
    """It says so, with what to do, and leaves the file alone."""
    path.parent.mkdir()
    path.write_bytes(b"not a database, but as long as the header of one: " * 100)
    with pytest.raises(DamagedLedger) as caught:
        Ledger(path)
    why = "It records which index each name came from; without it another index could take a name over."
    assert str(caught.value).splitlines() == [
        f"{path} is damaged, and nothing is installed before it is mended.  [damaged-ledger]",
        f"  why     file is not a database. {why}",
        f"  do      Restore it from a backup, or remove {path}: names are then learnt anew, from whoever answers.",
    ]
    assert path.read_bytes().startswith(b"not a database")


def test_a_file_that_was_damaged_while_it_was_closed_is_noticed_when_it_is_read(path):
    """The header is in order and the pages are not."""
    with closing(Ledger(path)) as ledger:
        for number in range(500):
            ledger.remember(f"acme-{number}", ACME)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(DamagedLedger), closing(Ledger(path)) as ledger:
        ledger.origin("acme-1")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """A file stands where the state folder should be."""
    blocked = tmp_path / "state"
    blocked.write_text("")
    with pytest.raises(UnwritableFile) as caught:
        Ledger(blocked / "altindex" / "ledger.sqlite")
    text = str(caught.value)
    assert (
        f"{blocked / 'altindex' / 'ledger.sqlite'} cannot be written. Nothing was changed.  [unwritable-file]" in text
    )
    assert "Free some space or choose a place that you may write to, then try again." in text


@contextmanager
def as_nobody():
    """Be a user without rights for a while: nothing is read-only to root."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def read_only_home():
    """Give a folder that anybody may enter and nobody may write to; those of pytest are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        with closing(Ledger(home / "kept.sqlite")) as ledger:
            ledger.remember("acme-models", ACME)
        (home / "kept.sqlite").chmod(0o444)
        home.chmod(0o555)
        yield home
        home.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("place", ["state/ledger.sqlite", "ledger.sqlite", "kept.sqlite"])
def test_a_read_only_home_is_said_to_be_one(read_only_home, place):
    """Whether the folder, the file or only the writing of it is what fails."""
    with as_nobody(), pytest.raises(UnwritableFile) as caught:
        Ledger(read_only_home / place)
    assert caught.value.what == f"{read_only_home / place} cannot be written. Nothing was changed."
    assert caught.value.why


class Memory(RuleBasedStateMachine):
    """Remembers, decides and reopens in any order, beside a plain dictionary that does the same."""

    projects = st.sampled_from(["acme-models", "acme-tools", "requests-like"])
    origins = st.sampled_from([ACME, TEAM, DEFAULT, Origin(TEAM.url, exclusive=False)])

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "ledger.sqlite"
        self.ledger = Ledger(self.path)
        self.expected = {}

    @rule(project=projects, origin=origins)
    def remember(self, project, origin):
        self.ledger.remember(project, origin)
        self.expected.setdefault(project, origin)

    @rule(project=projects, origin=origins)
    def decide(self, project, origin):
        self.ledger.decide(project, origin)
        self.expected[project] = Origin(origin.url, exclusive=origin.exclusive, decided=True)

    @rule()
    def reopen(self):
        self.ledger.close()
        self.ledger = Ledger(self.path)

    @invariant()
    def agrees(self):
        assert {project: self.ledger.origin(project) for project in self.expected} == self.expected

    @invariant()
    def a_witness_came_from_its_index(self):
        for url in (ACME.url, TEAM.url):
            witness = self.ledger.witness(url)
            assert (witness is None) == (url not in {origin.url for origin in self.expected.values()})
            assert witness is None or self.expected[witness].url == url

    def teardown(self):
        self.ledger.close()
        self.folder.cleanup()


TestMemory = Memory.TestCase
TestMemory.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
