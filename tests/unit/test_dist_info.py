"""What an installed distribution says about itself is read, and whatever is broken about it is told or passed over."""

import json
import zipfile
from pathlib import Path

import pytest

from altindex_magic import dist_info
from altindex_magic.dist_info import Checked
from tests.packages import wheel


@pytest.fixture
def folder(tmp_path):
    """Give the metadata folder of an unpacked wheel."""
    with zipfile.ZipFile(wheel(tmp_path / "dist", "acme-models", "1.0")) as archive:
        archive.extractall(tmp_path / "site")
    return tmp_path / "site" / "acme_models-1.0.dist-info"


def test_what_is_whole_is_found_whole(folder):
    """Compiled files are none of the installer's."""
    with (folder / "RECORD").open("a") as record:
        record.write("__pycache__/acme_models.cpython-311.pyc,,\n../../bin/acme,,\n")
    (folder.parent.parent.parent / "bin").mkdir()
    (folder.parent.parent.parent / "bin" / "acme").touch()
    assert dist_info.checked(folder) == Checked()


def test_what_is_missing_or_changed_is_named(folder):
    """As RECORD names it."""
    (folder.parent / "acme_models.py").write_text("changed")
    (folder / "WHEEL").unlink()
    assert dist_info.checked(folder) == Checked(("acme_models-1.0.dist-info/WHEEL",), ("acme_models.py",))


@pytest.mark.parametrize("algorithm", ["unknown", "sha256", "shake_128"])
def test_a_hash_that_cannot_be_compared_counts_as_another(folder, algorithm):
    """It proves nothing."""
    (folder / "RECORD").write_text(f"acme_models.py,{algorithm}=AAAA,20\n")
    assert dist_info.checked(folder).changed == ("acme_models.py",)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"{'a' * 200_000},sha256=x,1", Checked(readable=False)),
        (f"{'a' * 5_000},sha256=x,1", Checked((f"{'a' * 5_000}",))),
        ("a\0b,sha256=x,1", Checked(("a\0b",))),
        ("../../../../../../../../dev/zero,sha256=x,1", Checked(("../../../../../../../../dev/zero",))),
    ],
    ids=["too long to read", "too long for a name", "no name", "device"],
)
def test_a_record_that_is_made_to_harm_is_read_to_its_end(folder, row, expected):
    """Any wheel brings one along: what it names is missing, or is none of it."""
    (folder / "RECORD").write_text(f"{row}\n")
    assert dist_info.checked(folder) == expected


@pytest.mark.skipif(not Path("/proc/kmsg").exists(), reason="only Linux has files that never end")
def test_a_file_without_an_end_is_not_read(folder):
    """The messages of the kernel are a file of no length to look at, and whoever reads them waits for the next."""
    (folder / "RECORD").write_text("/proc/kmsg,sha256=x,1\n")
    assert dist_info.checked(folder).changed == ("/proc/kmsg",)


def test_a_direct_url_of_any_depth_is_none(folder):
    """It is for a program to read, and may be from anybody."""
    (folder / "direct_url.json").write_text("[" * 100_000)
    assert dist_info.direct_url(folder) is None


def test_without_a_record_nothing_can_be_compared(folder):
    """Which is told."""
    (folder / "RECORD").unlink()
    assert not dist_info.checked(folder).readable
    assert dist_info.record_digest(folder) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"url": "https://me:t0k3n@h.example/a.whl?x=y", "archive_info": {}}, "https://h.example/a.whl"),
        ({"url": "https://h.example/r", "vcs_info": {"vcs": "git", "commit_id": "1"}}, "git+https://h.example/r"),
        ({"url": "file:///srv/a", "dir_info": {"editable": True}}, "file:///srv/a"),
        ({}, None),
        ([], None),
        ({"url": 7}, None),
        ({"url": "https://[broken"}, None),
    ],
)
def test_a_direct_url_is_shown_without_secrets(folder, content, expected):
    """And one that cannot be read is none (PEP 610)."""
    (folder / "direct_url.json").write_text(json.dumps(content))
    assert dist_info.direct_url(folder) == expected


def test_without_the_file_there_is_no_direct_url(folder):
    """It came from an index, or by links."""
    assert dist_info.direct_url(folder) is None
    assert dist_info.installer(folder) == ""


OFFERED = (
    "acme_models-1.0-py3-none-any.whl",
    "acme_models-1.0-py2.py3-none-any.whl",
    "acme_models-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "acme_models-1.0.tar.gz",
    "acme_models-1.0.exe",
)


@pytest.mark.parametrize(
    ("tags", "offered", "expected"),
    [
        (["py3-none-any"], OFFERED, OFFERED[0]),
        (["py2-none-any", "py3-none-any"], OFFERED, OFFERED[1]),
        (["cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-manylinux2014_x86_64"], OFFERED, OFFERED[2]),
        (["cp312-cp312-linux_x86_64"], OFFERED, OFFERED[3]),
        (["cp312-cp312-linux_x86_64"], OFFERED[:3], None),
        (["py3-none-any"], ("acme_models-1.0-1-py3-none-any.whl", OFFERED[0]), None),
        ([], OFFERED, OFFERED[3]),
        ([], (), None),
    ],
)
def test_the_file_is_found_by_its_tags(folder, tags, offered, expected):
    """A wheel that none is like was built from the sdist; where two are alike nothing is guessed."""
    (folder / "WHEEL").write_text("Wheel-Version: 1.0\n" + "".join(f"Tag: {tag}\n" for tag in tags))
    assert dist_info.matching(folder, offered) == expected
