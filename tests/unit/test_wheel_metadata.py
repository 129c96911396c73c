"""METADATA out of partial wheels: few bytes, few rounds, and no trust in the archive."""

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.wheel_metadata import MalformedWheel, MissingBytes, PartialWheel

FILENAME = "acme_models-1.0-py3-none-any.whl"
METADATA = b"Metadata-Version: 2.1\nName: acme-models\nVersion: 1.0\n\n\xff not all of it is UTF-8\n"
MEMBER = "acme_models-1.0.dist-info/METADATA"
NOISE = random.Random(0).randbytes(400_000)


def wheel(*members, method=zipfile.ZIP_DEFLATED, comment=b""):
    """Build an archive of (name, content) pairs in this order."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as writer:
        writer.comment = comment
        for name, content in members:
            writer.writestr(name, content)
    return archive.getvalue()


def read(data, filename=FILENAME):
    """Read the metadata as a caller does, and tell which ranges that took."""
    partial = PartialWheel(filename, len(data))
    ranges = []
    while len(ranges) <= 4:
        try:
            return partial.metadata(), ranges
        except MissingBytes as missing:
            start, stop = missing.start, missing.stop
        assert 0 <= start < stop <= len(data)
        ranges.append((start, stop))
        partial.add(start, data[start:stop])
    return pytest.fail(f"more than four rounds: {ranges}")


MANY = [(f"acme_models/{number:05}_{'x' * 60}.py", b"") for number in range(2_000)]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    ("members", "comment", "rounds"),
    [
        ([(MEMBER, METADATA)], b"", 1),
        ([("acme_models/core.so", NOISE), (MEMBER, METADATA)], b"", 1),
        ([(MEMBER, METADATA), ("acme_models/core.so", NOISE)], b"", 2),
        ([(MEMBER, METADATA), *MANY], b"", 3),
        ([("acme_models/core.so", NOISE), (MEMBER, METADATA)], b"c" * 65535, 3),
    ],
    ids=["small", "metadata last", "metadata first", "large directory", "long comment"],
)
def test_the_metadata_of_any_wheel_takes_few_ranges(method, members, comment, rounds):
    """Wherever it stands, it comes byte for byte, and no byte is asked for twice."""
    data = wheel(*members, method=method, comment=comment)
    content, ranges = read(data)
    assert content == METADATA
    assert len(ranges) <= rounds
    assert sum(stop - start for start, stop in ranges) == len(
        {position for start, stop in ranges for position in range(start, stop)}
    )


def test_a_large_wheel_is_not_fetched():
    """The noise in the middle stays where it is."""
    _, ranges = read(wheel((MEMBER, METADATA), ("acme_models/core.so", NOISE)))
    assert sum(stop - start for start, stop in ranges) < 70_000


def test_a_long_extra_field_takes_one_more_range():
    """The header of a member may be longer than the directory of the archive says."""
    data = wheel((MEMBER, METADATA), ("acme_models/core.so", NOISE), method=zipfile.ZIP_STORED)
    extra = b"\xfe\xca" + (30_000).to_bytes(2, "little") + bytes(30_000)
    name_end = 30 + len(MEMBER)
    header = data[:28] + len(extra).to_bytes(2, "little") + data[30:name_end]
    content, ranges = read(_with_first_header(data, header + extra, name_end))
    assert content == METADATA
    assert len(ranges) == 3


def _with_first_header(data, header, length):
    """Replace the header of the first member, and correct the offsets that this moves."""
    grown = len(header) - length
    directory = int.from_bytes(data[-6:-2], "little")
    second = data.index(b"PK\x01\x02", directory + 4) + 42
    data = (
        data[:second]
        + (int.from_bytes(data[second : second + 4], "little") + grown).to_bytes(4, "little")
        + data[second + 4 :]
    )
    return header + data[length:-6] + (directory + grown).to_bytes(4, "little") + data[-2:]


def test_bytes_may_come_in_any_order_and_overlap():
    """What a server gives beyond the range asked for does no harm."""
    data = wheel((MEMBER, METADATA), ("acme_models/core.so", NOISE))
    partial = PartialWheel(FILENAME, len(data))
    for start in (300_000, 0, 150_000, 299_990):
        partial.add(start, data[start : start + 150_010])
    assert partial.metadata() == METADATA


def test_only_the_gap_between_known_ranges_is_asked_for():
    """Nothing is fetched twice."""
    data = wheel(("acme_models/core.so", NOISE), (MEMBER, METADATA))
    partial = PartialWheel(FILENAME, len(data))
    partial.add(len(data) - 100, data[-100:])
    with pytest.raises(MissingBytes) as missing:
        partial.metadata()
    assert (missing.value.start, missing.value.stop) == (len(data) - 65_634, len(data) - 100)
    assert str(missing.value) == f"the bytes from {len(data) - 65_634} to {len(data) - 100} are needed"


@pytest.mark.parametrize("start", [-1, 8])
def test_a_range_outside_the_wheel_is_refused(start):
    """A server that sends more than the wheel has is not to be believed."""
    with pytest.raises(ValueError, match=r"^the range is not in the file$"):
        PartialWheel(FILENAME, 10).add(start, b"abc")


def test_another_spelling_of_the_project_is_the_same_project():
    """Old tools wrote the name into the directory as its author spelt it."""
    assert read(wheel(("Acme.Models-1.0.dist-info/METADATA", METADATA)))[0] == METADATA


@pytest.mark.parametrize(
    ("data", "filename", "reason"),
    [
        (b"", FILENAME, "it is no intact zip archive"),
        (b"<html>Sign in</html>" * 9000, FILENAME, "it is no intact zip archive"),
        (wheel(("acme_models/core.py", b"")), FILENAME, "it has no METADATA file"),
        (wheel((f"vendored/{MEMBER}", METADATA)), FILENAME, "it has no METADATA file"),
        (
            wheel((MEMBER, METADATA), ("other-1.0.dist-info/METADATA", METADATA)),
            FILENAME,
            "it has more than one METADATA file",
        ),
        (wheel(("other-1.0.dist-info/METADATA", METADATA)), FILENAME, "its metadata is that of `other`"),
        (wheel((MEMBER, METADATA)), "acme_models.whl", "its filename is not that of a wheel"),
        (
            wheel((MEMBER, METADATA), method=zipfile.ZIP_LZMA),
            FILENAME,
            "its metadata is compressed in a way that wheels do not use",
        ),
        (wheel((MEMBER, bytes(17 * 2**20))), FILENAME, "its metadata is larger than 16 MiB"),
        (wheel((MEMBER, bytes(2 * 2**20))), FILENAME, "its metadata is compressed beyond all reason"),
    ],
)
def test_an_archive_that_is_no_usable_wheel_is_refused(data, filename, reason):
    """Each fault has its own reason."""
    with pytest.raises(MalformedWheel) as refusal:
        read(data, filename)
    assert str(refusal.value) == reason


def test_two_files_of_one_name_are_refused():
    """Which of them counts would depend on the reader."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = wheel((MEMBER, METADATA), (MEMBER, METADATA + b"Requires-Dist: evil\n"))
    with pytest.raises(MalformedWheel, match=r"^it has more than one METADATA file$"):
        read(data)


