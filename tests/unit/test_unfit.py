"""Why nothing on a page can be installed: told where it is certain, and not otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.tags import Tag

from altindex_magic.errors.unfit import Wanted
from altindex_magic.event import OfferedFile
from altindex_magic.foresight import Target
from altindex_magic.unfit import agree, explain, has_wheel

TAGS = [Tag("cp311", "cp311", "manylinux_2_31_x86_64"), Tag("py3", "none", "any")]
TARGET = Target("3.11.7", {tag: rank for rank, tag in enumerate(TAGS)}, {})


def wheel(version, tag="py3-none-any", **facts):
    return OfferedFile(f"acme-{version}-{tag}.whl", version, **facts)


def sdist(version, **facts):
    return OfferedFile(f"acme-{version}.tar.gz", version, **facts)


def told(requirement, *files, installer="pip", by=None):
    """Give what is told of *files* to one who wants *requirement*, or ``None``."""
    return explain(files, Wanted("acme", requirement, "team", installer, by), TARGET)


WINDOWS = "cp311-cp311-win_amd64"

CAUSES = [
    ("acme==2", [wheel("1.0")], "no-such-version"),
    ("acme>=2,<3", [wheel("1.0"), wheel("3.0")], "no-such-version"),
    ("acme", [wheel("1.0", WINDOWS)], "no-matching-wheel"),
    ("acme", [wheel("1.0", "cp311-cp311-manylinux_2_99_x86_64")], "no-matching-wheel"),
    ("acme", [wheel("1.0", yanked="")], "yanked"),
    ("acme==1.*", [wheel("1.0", yanked="")], "yanked"),
    ("acme", [wheel("1.0", requires_python=">=3.12")], "needs-another-python"),
    ("acme", [sdist("1.0", requires_python=">=3.12")], "needs-another-python"),
    ("acme>=1", [wheel("0.9"), wheel("1.1rc1")], "only-pre-releases"),
    ("acme>=1", [wheel("1.0", WINDOWS), wheel("1.1rc1")], "only-pre-releases"),
    ("acme>=1", [wheel("1.0", WINDOWS), wheel("1.1rc1", WINDOWS)], "no-matching-wheel"),
    ("acme", [wheel("1.0", yanked=""), wheel("2.0", WINDOWS)], "no-matching-wheel"),
]


@pytest.mark.parametrize(("requirement", "files", "reference"), CAUSES)
def test_what_keeps_the_newest_version_from_being_installed(requirement, files, reference):
    """That is the cause; pre-releases that would do come first, since they can be had with one option."""
    assert told(requirement, *files).reference == reference


UNSURE = [
    ("acme", []),
    ("acme", [wheel("1.0")]),
    ("acme", [sdist("1.0")]),
    ("acme==1.0", [wheel("1.0", yanked="broken")]),
    ("acme>=1.0rc1", [wheel("1.0rc2")]),
    ("acme", [wheel("1.0", WINDOWS), sdist("1.0")]),
    ("acme>=1", [wheel("1.0"), wheel("2.0", WINDOWS)]),
    ("acme @ https://example.com/acme.whl", [wheel("1.0", WINDOWS), wheel("2.0")]),
    ("not a requirement", [wheel("1.0", WINDOWS)]),
    ("acme", [OfferedFile("acme-1.0.exe", "")]),
]


@pytest.mark.parametrize(("requirement", "files"), UNSURE)
def test_nothing_is_told_where_a_file_would_do(requirement, files):
    """Then the installer knows something that stands on no page."""
    assert told(requirement, *files) is None


def test_uv_ignores_that_a_python_may_be_too_new():
    """So a version for older Pythons is no obstacle for it, and one for pip."""
    file = wheel("1.0", requires_python=">=2.7,<3")
    assert told("acme", file, installer="uv") is None
    assert told("acme", file, installer="pip").reference == "needs-another-python"


def test_the_newest_version_that_fits_is_named():
    """It is final and not yanked; where another package wants it, its versions are what to look at."""
    files = [wheel("1.0"), wheel("1.1", yanked=""), wheel("1.2rc1"), wheel("2.0", WINDOWS)]
    assert str(told("acme==2.0", *files)).splitlines()[1:] == [
        "  index   team",
        (
            "  why     Its wheels are for cp311 on win_amd64; this Python is cp311 on linux x86_64 (glibc 2.31). "
            "The newest version that can be installed here is 1.0."
        ),
        "  do      %altindex install acme==1.0",
        "          %altindex versions acme",
    ]
    assert told("acme==2.0", *files, by="acme-web").remedy == "%altindex versions acme-web\n%altindex versions acme"


@pytest.mark.parametrize(
    ("requirement", "closest"), [("acme==1.5", "1.4"), ("acme==0.1", "1.0"), ("acme>=9", "2.0"), ("acme==9", "2.0")]
)
def test_the_closest_version_is_the_next_lower_one(requirement, closest):
    """Or the lowest one, if there is nothing lower; for a range it is the newest."""
    assert f"Closest is {closest}." in told(requirement, wheel("1.0"), wheel("1.4"), wheel("2.0")).why


def test_many_versions_are_counted_and_not_listed():
    """A card of some lines stays one."""
    why = told("acme==999", *(wheel(f"1.{number}") for number in range(300))).why
    assert why.startswith("It has 1.299, 1.298, 1.297, 1.296, 1.295, 1.294, 1.293, 1.292 and 292 more.")


def test_a_wheel_of_one_version_is_not_that_of_another():
    """Whether something had to be built is asked of its version; whether another need not be, of all."""
    files = [wheel("1.0"), sdist("2.0")]
    assert not has_wheel(files, "2.0", TARGET)
    assert has_wheel(files, "", TARGET)


def test_requirements_agree_where_one_version_meets_them_all():
    """Several demands are no conflict as such; a version that nobody can install may be the one."""
    files = [wheel("1.0"), wheel("2.0", WINDOWS)]
    assert agree(files, ["acme>=1", "acme>=2"])
    assert not agree(files, ["acme<2", "acme>=2"])


VERSION = st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,2}){0,2}(rc[0-9])?", fullmatch=True) | st.text(max_size=6)
FILE = st.builds(
    OfferedFile,
    st.builds("{}-{}-{}.whl".format, st.just("acme"), VERSION, st.sampled_from(["py3-none-any", WINDOWS])) | st.text(),
    VERSION,
    yanked=st.none() | st.text(max_size=5),
    requires_python=st.none() | st.sampled_from([">=3.99", "<3", "?"]),
)


@given(st.lists(FILE, max_size=8), st.sampled_from(["acme", "acme==1", "acme>2", "acme~=1.0"]))
def test_whatever_a_page_says_it_is_explained_or_not(files, requirement):
    """No page makes it fail, and what is told fits on a few lines."""
    error = told(requirement, *files)
    assert error is None or len(str(error).splitlines()) <= 6
