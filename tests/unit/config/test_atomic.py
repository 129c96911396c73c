"""A file is replaced whole or not at all."""

import os
import subprocess
import sys

import pytest

from altindex_magic.config.atomic import make_folder, replace_file
from altindex_magic.errors.usage import UnwritableFile

posix = pytest.mark.skipif(os.name == "nt", reason="modes and limits are POSIX's")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "folder"
    path.mkdir()
    return path


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from altindex_magic.config.atomic import replace_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    replace_file(Path(sys.argv[1]), b"x" * 10000, mode=0o600)
except Exception as error:
    print(error)
"""


def test_the_new_content_takes_the_place_of_the_old(folder):
    """Nothing else is left in the folder."""
    path = folder / "файл.toml"
    path.write_bytes(b"old")
    replace_file(path, "neu: ü".encode(), mode=0o600)
    assert path.read_text(encoding="utf-8") == "neu: ü"
    assert list(folder.iterdir()) == [path]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_the_mode_is_exactly_the_one_given(folder, mode):
    """Neither the umask nor the old mode changes it."""
    path = folder / "file"
    path.touch(mode=0o666)
    replace_file(path, b"", mode=mode)
    assert path.stat().st_mode & 0o777 == mode


@posix
def test_a_symbolic_link_stays_one(folder):
    """People keep their configuration in a repository and link to it."""
    target, link = folder / "dotfiles", folder / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    replace_file(link, b"new", mode=0o600)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_what_a_killed_process_left_is_no_obstacle(folder):
    """The draft of a process that died half-way is replaced."""
    (folder / ".file.draft").write_bytes(b"half")
    replace_file(folder / "file", b"whole", mode=0o600)
    assert [path.name for path in folder.iterdir()] == ["file"]


@posix
def test_a_full_disk_leaves_the_old_content(folder):
    """The limit on file size stands in for a disk that is full."""
    path = folder / "file"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True, check=True)
    assert f"{path} cannot be written. Nothing was changed.  [unwritable-file]" in done.stdout
    assert "File too large" in done.stdout
    assert path.read_bytes() == b"old"
    assert list(folder.iterdir()) == [path]


def test_a_folder_in_the_place_of_the_file_is_one_clear_error(folder):
    """The system's reason is given."""
    (folder / "file" / "inside").mkdir(parents=True)
    with pytest.raises(UnwritableFile, match=r"cannot be written\. Nothing was changed"):
        replace_file(folder / "file", b"", mode=0o600)
    assert (folder / "file" / "inside").is_dir()


@posix
def test_every_folder_on_the_way_is_private(folder):
    """Not only the last one."""
    make_folder(folder / "a" / "b" / "c", mode=0o700)
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*")} == {0o700}