def test_damaged_content_is_refused():
    """The checksum of the archive is checked before anything is given out."""
    data = wheel((MEMBER, METADATA), method=zipfile.ZIP_STORED).replace(b"Name: acme", b"Name: evil")
    with pytest.raises(MalformedWheel, match=r"^it is no intact zip archive$"):
        read(data)


def test_a_directory_past_the_bound_is_not_fetched():
    """An archive cannot make its reader fetch it whole."""
    size = 2**30
    end = b"PK\x05\x06" + bytes(8) + (2**29).to_bytes(4, "little") + bytes(4) + bytes(2)
    partial = PartialWheel(FILENAME, size)
    partial.add(size - 70_000, bytes(70_000 - len(end)) + end)
    with pytest.raises(MalformedWheel, match=r"^its directory is larger than 16 MiB$"):
        partial.metadata()


SMALL = wheel(("acme_models/core.py", b"x = 1\n" * 20), (MEMBER, METADATA))


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_corrupted_wheel_is_read_or_malformed(changes):
    """Whatever bytes are changed, no other error escapes and no wrong metadata is given out."""
    data = bytearray(SMALL)
    for position, value in changes:
        data[position] = value
    try:
        content, _ = read(bytes(data))
    except MalformedWheel:
        return
    assert content == METADATA


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_malformed(data):
    """No archive, no metadata, no other error."""
    with pytest.raises(MalformedWheel):
        read(data)
