"""A file for which the cache has no room goes on elsewhere, and is the same file."""

import errno
import gc
import hashlib

import pytest

from altindex_magic.errors.machine import DiskFull
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.gateway import roomy
from altindex_magic.gateway.part import Part
from altindex_magic.gateway.roomy import RoomyPart, Stores

BLOCKS = [bytes([number]) * 700_000 for number in range(4)]
DIGEST = hashlib.sha256(b"".join(BLOCKS)).hexdigest()


@pytest.fixture
def stores(tmp_path, monkeypatch):
    """Give a cache and, in place of the system's folder for temporary files, another one."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(roomy.tempfile, "tempdir", str(temporary))
    return Stores(tmp_path / "cache")


def small_disk(monkeypatch, room, number=errno.ENOSPC):
    """Let the disk of every folder in *room* take so many bytes of a file and then fail with *number*."""

    class SmallPart(Part):
        def append(self, block):
            left = next((left for folder, left in room.items() if self.path.is_relative_to(folder)), 2**40)
            if self._size + len(block) > left:
                raise OSError(number, "No space left on device")
            super().append(block)

    monkeypatch.setattr(roomy, "Part", SmallPart)


def written(stores):
    with RoomyPart(stores) as part:
        for block in BLOCKS:
            part.append(block)
        assert part.read(0, 10_000_000) == b"".join(BLOCKS)
        return part.place(DIGEST)


def test_with_room_it_is_kept_in_the_cache(stores):
    """And nowhere else."""
    place = written(stores)
    assert place == stores.cache / DIGEST[:2] / DIGEST
    assert stores.places(DIGEST) == (place,)


@pytest.mark.parametrize("room", [0, 1, 2_000_000])
def test_without_room_it_goes_on_elsewhere(stores, monkeypatch, room):
    """What had come is taken along, the cache is left clean, and the file can be let go of."""
    small_disk(monkeypatch, {stores.cache: room})
    place = written(stores)
    assert place.read_bytes() == b"".join(BLOCKS)
    assert not place.is_relative_to(stores.cache)
    assert place in stores.places(DIGEST)
    assert list(stores.cache.rglob("*")) == []
    stores.drop(place)
    assert not place.exists()


def test_what_is_in_the_cache_is_not_let_go_of(stores):
    """Only what was not to be kept."""
    place = written(stores)
    stores.drop(place)
    assert place.exists()


def test_with_room_nowhere_the_cache_is_named(stores, monkeypatch):
    """Its disk is the one that is meant to have room."""
    small_disk(monkeypatch, {stores.cache: 0, stores.overflow: 1_000_000})
    with pytest.raises(DiskFull) as failed:
        written(stores)
    assert str(failed.value).splitlines()[0] == (
        "There is no space left on the disk of the gateway's cache. Nothing more was installed.  [disk-full]"
    )
    assert f"{stores.cache} has " in failed.value.why
    assert list(stores.overflow.rglob("*")) == []


def test_another_reason_is_no_full_disk(stores, monkeypatch):
    """Whatever the system says is repeated."""
    small_disk(monkeypatch, {stores.cache: 0, stores.overflow: 0}, errno.EIO)
    with pytest.raises(UnwritableFile):
        written(stores)


def test_a_cache_that_cannot_be_made_stops_nothing(stores):
    """A file stands where its folder should be: files go through and are not kept."""
    stores.cache.write_text("")
    place = written(stores)
    assert place.is_relative_to(stores.overflow)


def test_the_other_folder_is_gone_with_its_owner(tmp_path):
    """Nothing is left in the folder for temporary files."""
    stores = Stores(tmp_path / "cache")
    folder = stores.overflow
    assert folder.is_dir()
    del stores
    gc.collect()
    assert not folder.exists()
