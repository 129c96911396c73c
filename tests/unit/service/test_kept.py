"""What ``sync --prune`` leaves alone."""

from __future__ import annotations

import pytest

from altindex_magic.foresight import Target
from altindex_magic.interpreter import snapshot
from altindex_magic.service.kept import kept

TARGET = Target(python="3.12.4", ranks={}, markers={"sys_platform": "linux", "python_version": "3.12"})


@pytest.fixture
def here(tmp_path):
    """Give a way to describe an environment: what each project requires."""

    def make(**requires):
        for name, needed in requires.items():
            folder = tmp_path / f"{name}-1.0.dist-info"
            folder.mkdir()
            lines = [f"Requires-Dist: {each}" for each in needed]
            folder.joinpath("METADATA").write_text(
                "\n".join(["Metadata-Version: 2.1", f"Name: {name}", *lines, "", ""])
            )
        return snapshot([str(tmp_path)])

    return make


def test_what_the_kernel_runs_on_stays_and_nothing_else(here):
    """Its requirements, theirs, and the packages that change others; not what merely requires them."""
    found = here(
        ipykernel=["traitlets>=5", "ipython[parallel]"],
        traitlets=[],
        ipython=["decorator", 'ipyparallel; extra == "parallel"', 'nose; extra == "test"'],
        decorator=[],
        ipyparallel=["absent"],
        nose=[],
        pip=[],
        numpy=[],
        acme_models=["ipykernel"],
    )
    assert kept(found, TARGET) == {"ipykernel", "traitlets", "ipython", "decorator", "ipyparallel", "pip"}


def test_what_does_not_apply_here_does_not_stay(here):
    """A requirement for another platform is none of this one's."""
    found = here(altindex_magic=['pywin32; sys_platform == "win32"', "aiohttp"], aiohttp=["altindex-magic"], pywin32=[])
    assert kept(found, TARGET) == {"altindex-magic", "aiohttp"}


def test_metadata_that_cannot_be_read_is_no_reason_to_fail(here, tmp_path):
    """An old egg-info may be a single file, or hold nothing at all."""
    tmp_path.joinpath("notebook-6.0.egg-info").write_text(
        "Metadata-Version: 1.2\nName: notebook\nRequires-Dist: terminado\n"
    )
    tmp_path.joinpath("voila-1.0.dist-info").mkdir()
    found = here(terminado=[])
    assert kept(found, TARGET) == {"notebook", "terminado", "voila"}
