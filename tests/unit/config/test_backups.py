"""Whatever is changed can be taken back, exactly, and no backup holds a secret."""

import keyring.core
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keyrings.alt.file import PlaintextKeyring

from altindex_magic.config import keeping
from altindex_magic.config.backups import Backups
from altindex_magic.credentials import Safe
from altindex_magic.errors.files import BackupIncomplete, ChangedSince, NothingToUndo
from tests.canary import Canary

SECRET = "c4nary+s3cr3t"


class Dictionary:
    """A safe without a keyring."""

    def __init__(self, *, takes=True):
        self.kept, self.takes = {}, takes

    def put(self, label, secret):
        if self.takes:
            self.kept[label] = secret
        return self.takes

    def get(self, label):
        return self.kept.get(label)

    def drop(self, label):
        self.kept.pop(label, None)


@pytest.fixture
def safe():
    return Dictionary()


@pytest.fixture
def backups(tmp_path, safe):
    return Backups(tmp_path / "backups", safe)


def change(backups, path, text):
    """Write a file as an export does."""
    with backups.recording("export pip", [path]):
        keeping.write(path, text)


def test_changes_are_taken_back_one_by_one(backups, tmp_path):
    """The last one first, until there was no file."""
    path = tmp_path / "folder" / "pip.conf"
    change(backups, path, "one\n")
    change(backups, path, "two\r\n")
    change(backups, path, "two\r\n")
    assert backups.undo().command == "export pip"
    assert path.read_bytes() == b"one\n"
    backups.undo()
    assert not path.exists()
    with pytest.raises(NothingToUndo) as caught:
        backups.undo()
    assert str(caught.value) == (
        "There is nothing to undo.  [nothing-to-undo]\n"
        "  why     Only `import` and `export` keep a backup, and each of the last twenty of them can be undone once."
    )


def test_a_file_is_private_and_gets_its_own_mode_back(backups, tmp_path):
    """0600 while it is ours, and what it was afterwards."""
    path = tmp_path / "pip.conf"
    path.write_text("one\n")
    path.chmod(0o644)
    change(backups, path, "two\n")
    assert path.stat().st_mode & 0o777 == 0o600
    backups.undo()
    assert path.stat().st_mode & 0o777 == 0o644


def test_no_backup_holds_a_secret(backups, safe, tmp_path):
    """Nor does the journal; the safe has it, until it is put back."""
    path = tmp_path / "pip.conf"
    before = f"[global]\r\nindex-url = https://a:{SECRET}@h.example/\r\nproxy = http://p:{SECRET}@proxy\r\n"
    path.write_bytes(before.encode())
    change(backups, path, "[global]\n")
    assert Canary(SECRET, ("a", "p")).search(tmp_path) == []
    assert len(safe.kept) == 2
    backups.undo()
    assert path.read_bytes() == before.encode()
    assert safe.kept == {}


@pytest.mark.parametrize(
    "entry", ["machine h login bob password", "default login bob password", "machine\n  h\n  password"]
)
def test_a_netrc_file_is_known_by_what_it_holds(backups, safe, tmp_path, entry):
    """The variable may have given it any name."""
    path = tmp_path / "logins"
    path.write_text(f"# mine\n{entry} {SECRET}\n")
    change(backups, path, "changed\n")
    assert Canary(SECRET).search(tmp_path / "backups") == []
    backups.undo()
    assert path.read_text() == f"# mine\n{entry} {SECRET}\n"


def test_a_real_keyring_keeps_them(tmp_path, monkeypatch):
    """Written by one process and read by the next."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", PlaintextKeyring())
    path = tmp_path / ".netrc"
    path.write_text(f"machine h.example login a password {SECRET}\n")
    change(Backups(tmp_path / "backups", Safe()), path, "")
    assert Canary(SECRET, ("a",)).search(tmp_path / "backups", path) == []
    Backups(tmp_path / "backups", Safe()).undo()
    assert path.read_text() == f"machine h.example login a password {SECRET}\n"


def test_without_a_keyring_a_backup_holds_what_the_file_held(tmp_path):
    """For its owner alone: to lose it would be worse."""
    backups, path = Backups(tmp_path / "backups", Dictionary(takes=False)), tmp_path / ".pypirc"
    path.write_text(f"[a]\npassword = {SECRET}\n")
    change(backups, path, "")
    kept = [each for each in (tmp_path / "backups").rglob("*") if each.is_file()]
    assert {each.stat().st_mode & 0o777 for each in kept} == {0o600}
    backups.undo()
    assert path.read_text() == f"[a]\npassword = {SECRET}\n"


def test_what_someone_else_wrote_since_is_not_lost(backups, tmp_path):
    """All files stay as they are, and the message leads to the backup."""
    first, second = tmp_path / "a", tmp_path / "b"
    with backups.recording("import", [first, second]):
        keeping.write(first, "1")
        keeping.write(second, "2")
    second.write_text("by hand")
    with pytest.raises(ChangedSince) as caught:
        backups.undo()
    assert (first.read_text(), second.read_text()) == ("1", "by hand")
    assert str(caught.value) == (
        f"{second} has been changed since, and undoing would lose that. Nothing was changed.  [changed-since]\n"
        "  why     Its content is neither what was there before nor what was written.\n"
        f"  do      Take what you need out of the backup: {tmp_path}/backups/000001/1"
    )


def test_a_secret_that_is_gone_is_one_clear_error(backups, safe, tmp_path):
    """Nothing is written that would be half of it."""
    path = tmp_path / "pip.conf"
    path.write_text(f"x = https://a:{SECRET}@h.example/\n")
    change(backups, path, "new")
    safe.kept.clear()
    with pytest.raises(BackupIncomplete, match="not in the keyring any more"):
        backups.undo()
    assert path.read_text() == "new"


def test_a_change_that_was_cut_short_can_be_taken_back(backups, tmp_path):
    """A process that was killed between two files leaves the first one changed."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("old")

    class Killed(BaseException):
        pass

    def killed():
        with backups.recording("import", [first, second]):
            keeping.write(first, "new")
            raise Killed

    with pytest.raises(Killed):
        killed()
    backups.undo()
    assert (first.read_text(), second.exists()) == ("old", False)


def test_the_last_twenty_changes_are_kept(backups, safe, tmp_path):
    """And nothing of those before, also not in the keyring."""
    path = tmp_path / "pip.conf"
    for number in range(25):
        change(backups, path, f"x = https://a:secret-{number}@h.example/\n")
    assert len(list((tmp_path / "backups").glob("*/change.json"))) == 20
    assert len(safe.kept) == 20
    for _ in range(20):
        backups.undo()
    assert path.read_text() == "x = https://a:secret-4@h.example/\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.binary(max_size=60), st.text(st.sampled_from("abpasword=:/@ \r\n\"'$é"), max_size=60))
def test_every_byte_comes_back(backups, tmp_path, raw, text):
    """Whatever the file is made of, and whatever in it looks like a secret."""
    path = tmp_path / "netrc.pypirc"
    before = raw + text.encode() + b"\npassword = x\nmachine h login a password b\n"
    path.write_bytes(before)
    change(backups, path, "new")
    backups.undo()
    assert path.read_bytes() == before
