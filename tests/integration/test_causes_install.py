"""Why an installation failed although the indexes answered: each cause is told once, whichever tool met it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from tests.kernels import Notebook, environment, notebook
from tests.mounts import only_on_linux, own_mounts
from tests.packages import sdist, wheel
from tests.servers.own import OwnServer, public_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.kernels import Environment

WAYS: Final = {
    "uv": ("%altindex install --with uv", "%uv pip install"),
    "pip": ("%altindex install --with pip", "%pip install"),
}
BROKEN_BACKEND: Final = "def build_wheel(*_, **__):\n    raise RuntimeError('the compiler acme-cc was not found')\n"
HERE: Final = f"cp{sys.version_info.major}{sys.version_info.minor} on linux"


@dataclass(frozen=True)
class Team:
    """A kernel, its environment, and the only index that it uses."""

    kernel: Notebook
    env: Environment
    index: OwnServer

    def card(self, way: str, arguments: str) -> list[str]:
        """Run a cell that is to fail, and give the lines of its error."""
        failed = self.kernel.run(f"{way} {arguments}")[0]
        assert failed.error, f"green after {way} {arguments}:\n{failed.text}"
        return failed.error.traceback.splitlines()

    def cards(self, uv: str, pip: str | None = None) -> Iterator[list[str]]:
        """Try all ways, with the arguments for each tool."""
        for tool, arguments in (("uv", uv), ("pip", pip or uv)):
            for way in WAYS[tool]:
                yield self.card(way, arguments)


@pytest.fixture(scope="module")
def team(tmp_path_factory) -> Iterator[Team]:
    """Give a kernel that uses an index with something wrong about each project."""
    root = tmp_path_factory.mktemp("causes")
    with public_index(fill(root / "index")) as index:
        index.tell_of_file("acme_gone-1.0-py3-none-any.whl", yanked="it deletes your data")
        index.tell_of_file("acme_new-2.0-py3-none-any.whl", requires_python=">=3.99")
        env = environment(root / "env")
        temporary(env).mkdir()
        variables = {"PIP_INDEX_URL": index.url, "TMPDIR": str(temporary(env)), "UV_CACHE_DIR": str(env.home / "uv")}
        with notebook(env, variables, under=own_mounts() if sys.platform == "linux" else ()) as kernel:
            ready = kernel.run(
                "%load_ext altindex_magic", f"%altindex add team {index.url}", "%altindex use team --only"
            )
            assert all(cell.ok for cell in ready), ready[-1].shown
            yield Team(kernel, env, index)


def temporary(env: Environment) -> Path:
    """Say where the kernel and its children have their temporary files."""
    return env.root / "tmp"


def fill(folder: Path) -> Path:
    """Write the projects of the index."""
    for version, tag in (("1.0", "py3-none-any"), ("2.0", "cp39-cp39-win_amd64"), ("2.0", "cp310-cp310-win_amd64")):
        path = wheel(folder, "acme-native", version)
        path.rename(path.with_name(f"acme_native-{version}-{tag}.whl"))
    wheel(folder, "acme-user", "1.0", ["acme-native==2.0"])
    wheel(folder, "acme-early", "1.0a1")
    wheel(folder, "acme-early", "1.0rc1")
    for name, versions in (("gone", ("0.9", "1.0")), ("new", ("1.0", "2.0")), ("plain", ("1.0", "1.1", "2.0"))):
        for version in versions:
            wheel(folder, f"acme-{name}", version)
    wheel(folder, "acme-left", "1.0", ["acme-plain<2"])
    wheel(folder, "acme-right", "1.0", ["acme-plain>=2"])
    wheel(folder, "acme-both", "1.0", ["acme-plain>=7"])
    wheel(folder, "acme-both", "2.0", ["acme-plain>=7"])
    sdist(folder, "acme-source", "1.0", backend_source=BROKEN_BACKEND)
    for name in (*"abcd", *"efgh", *"ijkl"):
        wheel(
            folder, f"acme-big-{name}", "1.0", modules={f"big_{name}.py": f"{Random(name).randbytes(999_000).hex()!r}"}
        )
    return folder


def test_wheels_for_other_pythons_only(team):
    """The card compares what the wheels are for with what the kernel is, and names the version that fits."""
    for what, index, why, *do in team.cards("acme-native==2.0"):
        assert what == (
            "altindex: acme-native 2.0 has no wheel for this Python and platform, and no sdist to build one from."
            "  [no-matching-wheel]"
        )
        assert index == "  index   team"
        assert why.startswith(f"  why     Its wheels are for cp310, cp39 on win_amd64; this Python is {HERE}")
        assert why.endswith(". The newest version that can be installed here is 1.0.")
        assert do == ["  do      %altindex install acme-native==1.0", "          %altindex versions acme-native"]


def test_wheels_of_what_another_package_requires(team):
    """The card is about the project that does not fit, and names the one that wants it."""
    for what, _, why, *do in team.cards("acme-user"):
        assert what.startswith("altindex: acme-native 2.0 has no wheel for this Python and platform")
        assert " acme-user requires acme-native==2.0. " in why
        assert do == ["  do      %altindex versions acme-user", "          %altindex versions acme-native"]


def test_pre_releases_only(team):
    """The card names them, and the option in the words of the installer."""
    options = {"uv": "--with uv --prerelease allow", "pip": "--with pip --pre"}
    cards = team.cards("--prerelease disallow acme-early", "--only-final :all: acme-early")
    for tool, card in zip(("uv", "uv", "pip", "pip"), cards, strict=True):
        assert card == [
            "altindex: Only pre-releases of acme-early fit acme-early.  [only-pre-releases]",
            "  index   team",
            f"  why     It has 1.0rc1, 1.0a1, and {tool} was not told to take a pre-release.",
            f"  do      %altindex install {options[tool]} acme-early",
            "          %altindex versions acme-early",
        ]


def test_a_yanked_version(team):
    """A range does not take it, and the card repeats the reason; both tools install it where it is named."""
    for card in team.cards("'acme-gone>=1'"):
        assert card == [
            "altindex: acme-gone 1.0 was yanked: its publishers have withdrawn it.  [yanked]",
            "  index   team",
            (
                "  why     Their reason: it deletes your data. Only a requirement that names this very version "
                "takes it. The newest version that can be installed here is 0.9."
            ),
            "  do      %altindex install acme-gone==0.9",
            "          To take it nevertheless: %altindex install acme-gone==1.0",
            "          %altindex versions acme-gone",
        ]
    for tool in WAYS:
        assert team.kernel.run(f"%altindex install --with {tool} --dry-run acme-gone==1.0")[0].ok


def test_a_version_for_another_python(team):
    """The card says which Python it is for, which one is here, and what runs here."""
    for card in team.cards("'acme-new>1'"):
        assert card == [
            "altindex: acme-new 2.0 needs another Python.  [needs-another-python]",
            "  index   team",
            (
                f"  why     It is for Python >=3.99; this is Python {sys.version.split()[0]}. "
                "The newest version that can be installed here is 1.0."
            ),
            "  do      %altindex install acme-new==1.0",
            "          %altindex versions acme-new",
        ]


def test_no_such_version(team):
    """The card lists what there is, and the closest one."""
    for card in team.cards("acme-plain==1.5"):
        assert card == [
            "altindex: team has no acme-plain 1.5.  [no-such-version]",
            "  index   team",
            ("  why     It has 2.0, 1.1, 1.0. Closest is 1.1. The newest version that can be installed here is 2.0."),
            "  do      %altindex install acme-plain==2.0",
            "          %altindex versions acme-plain",
        ]


def test_no_version_that_any_version_of_another_package_requires(team):
    """Both versions of it want what is not there: then that is why, and no conflict between the two."""
    for card in team.cards("acme-both"):
        assert card[0] == "altindex: team has no version of acme-plain that fits >=7.  [no-such-version]"
        assert "  why     It has 2.0, 1.1, 1.0. Closest is 2.0. acme-both requires acme-plain>=7." in card


def test_requirements_that_do_not_go_together(team):
    """The card says who wants what of the project that they do not agree on."""
    for what, why, *do in team.cards("acme-left acme-right"):
        assert what == (
            "altindex: These requirements do not go together: no version of acme-plain meets all of them."
            "  [conflicting-requirements]"
        )
        wants = {want.replace(" 1.0 ", " ") for want in why.removeprefix("  why     ").rstrip(".").split("; ")}
        assert wants == {"acme-left requires acme-plain<2", "acme-right requires acme-plain>=2"}
        assert do == [
            "  do      Ask for other versions, or leave one of them out.",
            "          %altindex versions acme-plain",
        ]


def test_a_hash_of_the_users_own_that_is_wrong(team):
    """The card tells it from a file that the index has replaced."""
    team.env.work.joinpath("pinned.txt").write_text(f"acme-plain==1.0 --hash=sha256:{'0' * 64}\n")
    for what, why, do in team.cards("-r pinned.txt"):
        assert what == (
            "altindex: The file of acme-plain==1.0 has not the hash that your requirement states. It was not installed."
            "  [required-hash-mismatch]"
        )
        assert why.startswith("  why     Expected 0000000000000000…, got ")
        assert do.startswith("  do      Correct the hash if the file is the one you mean; if it is not, tell those")


def test_a_build_that_failed(team):
    """The card repeats the last words of the build backend, and says why there was a build at all."""
    for what, index, why, do in team.cards("acme-source"):
        assert what == "altindex: acme-source could not be built from its source.  [sdist-build-failed]"
        assert index == "  index   team"
        assert why.startswith(f"  why     No wheel of it is for {HERE}")
        assert why.endswith("The build ended with: RuntimeError: the compiler acme-cc was not found")
        assert do == "  do      The whole log is above; a compiler, headers or a library may be missing."


def test_what_is_not_known_is_not_explained(team):
    """With an option that makes the installer choose otherwise, its own words stand in the card."""
    for card in team.cards("--no-binary :all: acme-plain"):
        assert card[0].endswith("[install-failed]")


@only_on_linux
def test_a_full_cache_of_ours_stops_nothing(team):
    """The files come all the same, and what could not be kept is gone afterwards."""
    cache = team.env.home / ".cache" / "altindex"
    mounted = f"!mount -t tmpfs -o size=200k tmpfs {cache}"
    assert team.kernel.run(mounted)[0].ok
    for way, name in zip((*WAYS["uv"], *WAYS["pip"]), "abcd", strict=True):
        done = team.kernel.run(f"{way} acme-big-{name}")[0]
        assert done.ok, done.shown
        assert team.env.installed()[f"acme-big-{name}"] == "1.0"
    assert not [path for path in temporary(team.env).glob("altindex-*/*/*") if path.is_file()]
    assert team.kernel.run(f"!umount {cache}")[0].ok


@only_on_linux
def test_a_full_disk_of_the_environment(team):
    """The card says which folder is full and how much is free there."""
    site = team.env.site_packages
    over = team.env.root / "over"
    over.mkdir(exist_ok=True)
    team.kernel.run(
        f"!mount -t tmpfs -o size=900k tmpfs {over} && mkdir {over}/upper {over}/work",
        f"!mount -t overlay -o lowerdir={site},upperdir={over}/upper,workdir={over}/work overlay {site}",
    )
    for way, name in zip((*WAYS["uv"], *WAYS["pip"]), "efgh", strict=True):
        what, why, do = team.card(way, f"acme-big-{name}")
        assert what == (
            "altindex: There is no space left on the disk of this environment. Nothing more was installed.  [disk-full]"
        )
        assert why.startswith(f"  why     {site} has 0.")
        assert why.endswith(" free of 0.9 MB, and that is not enough.")
        assert do == "  do      Free some space there, then run the cell again."
    team.kernel.run(f"!umount {site}", f"!umount {over}")


@only_on_linux
@pytest.mark.parametrize(
    ("tool", "variable", "purpose", "remedy"),
    [
        ("pip", "TMPDIR", "temporary files", "or let temporary files go elsewhere: %env TMPDIR=FOLDER"),
        ("uv", "UV_CACHE_DIR", "uv's cache", "or keep the cache elsewhere: %env UV_CACHE_DIR=FOLDER"),
    ],
)
def test_a_full_disk_of_what_the_installer_writes_on_its_way(team, tool, variable, purpose, remedy):
    """The card names that folder, and how to have another one."""
    full = team.env.root / f"full-{tool}"
    full.mkdir(exist_ok=True)
    team.kernel.run(f"import os; before = os.environ[{variable!r}]")
    team.kernel.run(f"!mount -t tmpfs -o size=900k tmpfs {full}", f"%env {variable}={full}")
    for way, name in zip(WAYS[tool], "ij" if tool == "uv" else "kl", strict=True):
        what, why, *do = team.card(way, f"acme-big-{name}")
        assert what.startswith(f"altindex: There is no space left on the disk of {purpose}.")
        assert why.startswith(f"  why     {full} has 0.")
        assert do == ["  do      Free some space there, then run the cell again.", f"          {remedy}"]
    team.kernel.run(f"os.environ[{variable!r}] = before", f"!umount -l {full}")


@only_on_linux
def test_an_environment_that_cannot_be_written_to(team):
    """The card says which folder, why, and what to do instead."""
    site = team.env.site_packages
    team.kernel.run(f"!mount --bind {site} {site} && mount -o remount,ro,bind {site}")
    for card in team.cards("acme-plain"):
        assert card == [
            (
                "altindex: Nothing can be installed into this environment: it cannot be written to."
                "  [read-only-environment]"
            ),
            f"  why     {site}: Read-only file system.",
            "  do      Create a virtual environment, install ipykernel there, and choose it as the kernel.",
        ]
    team.kernel.run(f"!umount {site}")
