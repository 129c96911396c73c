"""Looking at real environments, made in a folder."""

import importlib
import os
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest

from altindex_magic import interpreter

BAN = """[externally-managed]
Error=To install packages system-wide, use
 your distribution 100 %.
"""


def install(site, name, version, files, *, stamp=None):
    """Write a distribution as an installer would, and give its metadata folder."""
    for file in files:
        path = site / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    info = site / f"{name}-{version}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files))
    if stamp is not None:
        os.utime(info, ns=(stamp, stamp))
    return info


def uninstall(site, info, files):
    for file in files:
        (site / file).unlink()
    for file in info.iterdir():
        file.unlink()
    info.rmdir()


def module(name, file):
    result = ModuleType(name)
    result.__file__ = file if file is None else str(file)
    return result


def shot(site):
    return interpreter.snapshot([str(site)])


def test_this_interpreter_is_described_as_it_is():
    """Executable, version, prefix and pip are those of the running one."""
    found = interpreter.inspect_current()
    pip = subprocess.run(
        [found.executable, "-m", "pip", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    assert (found.executable, found.prefix, found.pip) == (sys.executable, sys.prefix, pip)
    assert found.version == ".".join(map(str, sys.version_info[:3]))
    assert found.externally_managed is None


def executable(folder, name):
    folder.mkdir()
    path = folder / (name + (".exe" if os.name == "nt" else ""))
    path.touch(0o755)
    return str(path)


def test_uv_beside_the_interpreter_comes_before_the_one_on_the_path(tmp_path):
    """The environment's own uv is the one whose version its owner chose."""
    beside, on_path = executable(tmp_path / "scripts", "uv"), executable(tmp_path / "path", "uv")
    assert interpreter.find_uv(str(tmp_path / "scripts"), str(tmp_path / "path")) == beside
    assert interpreter.find_uv(str(tmp_path / "none"), str(tmp_path / "path")) == on_path


def test_the_uv_wheel_says_where_its_program_is(tmp_path):
    """Where neither folder has one, the installed wheel knows."""
    uv = pytest.importorskip("uv")
    assert interpreter.find_uv(str(tmp_path), "") == os.fspath(uv.find_uv_bin())


def broken_wheel():
    raise FileNotFoundError


@pytest.mark.parametrize("wheel", [None, SimpleNamespace(), SimpleNamespace(find_uv_bin=broken_wheel)])
def test_without_any_uv_there_is_none(monkeypatch, tmp_path, wheel):
    """No wheel, another module of the name, or a wheel without its program: all mean that there is no uv."""
    monkeypatch.setitem(sys.modules, "uv", wheel)
    assert interpreter.find_uv(str(tmp_path), "") is None


def test_an_owner_who_forbids_installing_is_quoted(tmp_path):
    """The reason is the marker's own text, with its lines and percent signs."""
    (tmp_path / "EXTERNALLY-MANAGED").write_text(BAN)
    assert interpreter.ban_of(tmp_path) == "To install packages system-wide, use\nyour distribution 100 %."


@pytest.mark.parametrize("content", [b"", b"[externally-managed]\n", b"no ini\n", b"\xff\xfe"])
def test_a_marker_without_a_reason_forbids_all_the_same(tmp_path, content):
    """PEP 668 asks for the marker only."""
    (tmp_path / "EXTERNALLY-MANAGED").write_bytes(content)
    assert "EXTERNALLY-MANAGED" in interpreter.ban_of(tmp_path)


def test_without_a_marker_nobody_forbids(tmp_path):
    """An ordinary interpreter has none."""
    assert interpreter.ban_of(tmp_path) is None


def test_a_snapshot_lists_every_form_of_metadata_under_normalised_names(tmp_path):
    """Wheels, legacy egg-infos with and without a version; half-deleted leftovers are none."""
    install(tmp_path, "Acme_Models", "1.0+local.1", [])
    (tmp_path / "my-old-2.0.dist-info").mkdir()
    (tmp_path / "legacy.tool-3.1-py3.11.egg-info").write_text("Name: legacy.tool\nVersion: 3.1\n")
    (tmp_path / "bare.egg-info").mkdir()
    (tmp_path / "bare.egg-info" / "PKG-INFO").write_text("Metadata-Version: 1.0\nName: bare\nVersion: 4\n")
    (tmp_path / "empty.egg-info").mkdir()
    (tmp_path / "~cme_models-0.9.dist-info").mkdir()
    (tmp_path / "unrelated.txt").touch()
    versions = {name: installed.version for name, installed in shot(tmp_path).items()}
    assert versions == {"acme-models": "1.0+local.1", "my-old": "2.0", "legacy-tool": "3.1", "bare": "4", "empty": ""}


def test_the_first_on_the_path_counts_as_it_does_for_import(tmp_path):
    """A second copy further on is not what would be imported; zips and missing folders have nothing."""
    install(tmp_path / "a", "acme", "1", [])
    install(tmp_path / "b", "acme", "2", [])
    (tmp_path / "c.zip").touch()
    search = [str(tmp_path / name) for name in ("none", "c.zip", "b", "a")]
    assert interpreter.snapshot(search)["acme"].version == "2"


def test_a_snapshot_agrees_with_the_standard_library_on_this_environment():
    """What is read from folder names is what the metadata says."""
    expected = {}
    for found in importlib.metadata.distributions():
        expected.setdefault(interpreter.project_name(found.metadata["Name"]), found.version)
    assert {name: installed.version for name, installed in interpreter.snapshot().items()} == expected


def test_changes_name_what_came_went_was_replaced_and_reinstalled(tmp_path):
    """Each project that differs is given once with both versions, sorted; the others are not."""
    same = ["same", "1", []]
    install(tmp_path, *same)
    infos = {name: install(tmp_path, name, "1", [], stamp=1) for name in ("gone", "up", "again")}
    before = shot(tmp_path)
    uninstall(tmp_path, infos["gone"], [])
    uninstall(tmp_path, infos["up"], [])
    install(tmp_path, "up", "2", [])
    install(tmp_path, "again", "1", [], stamp=2)
    install(tmp_path, "new", "5", [])
    after = shot(tmp_path)
    assert interpreter.changes(before, after) == (
        ("again", "1", "1"),
        ("gone", "1", None),
        ("new", None, "5"),
        ("up", "1", "2"),
    )
    assert interpreter.changes(after, after) == ()


def test_a_replaced_package_is_stale_by_its_topmost_name(tmp_path):
    """Its modules are told once; packages that did not change, and the namesakes elsewhere, are not told."""
    files = ["acme/__init__.py", "acme/deep/__init__.py", "acme/deep/core.cpython-311-x86_64-linux-gnu.so"]
    install(tmp_path, "acme", "1", files, stamp=1)
    install(tmp_path, "other", "1", ["other.py"])
    install(tmp_path / "elsewhere", "acme", "1", files)
    before = shot(tmp_path)
    install(tmp_path, "acme", "1", files, stamp=2)
    imported = {
        "acme": module("acme", tmp_path / files[0]),
        "acme.deep": module("acme.deep", tmp_path / files[1]),
        "other": module("other", tmp_path / "other.py"),
        "acmeish": module("acmeish", tmp_path / "elsewhere" / "acme" / "__init__.py"),
        "builtin": ModuleType("builtin"),
        "odd": SimpleNamespace(),
        "none": None,
    }
    assert interpreter.stale_modules(before, shot(tmp_path), imported) == ("acme",)
    assert interpreter.stale_modules(before, before, imported) == ()


def test_of_a_namespace_only_the_changed_portion_is_stale(tmp_path):
    """google.cloud.storage does not make google.cloud.bigquery stale."""
    storage, bigquery = "google/cloud/storage/__init__.py", "google/cloud/bigquery/__init__.py"
    install(tmp_path, "google_cloud_storage", "1", [storage], stamp=1)
    install(tmp_path, "google_cloud_bigquery", "1", [bigquery], stamp=1)
    before = shot(tmp_path)
    install(tmp_path, "google_cloud_storage", "1", [storage], stamp=2)
    imported = {
        "google": module("google", None),
        "google.cloud": module("google.cloud", None),
        "google.cloud.storage": module("google.cloud.storage", tmp_path / storage),
        "google.cloud.bigquery": module("google.cloud.bigquery", tmp_path / bigquery),
    }
    assert interpreter.stale_modules(before, shot(tmp_path), imported) == ("google.cloud.storage",)


def test_a_removed_package_is_stale_and_what_others_deleted_elsewhere_is_not(tmp_path):
    """Its files are gone from the folder that it was in."""
    site = tmp_path / "site"
    info = install(site, "acme", "1", ["acme.py"])
    before = shot(site)
    uninstall(site, info, ["acme.py"])
    imported = {"acme": module("acme", site / "acme.py"), "cell": module("cell", tmp_path / "deleted.py")}
    assert interpreter.stale_modules(before, shot(site), imported) == ("acme",)


def test_a_newcomer_that_overwrites_an_imported_file_makes_it_stale(tmp_path):
    """Two distributions with one import name, such as opencv-python and its headless sister."""
    install(tmp_path, "opencv_python", "4", ["cv2/__init__.py"])
    before = shot(tmp_path)
    install(tmp_path, "opencv_python_headless", "4", ["cv2/__init__.py"])
    imported = {"cv2": module("cv2", tmp_path / "cv2/__init__.py")}
    assert interpreter.stale_modules(before, shot(tmp_path), imported) == ("cv2",)


def test_a_folder_reached_by_another_name_is_the_same_folder(tmp_path):
    """Environments have lib64 beside lib; either may be in a module's path."""
    site = tmp_path / "lib"
    install(site, "acme", "1", ["acme.py"], stamp=1)
    try:
        (tmp_path / "lib64").symlink_to(site)
    except OSError:
        pytest.skip("this system does not let us make symbolic links")
    before = shot(site)
    install(site, "acme", "1", ["acme.py"], stamp=2)
    imported = {"acme": module("acme", tmp_path / "lib64" / "acme.py")}
    assert interpreter.stale_modules(before, shot(site), imported) == ("acme",)


def test_lazy_modules_are_not_woken(tmp_path):
    """Looking for a module's file does not run its ``__getattr__``."""

    class Lazy(ModuleType):
        def __getattr__(self, name):
            raise AssertionError(name)

    install(tmp_path, "acme", "1", ["acme.py"])
    assert interpreter.stale_modules({}, shot(tmp_path), {"lazy": Lazy("lazy")}) == ()


def test_refresh_lets_a_new_module_be_imported(tmp_path, monkeypatch):
    """A module that came after the folder was listed is found, even within the clock's resolution."""
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ImportError):
        importlib.import_module("altindex_newcomer")
    stat = tmp_path.stat()
    (tmp_path / "altindex_newcomer.py").write_text("value = 1")
    os.utime(tmp_path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(ImportError):
        importlib.import_module("altindex_newcomer")
    interpreter.refresh()
    assert importlib.import_module("altindex_newcomer").value == 1
    del sys.modules["altindex_newcomer"]


def test_a_snapshot_reads_folder_names_and_not_files(tmp_path):
    """Three hundred distributions are listed without opening one: their metadata may be unreadable."""
    for number in range(300):
        (tmp_path / f"project_{number}-1.{number}.dist-info").mkdir()
    assert len(shot(tmp_path)) == 300


def test_a_distribution_that_is_being_removed_is_passed_over(tmp_path):
    """Another process may take it away between the listing of the folder and the look at it."""
    tmp_path.joinpath("acme-1.0.dist-info").symlink_to(tmp_path / "gone")
    tmp_path.joinpath("other-1.0.dist-info").mkdir()
    assert list(interpreter.snapshot([str(tmp_path)])) == ["other"]
