"""What a lock file may hold and whom it may name: everything that is decided before anything is installed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from altindex_magic import lock_file, request
from altindex_magic.errors import AltIndexError
from altindex_magic.event import Locked, Notice
from altindex_magic.gateway.ahead import this_python
from altindex_magic.service import syncing
from tests.environ import hermetic_environ
from tests.installers import uv
from tests.packages import sdist, wheel
from tests.users import define, perform

MODELS = "acme_models-1.0-py3-none-any.whl"


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def service(user, private, tmp_path):
    """Give a session that uses ``private``, with ``acme-models`` 1.0, before the default index."""
    wheel(private.folder, "acme-models", "1.0")
    wheel(user.public.folder, "numbers", "1.5")
    working = tmp_path / "work"
    working.mkdir()
    with user.session(working) as session:
        define(session, private)
        perform(session, request.Use(("private",)))
        yield session


def _locked(service, path, *requirements):
    """Lock requirements into *path*, and give the events."""
    return perform(service, request.Lock(requirements, output=str(path)))


def _refused(service, wanted):
    """Make a request that has to be refused, and give the error."""
    with pytest.raises(AltIndexError) as caught:
        perform(service, wanted)
    return caught.value


def _tried(path):
    return request.Sync(str(path), dry_run=True)


def test_the_tools_of_others_read_it_as_well(user, json_only, tmp_path):
    """Plain uv and pip, which know nothing of the indexes, install just that."""
    wheel(json_only.folder, "acme-data", "2.0", ["numbers"])
    wheel(user.public.folder, "numbers", "1.5")
    lock, home = tmp_path / "pylock.toml", tmp_path / "elsewhere"
    home.mkdir()
    with user.session() as session:
        perform(session, request.Add("team", json_only.url))
        perform(session, request.Use(("team",)))
        _locked(session, lock, "acme-data")
    sync = (uv().words[0], "pip", "sync", "--python", sys.executable, str(lock))
    install = (sys.executable, "-m", "pip", "install", "-r", str(lock))
    for name, command in (("uv", sync), ("pip", install)):
        target = tmp_path / name
        environ = hermetic_environ(os.environ, home)
        run = subprocess.run([*command, "--target", target], env=environ, check=False, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        assert {path.name for path in target.glob("*.dist-info")} == {
            "acme_data-2.0.dist-info",
            "numbers-1.5.dist-info",
        }


def test_an_index_without_hashes_is_locked_by_its_files(user, tmp_path, json_only):
    """The file is fetched once, so that its hash is known."""
    path = wheel(json_only.folder, "acme-plain", "1.0")
    json_only.tell_of_file(path.name, hashes={}, core_metadata=None)
    with user.session() as session:
        perform(session, request.Add("plain", json_only.url))
        perform(session, request.Use(("plain",)))
        _locked(session, tmp_path / "pylock.toml", "acme-plain")
        (package,) = tomllib.loads(tmp_path.joinpath("pylock.toml").read_text())["packages"]
    assert package["wheels"][0]["hashes"] == {"sha256": _sha256(path)}


def test_a_query_is_left_out_and_that_is_said(user, tmp_path, json_only):
    """It may be a token; whoever has no gateway may not get the file."""
    path = wheel(json_only.folder, "acme-signed", "1.0")
    json_only.tell_of_file(path.name, url=f"../../files/{path.name}?X-Signature=s3cret")
    with user.session() as session:
        perform(session, request.Add("signed", json_only.url))
        perform(session, request.Use(("signed",)))
        events = _locked(session, tmp_path / "pylock.toml", "acme-signed")
        perform(session, _tried(tmp_path / "pylock.toml"))
    assert "s3cret" not in tmp_path.joinpath("pylock.toml").read_text()
    (warning,) = [each.text for each in events if isinstance(each, Notice) and each.severity == "warning"]
    assert warning.startswith("The addresses of signed had a query, which may be a token and was left out.")


def test_an_address_with_the_secret_inside_is_not_written(user, tmp_path, json_only):
    """Some providers make links with the token as a part of the path."""
    wheel(json_only.folder, "acme-token", "1.0")
    user.environ["TOKEN_HERE"] = "files"  # which is a part of every address of this index
    with user.session() as session:
        perform(session, request.Add("tokens", json_only.url))
        perform(session, request.Login("tokens", username="me", env="TOKEN_HERE"))
        perform(session, request.Use(("tokens",)))
        with pytest.raises(AltIndexError) as caught:
            _locked(session, tmp_path / "pylock.toml", "acme-token")
    assert caught.value.reference == "secret-in-lock"
    assert "/files" not in str(caught.value)
    assert not tmp_path.joinpath("pylock.toml").exists()


def test_the_index_of_a_lock_file_has_to_be_known_and_in_use(service, tmp_path):
    """And says what to type, before any index is asked."""
    lock = tmp_path / "pylock.toml"
    _locked(service, lock, "acme-models")
    perform(service, request.Off())
    idle = _refused(service, _tried(lock))
    assert (idle.reference, idle.index) == ("lock-index-not-in-use", "private")
    assert str(idle.remedy).startswith("%altindex use private")
    perform(service, request.Remove("private"))
    unknown = _refused(service, _tried(lock))
    assert unknown.reference == "lock-index-unknown"
    assert "%altindex add NAME https://private.invalid:" in str(unknown.remedy)


def test_a_locked_file_has_to_be_on_its_index_with_its_hash(service, private, tmp_path):
    """A forged hash, and a file that was removed."""
    lock = tmp_path / "pylock.toml"
    _locked(service, lock, "acme-models")
    digest = _sha256(private.folder / MODELS)
    lock.write_text(lock.read_text().replace(digest, "0" * 64))
    differs = _refused(service, _tried(lock))
    assert differs.reference == "locked-file-differs"
    assert differs.what == f"{MODELS} on private is not the file that is locked. Nothing was installed."
    assert digest[:15] in str(differs.why)
    lock.write_text(lock.read_text().replace("1.0", "1.1"))
    missing = _refused(service, _tried(lock))
    assert missing.reference == "locked-file-missing"
    assert "acme_models-1.1-py3-none-any.whl is locked, and private does not have it." in missing.what


LOCKERS = {
    "uv": (uv().words[0], "pip", "compile", "-q", "--format", "pylock.toml", "-o", "pylock.toml", "wanted.in"),
    "pip": (sys.executable, "-m", "pip", "lock", "-q", "-o", "pylock.toml", "-r", "wanted.in"),
}


@pytest.mark.parametrize("tool", LOCKERS)
def test_what_other_tools_have_locked_is_applied(service, user, tmp_path, tool):
    """Without an index, without names of files, with tables in place of lines: as they write it."""
    sdist(user.public.folder, "numbers", "1.5")
    tmp_path.joinpath("wanted.in").write_text("numbers\n")
    environ = {**os.environ, "PIP_INDEX_URL": user.public.url, "UV_DEFAULT_INDEX": user.public.url}
    ran = subprocess.run(LOCKERS[tool], env=environ, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    (*_, planned) = perform(service, _tried(tmp_path / "pylock.toml"))
    assert [(each.project, each.after, each.index) for each in planned.changes] == [("numbers", "1.5", "127.0.0.1")]


def test_a_lock_file_without_an_index_is_applied_by_the_owners_of_its_names(service, user, tmp_path):
    """The owner of each name has to have the file."""
    lock = tmp_path / "pylock.toml"
    _locked(service, lock, "acme-models", "numbers")
    lines = [line for line in lock.read_text().splitlines() if not line.startswith("index = ")]
    lock.write_text("\n".join(lines))
    (*_, planned) = perform(service, _tried(lock))
    assert [(each.project, each.after, each.index) for each in planned.changes] == [
        ("acme-models", "1.0", "private"),
        ("numbers", "1.5", "127.0.0.1"),
    ]


def test_the_public_index_may_have_a_mirror_in_its_place(service, tmp_path, monkeypatch):
    """A lock file made at home works where the default index is another one: the hash says that it is the same file."""
    lock = tmp_path / "pylock.toml"
    _locked(service, lock, "numbers")
    real = service.session.routes().default.url
    lock.write_text(lock.read_text().replace(f'index = "{real}"', 'index = "https://public.example/simple"'))
    assert _refused(service, _tried(lock)).reference == "lock-index-unknown"
    monkeypatch.setattr(syncing.defaults, "default_simple_url", lambda: "https://public.example/simple")
    (*_, planned) = perform(service, _tried(lock))
    assert [each.project for each in planned.changes] == ["numbers"]


def test_a_credential_in_a_lock_file_of_another_tool_is_pointed_out(service, user, tmp_path):
    """It is neither used nor repeated."""
    lock = tmp_path / "pylock.toml"
    _locked(service, lock, "numbers")
    lock.write_text(lock.read_text().replace('url = "http://', 'url = "http://me:s3cret@'))
    first, *_ = perform(service, _tried(lock))
    assert first == Notice(f"{lock} has a user name or password in it. Make it anew: %altindex lock", "warning")


def test_a_lock_file_has_its_name_and_is_there(service, tmp_path):
    """Both errors say what to do."""
    assert (
        _refused(service, request.Lock(("numbers",), output=str(tmp_path / "lock.toml"))).reference == "lock-file-name"
    )
    assert _refused(service, _tried(tmp_path / "pylock.none.toml")).reference == "no-lock-file"


def test_only_the_files_for_this_python_are_locked(service, user, tmp_path):
    """Wheels of other platforms stay out, and the sdist stays in for those who build."""
    path = wheel(user.public.folder, "numbers", "2.0")
    path.with_name("numbers-2.0-cp37-cp37m-win32.whl").write_bytes(path.read_bytes())
    sdist(user.public.folder, "numbers", "2.0")
    (*_, result) = _locked(service, tmp_path / "pylock.toml", "numbers")
    assert isinstance(result, Locked)
    (pin,) = lock_file.pins(Path("pylock.toml"), tmp_path.joinpath("pylock.toml").read_text(), this_python())
    assert [(row.project, row.version, row.files) for row in result.rows] == [("numbers", "2.0", 2)]
    assert pin.filename == "numbers-2.0-py3-none-any.whl"
