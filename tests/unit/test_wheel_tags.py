"""Tags of wheels in the few words that a person compares."""

import pytest
from packaging.tags import Tag

from altindex_magic.foresight import Target
from altindex_magic.wheel_tags import kernel_name, made_for


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        (["cp39-cp39-win_amd64"], "cp39 on win_amd64"),
        (["cp39-cp39-win_amd64", "cp310-cp310-win_amd64"], "cp39, cp310 on win_amd64"),
        (["cp39-cp39-win_amd64", "cp39-cp39-macosx_11_0_arm64"], "cp39 on win_amd64, macosx_11_0_arm64"),
        (["cp39-cp39-win32", "cp310-cp310-linux_armv7l"], "cp39 on win32; cp310 on linux_armv7l"),
        (["cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64"], "cp39 on manylinux_2_17_x86_64"),
        (["cp39-cp39-manylinux2014_x86_64"], "cp39 on manylinux2014_x86_64"),
        (["cp39-abi3-win_amd64", "cp313-cp313t-win_amd64"], "cp39-abi3, cp313t on win_amd64"),
        (["py2-none-any"], "py2"),
        ([f"cp3{minor}-cp3{minor}-win32" for minor in range(6, 14)], "cp36, cp37, cp38, cp39, 4 more on win32"),
        (["nonsense"], ""),
    ],
)
def test_wheels_of_the_same_pythons_stand_together(tags, text):
    """Each platform once, the legacy spelling only where there is no other, and never more than some."""
    assert made_for(f"acme-1.0-{tag}.whl" for tag in tags) == text


@pytest.mark.parametrize(
    ("platforms", "text"),
    [
        (["linux_x86_64", "manylinux_2_36_x86_64", "manylinux_2_35_x86_64"], "cp312 on linux x86_64 (glibc 2.36)"),
        (["musllinux_1_2_aarch64"], "cp312 on musllinux_1_2_aarch64"),
        (["macosx_14_0_arm64", "macosx_13_0_arm64"], "cp312 on macosx_14_0_arm64"),
        (["win_amd64"], "cp312 on win_amd64"),
    ],
)
def test_the_kernel_is_told_in_the_same_terms(platforms, text):
    """On Linux with the version of the C library, which a wheel may want newer."""
    ranks = {Tag("cp312", "cp312", platform): rank for rank, platform in enumerate(platforms)}
    assert kernel_name(Target("3.12.1", ranks, {})) == text
