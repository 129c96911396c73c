"""What pip will ask for next is foreseen as pip itself would choose it, and nothing unreadable is in the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.tags import parse_tag

from altindex_magic.foresight import Need, Target, best_wheel, needs
from altindex_magic.simple_api import File, Page

_TAGS = ("cp312-cp312-manylinux_2_17_x86_64", "cp312-abi3-manylinux_2_17_x86_64", "py3-none-any")
_TARGET = Target(
    python="3.12.4",
    ranks={tag: rank for rank, text in enumerate(_TAGS) for tag in parse_tag(text)},
    markers={"python_version": "3.12", "sys_platform": "linux"},
)


def _page(*files, **fields):
    return Page("acme", tuple(files), fields, "1.1")


def _file(name, **fields):
    said = {key.replace("_", "-"): value for key, value in fields.items()}
    return File(name, f"https://index.example/{name}", {}, said)


def _best(*files, wanted=""):
    found = best_wheel(_page(*files), SpecifierSet(wanted), _TARGET)
    return found.filename if found else None


def _wheel(version, tag="py3-none-any", **fields):
    return _file(f"acme-{version}-{tag}.whl", **fields)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([_wheel("1.9"), _wheel("1.10")], "1.10"),
        ([_wheel("1.0"), _wheel("2.0", yanked=True)], "1.0"),
        ([_wheel("1.0"), _wheel("2.0", yanked="broken")], "1.0"),
        ([_wheel("1.0"), _wheel("2.0rc1")], "1.0"),
        ([_wheel("1.0"), _wheel("2.0", requires_python=">=3.13")], "1.0"),
        ([_wheel("1.0"), _wheel("2.0", requires_python="nonsense")], "1.0"),
        ([_wheel("1.0"), _wheel("2.0", "cp311-cp311-win_amd64")], "1.0"),
        ([_wheel("1.0"), _wheel("not.a.version")], "1.0"),
    ],
)
def test_the_highest_version_that_pip_would_take_is_foreseen(files, expected):
    """Yanked, pre-release, other Pythons' and unreadable versions are passed over."""
    assert _best(*files) == f"acme-{expected}-py3-none-any.whl"


def test_a_specifier_narrows_the_choice():
    """A requirement below 2 leads to the highest version below 2."""
    assert _best(_wheel("1.0"), _wheel("1.5"), _wheel("2.0"), wanted="<2") == "acme-1.5-py3-none-any.whl"


def test_of_several_wheels_the_one_with_the_best_tag_is_foreseen():
    """The wheel made for this Python comes before the stable interface, and that before pure Python."""
    wheels = [_wheel("1.0", tag) for tag in reversed(_TAGS)]
    assert _best(*wheels) == f"acme-1.0-{_TAGS[0]}.whl"


def test_nothing_is_foreseen_where_pip_would_build_from_source():
    """A newer sdist wins over an older wheel, as pip chooses; its metadata is not to be had."""
    assert _best(_wheel("1.0"), _file("acme-2.0.tar.gz")) is None


def test_requirements_are_read_with_their_markers_and_extras():
    """Only what applies to this Python, and to the extras that were asked for, is needed."""
    metadata = b"""Metadata-Version: 2.1
Name: acme
Requires-Dist: Plain_Name >=1.0
Requires-Dist: windows-only; sys_platform == "win32"
Requires-Dist: gpu-part[fast] ; extra == "gpu"
Requires-Dist: direct @ https://elsewhere.example/direct.whl
Requires-Dist: %% not a requirement

Requires-Dist: in-the-description
"""
    assert needs(metadata, frozenset(), _TARGET) == [Need("plain-name", SpecifierSet(">=1.0"))]
    assert needs(metadata, frozenset({"gpu"}), _TARGET)[1] == Need("gpu-part", extras=frozenset({"fast"}))


@pytest.mark.parametrize(
    ("version", "met"), [(None, False), ("1.0", True), ("2.0", False), ("1.5rc1", True), ("nonsense", False)]
)
def test_an_installed_version_meets_a_need_or_not(version, met):
    """What is not installed, too new or unreadable must be asked for."""
    assert Need("acme", SpecifierSet("<2")).is_met_by(version) is met


@given(st.binary(max_size=300))
def test_no_metadata_is_too_strange_to_be_read(junk):
    """Whatever an index gives for metadata leads to requirements or to none, and never to an error."""
    needs(b"Requires-Dist: " + junk, frozenset(), _TARGET)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_no_page_is_too_strange_to_be_read(names):
    """Whatever an index calls its files, the choice is one of them or none."""
    files = [_file(name + ending) for name in names for ending in (".whl", ".tar.gz")]
    assert best_wheel(_page(*files), SpecifierSet(), _TARGET) in (None, *files)
