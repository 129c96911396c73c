"""A file is looked at before it leaves."""

import hashlib

import pytest

from altindex_magic.distributions import found, inspect
from altindex_magic.errors.base import printable
from altindex_magic.errors.build import BrokenDistribution, NoSuchFile
from tests.packages import repacked, sdist, wheel


def test_a_wheel_and_an_sdist_are_described(tmp_path):
    """Project, version, size and hashes."""
    for path in (wheel(tmp_path, "Acme.Models", "1.0"), sdist(tmp_path, "acme-models", "1.0")):
        file = inspect(path)
        assert (file.project, file.version, file.size) == ("acme-models", "1.0", path.stat().st_size)
        assert file.hashes["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_real_wheel_is_sound(tmp_path):
    """One that a build tool of the world has made."""
    assert inspect(repacked(tmp_path, "packaging")[0]).project == "packaging"


def test_a_cut_file_is_refused(tmp_path):
    """A download that broke off."""
    for path in (wheel(tmp_path, "acme", "1.0"), sdist(tmp_path, "acme", "1.0")):
        path.write_bytes(path.read_bytes()[:-60])
        with pytest.raises(BrokenDistribution, match=rf"{path.name} cannot be published: the file is damaged"):
            inspect(path)


def test_a_flipped_byte_is_found(tmp_path):
    """Every member is read, so that its checksum tells."""
    path = wheel(tmp_path, "acme", "1.0", modules={"acme.py": "x = 1\n" * 200})
    raw = bytearray(path.read_bytes())
    raw[45] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(BrokenDistribution, match="the file is damaged"):
        inspect(path)


@pytest.mark.parametrize("name", ["notes.txt", "acme.whl", "acme-1.0.zip.part", "acme-1.0-py3-none-any.whl.exe"])
def test_what_is_no_distribution_is_refused(tmp_path, name):
    """By its name alone."""
    path = tmp_path / name
    path.write_bytes(b"x")
    with pytest.raises(BrokenDistribution, match="it has not the name of a wheel or an sdist"):
        inspect(path)


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ("other-1.0-py3-none-any.whl", "its metadata names the project `acme`"),
        ("acme-2.0-py3-none-any.whl", "its metadata names the version `1.0`"),
    ],
)
def test_a_renamed_file_is_refused(tmp_path, other, problem):
    """Its metadata tells what it really is."""
    path = wheel(tmp_path, "acme", "1.0").rename(tmp_path / other)
    with pytest.raises(BrokenDistribution) as caught:
        inspect(path)
    assert caught.value.what == f"{other} cannot be published: {problem}."


def test_patterns_are_understood_without_a_shell(tmp_path):
    """Relative to a folder, or absolute; each file once."""
    one, two = wheel(tmp_path / "dist", "acme", "1.0"), sdist(tmp_path / "dist", "acme", "1.0")
    assert set(found(["dist/*"], tmp_path)) == {one, two}
    assert found([str(tmp_path / "dist" / "*.whl"), "dist/acme-1.0-py3-none-any.whl"], tmp_path) == (one,)


def test_hidden_files_are_found_by_their_names_alone(tmp_path):
    """As in a shell: other builders leave a ``.gitignore`` in dist."""
    one = wheel(tmp_path / "dist", "acme", "1.0")
    hidden = tmp_path / "dist" / ".gitignore"
    hidden.write_text("*")
    assert found(["dist/*"], tmp_path) == (one,)
    assert found(["dist/.gitignore"], tmp_path) == (hidden,)


@pytest.mark.parametrize("name", ["a[1].whl", "a b.whl", "é.whl"])
def test_a_name_that_looks_like_a_pattern_is_a_name_first(tmp_path, name):
    """Whatever signs it has."""
    (tmp_path / name).touch()
    assert found([name], tmp_path) == (tmp_path / name,)


@pytest.mark.parametrize(
    "pattern", ["dist/*.whl", "", "/", ".", "**whl", "~nobody-has-this-name/*", "a\0b", "[", "dist/*/"]
)
def test_a_pattern_without_a_file_is_an_error(tmp_path, pattern):
    """It is named, however odd it is."""
    with pytest.raises(NoSuchFile) as caught:
        found([pattern], tmp_path)
    assert caught.value.what == f"There is no file {printable(pattern)}."


def test_a_folder_is_not_the_files_in_it(tmp_path):
    """The way to name them is told."""
    wheel(tmp_path / "dist", "acme", "1.0")
    with pytest.raises(NoSuchFile) as caught:
        found(["dist"], tmp_path)
    assert caught.value.why == "That is a folder: put /* behind it to name the files in it."
