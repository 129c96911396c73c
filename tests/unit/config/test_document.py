"""A file under the hands of several processes, some of which are killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from filelock import FileLock

from altindex_magic.config.document import Document, load
from altindex_magic.errors.usage import BrokenFile, StoreBusy, UnreadableFile, UnwritableFile

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX modes and signals")

ADDING = """
import sys
from itertools import count
from pathlib import Path
from altindex_magic.config.document import Document
path, who, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
document = Document(path, path.with_name("lock"), private=True, patience=60)
print("ready", flush=True)
for number in range(times) if times else count():
    with document.edited() as draft:
        draft.put(("index",), None, {"name": f"{who}-{number}", "note": "x" * 2000})
"""


def start(path, who, times):
    return subprocess.Popen([sys.executable, "-c", ADDING, path, str(who), str(times)], stdout=subprocess.PIPE)


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "folder" / "indexes.toml"
    return Document(path, path.with_name("lock"), private=True, patience=0.1)


def test_eight_processes_at_once_lose_nothing(document):
    """Each of forty additions is there in the end."""
    children = [start(document.path, who, 5) for who in range(8)]
    assert [child.wait(60) for child in children] == [0] * 8
    for child in children:
        child.stdout.close()
    names = [table["name"] for table in load(document.path).tables(("index",))]
    assert sorted(names) == sorted(f"{who}-{number}" for who in range(8) for number in range(5))


@posix
def test_a_kill_at_any_instant_loses_nothing(document):
    """Twenty killed writers: the file is whole each time, nothing that was there goes, and no lock stays."""
    known = set()
    for round_ in range(20):
        child = start(document.path, round_, 0)
        child.stdout.readline()
        time.sleep(0.002 + 0.003 * round_)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        names = {table["name"] for table in load(document.path).tables(("index",))}
        assert known <= names
        known = names
        with document.edited() as draft:
            draft.put(("index",), None, {"name": f"mine-{round_}"})
        known.add(f"mine-{round_}")
    assert any(not name.startswith("mine") for name in known)


def test_a_lock_that_is_not_given_back_is_reported(document):
    """After the time that we were willing to wait, and with the way out."""
    document.lock.parent.mkdir()
    with FileLock(document.lock), pytest.raises(StoreBusy) as caught, document.edited():
        pytest.fail("the lock was not respected")
    assert "is being changed by another process.  [store-busy]" in str(caught.value)
    assert "not given back within 0.1 seconds" in str(caught.value)


def test_an_error_during_the_change_writes_nothing(document):
    """Nothing half done."""
    with suppress(KeyError), document.edited() as draft:
        draft.put(("index",), None, {"name": "one"})
        raise KeyError
    assert not document.path.exists()


def test_a_change_that_changes_nothing_does_not_write(document):
    """The file keeps its time, and a missing one stays missing."""
    with document.edited():
        pass
    assert not document.path.exists()


def test_bom_and_line_ends_stay(document):
    """Windows editors write both."""
    document.path.parent.mkdir()
    document.path.write_bytes(b"\xef\xbb\xbf# \xd1\x91\r\n[[index]]\r\nname = 'one'\r\n")
    with document.edited() as draft:
        draft.put(("index",), None, {"name": "zwei-ü"})
    assert document.path.read_bytes() == (
        b"\xef\xbb\xbf# \xd1\x91\r\n[[index]]\r\nname = 'one'\r\n\r\n[[index]]\r\nname = \"zwei-\xc3\xbc\"\r\n"
    )


def test_what_is_not_utf8_is_named_with_its_line(document):
    """And the file is left alone."""
    document.path.parent.mkdir()
    document.path.write_bytes(b"# one\n# \xff\xfe\n")
    with pytest.raises(BrokenFile, match=r"indexes\.toml, line 2 cannot be read: it is not UTF-8"):
        load(document.path)
    with pytest.raises(BrokenFile), document.edited():
        pytest.fail("a broken file was lent for a change")
    assert document.path.read_bytes() == b"# one\n# \xff\xfe\n"


def test_a_folder_in_the_place_of_the_file_cannot_be_read(tmp_path):
    """The system's reason is given."""
    with pytest.raises(UnreadableFile) as caught:
        load(tmp_path)
    assert f"{tmp_path} cannot be read.  [unreadable-file]" in str(caught.value)


def test_a_file_in_the_place_of_the_folder_cannot_be_written(document, tmp_path):
    """Neither the lock nor the file can be made there."""
    blocked = Document(tmp_path / "file" / "x.toml", tmp_path / "file" / "lock")
    (tmp_path / "file").touch()
    with pytest.raises(UnwritableFile), blocked.edited():
        pytest.fail("there is no place to write to")


@posix
def test_a_private_file_becomes_private(document):
    """However it was before; and so are the folders that are made for it."""
    document.path.parent.mkdir()
    document.path.touch(mode=0o644)
    with document.edited() as draft:
        draft.put(("index",), None, {"name": "one"})
    assert document.path.stat().st_mode & 0o777 == 0o600


@posix
@pytest.mark.parametrize("mode", [0o640, 0o664])
def test_any_other_file_keeps_its_mode(tmp_path, mode):
    """A project's file is the project's."""
    document = Document(tmp_path / "pyproject.toml", tmp_path / "locks" / "x.lock")
    document.path.touch()
    document.path.chmod(mode)
    with document.edited() as draft:
        draft.put(("index",), None, {"name": "one"})
    assert document.path.stat().st_mode & 0o777 == mode


def test_the_fingerprint_follows_the_content(document):
    """The same content has the same one, another has another."""
    empty = document.fingerprint()
    with document.edited() as draft:
        draft.put(("index",), None, {"name": "one"})
    full = document.fingerprint()
    assert full != empty
    assert full == document.fingerprint()
