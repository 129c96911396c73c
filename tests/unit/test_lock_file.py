"""Lock files: what is written is valid, the same for the same, and read back; what is read proves what it names."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.pylock import Pylock
from packaging.tags import parse_tag

from altindex_magic import lock_file
from altindex_magic.errors.lock import BrokenLockFile, LockedFromUrl, LockForOthers, WeakLock
from altindex_magic.event import Stocked, StockedFile
from altindex_magic.foresight import Target

TAGS = ("cp312-cp312-manylinux_2_28_x86_64", "cp312-cp312-manylinux_2_17_x86_64", "py3-none-any")
TARGET = Target(
    python="3.12.4",
    ranks={tag: rank for rank, text in enumerate(TAGS) for tag in parse_tag(text)},
    markers={
        "implementation_name": "cpython",
        "implementation_version": "3.12.4",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_release": "6.1",
        "platform_system": "Linux",
        "platform_version": "1",
        "python_full_version": "3.12.4",
        "python_version": "3.12",
        "sys_platform": "linux",
    },
)
URL = "https://repo.example/acme/"
PATH = Path("pylock.toml")
SHA = "0123456789abcdef" * 4


def file(filename, sha256=SHA, **facts):
    """Describe a file as its index does."""
    return StockedFile(filename, f"{URL}files/{filename}", sha256, **facts)


def stocked(project="acme-models", version="1.0", *files):
    """Describe what an index has of a version."""
    name = f"{project.replace('-', '_')}-{version}-py3-none-any.whl"
    return Stocked(project, version, "fury", URL, files or (file(name),))


def locked(*lines, wheel=f'{{url = "{URL}files/acme_models-1.0-py3-none-any.whl", hashes = {{sha256 = "{SHA}"}}}}'):
    """Write a lock file of one package by hand, with *lines* added to its head."""
    head = ['lock-version = "1.0"', 'created-by = "somebody"', *lines]
    return "\n".join([*head, "[[packages]]", 'name = "acme-models"', 'version = "1.0"', f"wheels = [{wheel}]", ""])


def test_a_lock_file_is_written_for_people_and_for_tools():
    """One line a file; the index, real addresses, sizes, times in UTC and hashes; Python and platform."""
    wheel = file("acme_models-1.0-py3-none-any.whl", size=950, upload_time="2026-01-02T04:04:05.5+01:00")
    assert lock_file.text_of([stocked("acme-models", "1.0", wheel)], TARGET) == (
        'lock-version = "1.0"\n'
        'environments = ["implementation_name == \\"cpython\\" and platform_machine == \\"x86_64\\" '
        'and sys_platform == \\"linux\\""]\n'
        'requires-python = "==3.12.*"\n'
        'created-by = "altindex_magic"\n'
        "\n"
        "[[packages]]\n"
        'name = "acme-models"\n'
        'version = "1.0"\n'
        f'index = "{URL}"\n'
        "wheels = [\n"
        '    {name = "acme_models-1.0-py3-none-any.whl", upload-time = 2026-01-02T03:04:05.500000Z, '
        f'url = "{URL}files/acme_models-1.0-py3-none-any.whl", size = 950, hashes = {{sha256 = "{SHA}"}}}},\n'
        "]\n"
    )


def test_the_order_in_which_things_are_found_does_not_show():
    """A difference between two lock files is a difference between what they lock."""
    files = [file(f"acme_models-1.0-{tag}.whl") for tag in TAGS]
    one = [stocked("acme-models", "1.0", *files), stocked("acme-data", "2.0")]
    other = [stocked("acme-data", "2.0"), stocked("acme-models", "1.0", *reversed(files))]
    assert lock_file.text_of(one, TARGET) == lock_file.text_of(other, TARGET)


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,6})?", fullmatch=True)
VERSIONS = st.from_regex(r"[0-9]{1,2}\.[0-9]{1,3}(rc[0-9])?(\.post[0-9])?(\+[a-z]{2})?", fullmatch=True).map(
    lambda text: str(lock_file.Version(text))
)
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
TIMES = st.none() | st.datetimes().map(lambda moment: moment.isoformat()) | st.just("yesterday")


@st.composite
def stocks(draw):
    """Give what indexes have of several projects: a wheel, an sdist, or both."""
    found = []
    for name in draw(st.lists(NAMES, unique=True, min_size=1, max_size=5)):
        version, stem = draw(VERSIONS), name.replace("-", "_")
        names = draw(st.sampled_from([("-py3-none-any.whl",), (".tar.gz",), ("-py3-none-any.whl", ".tar.gz")]))
        size = st.none() | st.integers(0, 2**40)
        files = [
            file(f"{stem}-{version}{end}", draw(HASHES), size=draw(size), upload_time=draw(TIMES)) for end in names
        ]
        found.append(stocked(name, version, *files))
    return found


@given(stocks())
def test_what_is_written_is_valid_and_comes_back(found):
    """The validator of the format accepts it, and the pins are the best files of what was locked."""
    text = lock_file.text_of(found, TARGET)
    Pylock.from_dict(tomllib.loads(text))
    expected = [
        (each.project, each.version, URL, each.files[0].filename, {"sha256": each.files[0].sha256})
        for each in sorted(found, key=lambda each: each.project)
    ]
    pins = lock_file.pins(PATH, text, TARGET)
    assert [(pin.project, pin.version, pin.index, pin.filename, pin.hashes) for pin in pins] == expected


@given(stocks())
def test_a_lock_file_that_is_read_and_written_is_the_same(found):
    """Nothing is lost on the way, and nothing is put in another order."""
    text = lock_file.text_of(found, TARGET)
    assert lock_file.written(Pylock.from_dict(tomllib.loads(text))) == text


def test_only_what_fits_is_locked_the_best_first():
    """Wheels of other Pythons and platforms stay out; the sdist comes last."""
    names = [
        "acme-1.0.tar.gz",
        "acme-1.0-py3-none-any.whl",
        "acme-1.0-cp312-cp312-win_amd64.whl",
        "acme-1.0-cp312-cp312-manylinux_2_17_x86_64.whl",
        "acme-1.0-cp312-cp312-manylinux_2_28_x86_64.whl",
        "acme-1.0.exe",
        "acme-1.0-nonsense.whl",
    ]
    assert [each.filename for each in lock_file.fitting(map(file, names), TARGET)] == [
        "acme-1.0-cp312-cp312-manylinux_2_28_x86_64.whl",
        "acme-1.0-cp312-cp312-manylinux_2_17_x86_64.whl",
        "acme-1.0-py3-none-any.whl",
        "acme-1.0.tar.gz",
    ]


def test_the_requirement_of_a_pin_admits_one_file():
    """The strongest hash that pip and uv know, in their own words."""
    (pin,) = lock_file.pins(PATH, locked(), TARGET)
    assert pin.requirement == f"acme-models==1.0 --hash=sha256:{SHA}"


@pytest.mark.parametrize(
    "hashes",
    [
        f'{{md5 = "{SHA[:32]}"}}',
        f'{{sha1 = "{SHA[:40]}"}}',
        f'{{sha256 = "{SHA[:63]}"}}',
        f'{{sha256 = "{SHA[:60]}\\n-r x"}}',
        f'{{sha256 = "{SHA[:40]} --index-url=http://x/"}}',
        f'{{sha256 = "{"g" * 64}"}}',
    ],
)
def test_a_hash_that_proves_nothing_is_refused(hashes):
    """Weak ones, and texts in the place of one: they would become a part of a requirement file."""
    wheel = f'{{url = "{URL}acme_models-1.0-py3-none-any.whl", hashes = {hashes}}}'
    with pytest.raises(WeakLock) as caught:
        lock_file.pins(PATH, locked(wheel=wheel), TARGET)
    assert caught.value.what == "acme_models-1.0-py3-none-any.whl is locked without a sha256. Nothing was installed."


def test_a_version_that_the_lock_file_leaves_out_is_in_the_name_of_its_file():
    """The format does not insist on a version."""
    (pin,) = lock_file.pins(PATH, locked().replace('version = "1.0"\nwheels', "wheels"), TARGET)
    assert pin.version == "1.0"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("lock-version = ", "It is no TOML"),
        ("x = " + "[" * 9_000, "It is no TOML"),
        ("x = " + "9" * 9_000, "It is no TOML"),
        ("", "Missing required value in 'lock-version'."),
        (locked().replace('"1.0"', '"2.0"', 1), "pylock version 2.0 is not supported."),
        (locked().replace("acme-models", "Acme_Models"), "not normalized"),
        (locked().replace('name = "acme-models"', 'name = "other"'), "not consistent with package name"),
    ],
)
def test_a_file_that_is_no_lock_file_is_refused(text, why):
    """With the place and the reason, as far as the validator tells."""
    with pytest.raises(BrokenLockFile) as caught:
        lock_file.pins(PATH, text, TARGET)
    assert caught.value.what == "pylock.toml is not a lock file that can be used. Nothing was installed."
    assert why in str(caught.value.why)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (locked('requires-python = "==3.11.*"'), "It is for Python ==3.11.*, and this is 3.12.4."),
        (locked("environments = [\"sys_platform == 'win32'\"]"), "does not satisfy any of the environments"),
        (locked().replace("py3-none-any", "cp312-cp312-win_amd64"), "No wheel found matching the provided tags"),
    ],
)
def test_a_lock_file_for_others_is_refused(text, why):
    """Another Python, another platform, or no file that fits."""
    with pytest.raises(LockForOthers) as caught:
        lock_file.pins(PATH, text, TARGET)
    assert why in str(caught.value.why)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ('vcs = {type = "git", url = "https://h.example/x.git", commit-id = "1"}', "a repository"),
        ('directory = {path = "../x"}', "a folder"),
        (f'archive = {{url = "{URL}x.zip", hashes = {{sha256 = "{SHA}"}}}}', "an archive at a URL"),
    ],
)
def test_what_is_not_from_an_index_is_refused(source, kind):
    """The other three kinds of sources that the format has."""
    text = f'lock-version = "1.0"\ncreated-by = "somebody"\n[[packages]]\nname = "acme-models"\n{source}\n'
    with pytest.raises(LockedFromUrl) as caught:
        lock_file.pins(PATH, text, TARGET)
    assert caught.value.what == f"`acme-models` is locked to {kind}, not to a file of an index. Nothing was installed."


@given(st.text(max_size=200))
def test_no_text_is_read_without_an_error_of_ours(text):
    """Whatever somebody put into the file."""
    with pytest.raises(BrokenLockFile):
        lock_file.pins(PATH, text, TARGET)
