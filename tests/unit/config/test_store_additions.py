"""An index is added to the file of its layer, or refused before anything is written."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altindex_magic.config.store import Store
from altindex_magic.errors.usage import DuplicateName, InvalidName, InvalidSetting, PlainHttp, ReservedName, SecretInUrl
from altindex_magic.model import Index, Layer, Scope
from altindex_magic.places import Places
from tests.unit.config.conftest import FURY, URL, table


@pytest.mark.parametrize("scope", list(Scope))
def test_an_added_index_is_found_in_its_layer(store, files, scope):
    """In the file of that layer."""
    store.add(FURY, scope, replace=False)
    path = getattr(files, scope)
    assert store.find("fury") == replace(FURY, layer=Layer(scope), source=str(path))


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_files_have_the_modes_of_their_purpose(store, files, places):
    """The user's is private, with the folders made for it; the others are for others to read."""
    for scope in Scope:
        store.add(FURY, scope, replace=False)
    modes = {path.stat().st_mode & 0o777 for path in (files.site, files.project)}
    assert modes == {0o644}
    assert files.user.stat().st_mode & 0o777 == 0o600
    assert places.config.stat().st_mode & 0o777 == 0o700


def test_a_project_gets_no_lock_file(store, files):
    """It would end up in the repository."""
    store.add(FURY, Scope.PROJECT, replace=False)
    assert [path.name for path in files.project.parent.iterdir()] == ["pyproject.toml"]


@pytest.mark.parametrize(
    ("index", "error", "what"),
    [
        (Index("a b", URL), InvalidName, "`a b` cannot be the name of an index"),
        (Index("local", URL), ReservedName, "`local` is the embedded index"),
        (Index("one", "https://u:s3cret@x.example/"), SecretInUrl, "holds a user name, password or token"),
        (Index("one", URL, publish_url="https://u:s3cret@x.example/"), SecretInUrl, "holds a user name, password"),
        (Index("one", "http://x.example/"), PlainHttp, "http://x.example/ is not encrypted"),
        (Index("one", URL, packages=("a b",)), InvalidSetting, "`packages` cannot be used"),
        (Index("one", URL, credential="s3cret"), InvalidSetting, "`credential` cannot be used"),
        (Index("one", URL, cooldown="soon"), InvalidSetting, "`cooldown` cannot be used"),
    ],
)
def test_what_cannot_be_stored_is_refused_before_anything_is_written(store, files, index, error, what):
    """The same checks as for a file, in the words for a line."""
    with pytest.raises(error) as caught:
        store.add(index, Scope.USER, replace=False)
    assert what in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert not files.user.exists()


def test_a_project_file_is_given_no_credential(store, files):
    """It would be ignored there, so it is not written."""
    for key in ({"credential": "env:X"}, {"client_cert": Path("me.pem")}):
        with pytest.raises(InvalidSetting, match="a project file cannot say where a secret comes from"):
            store.add(replace(FURY, **key), Scope.PROJECT, replace=False)
    assert not files.project.exists()


def test_without_a_project_folder_there_is_no_project_scope(places):
    """One clear error."""
    with pytest.raises(InvalidSetting, match="`scope` cannot be used: this session has no project folder"):
        Store(places, None).add(FURY, Scope.PROJECT, replace=False)


def test_a_taken_name_is_refused(store, files):
    """It says by what, and nothing is written."""
    store.add(FURY, Scope.USER, replace=False)
    before = files.user.read_bytes()
    with pytest.raises(DuplicateName) as caught:
        store.add(replace(FURY, url="https://y.example/"), Scope.USER, replace=False)
    assert f"{files.user} defines it as {URL}." in str(caught.value)
    assert "--replace" in str(caught.value)
    assert files.user.read_bytes() == before


def test_a_name_of_a_stronger_layer_counts_as_taken(store, files):
    """What was added would not hold."""
    files.write(project=table("fury", header="tool.uv.index"))
    with pytest.raises(DuplicateName, match="There is an index called `fury` already"):
        store.add(FURY, Scope.USER, replace=False)


def test_a_name_of_a_weaker_layer_can_be_overridden(store, files):
    """That is what layers are for."""
    files.write(site=table("fury"))
    store.add(FURY, Scope.USER, replace=False)
    assert store.find("fury").url == URL


def test_replacing_keeps_comments_and_unknown_keys(store, files):
    """And drops the keys that the new index does not have."""
    files.write(user='# mine\n[[index]]\nname = "fury"  # ours\nurl = "https://x.example/"\nusername = "u"\nsoon = 1\n')
    store.add(replace(FURY, packages=("a-*",)), Scope.USER, replace=True)
    assert files.user.read_text() == (
        f'# mine\n[[index]]\nname = "fury"  # ours\nurl = "{URL}"\nsoon = 1\npackages = ["a-*"]\n'
    )


def test_replacing_what_is_not_there_adds_it(store):
    """As `--replace` in a notebook that is run from the top."""
    store.add(FURY, Scope.USER, replace=True)
    assert store.find("fury").url == URL


def test_a_relative_certificate_is_that_of_the_working_directory(store, tmp_path, monkeypatch):
    """It was typed there, and is found from everywhere."""
    monkeypatch.chdir(tmp_path)
    store.add(replace(FURY, client_cert=Path("me.pem"), ca_cert=Path("ca.pem")), Scope.USER, replace=False)
    assert (store.find("fury").client_cert, store.find("fury").ca_cert) == (tmp_path / "me.pem", tmp_path / "ca.pem")


_words = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=10)
_names = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,10}[A-Za-z0-9])?", fullmatch=True).filter(lambda n: n != "local")
_globs = st.lists(st.from_regex(r"[A-Za-z0-9._*?-]{1,8}", fullmatch=True), max_size=3).map(tuple)
_urls = st.from_regex(r"https://[a-z]{1,8}\.example(:[1-9][0-9]{3})?/([a-z0-9~+]{1,5}/){0,2}", fullmatch=True)
_indexes = st.builds(
    Index,
    name=_names,
    url=_urls,
    publish_url=st.none() | _urls,
    default=st.booleans(),
    explicit=st.booleans(),
    authenticate=st.sampled_from(["auto", "always", "never"]),
    ignore_error_codes=st.lists(st.integers(400, 599), max_size=2).map(tuple),
    username=st.none() | _words.filter(lambda word: ":" not in word),
    packages=_globs,
    exclusive=st.booleans(),
    credential=st.none() | st.just("env:TOKEN") | _words.map(lambda word: f"command:{word}"),
    ca_cert=st.none()
    | _words.filter(lambda word: "/" not in word and word[0] not in "~.").map(Path("/certs").joinpath),
    allow_http=st.booleans(),
    cooldown=st.none() | st.from_regex(r"[0-9]{1,3}[dhw]", fullmatch=True),
    preset=st.none() | _words,
)


@settings(max_examples=40)
@given(st.lists(_indexes, max_size=2, unique_by=lambda index: index.name))
def test_what_is_added_is_what_is_read(indexes):
    """All fields of an index survive the file; comments and unknown keys survive all changes."""
    indexes = [replace(index, default=index.default and place == 0) for place, index in enumerate(indexes)]
    with tempfile.TemporaryDirectory() as folder:
        places = Places(*(Path(folder) / name for name in ("config", "site", "data", "state", "cache")))
        places.config.mkdir()
        places.indexes_file.write_text("# kept\nmine = 1\n", encoding="utf-8")
        store = Store(places, None)
        for index in indexes:
            store.add(index, Scope.USER, replace=False)
        expected = [replace(index, source=str(places.indexes_file)) for index in indexes]
        assert list(store.indexes()[1:]) == expected
        for index in indexes:
            assert store.remove(index.name).name == index.name
        assert places.indexes_file.read_text(encoding="utf-8") == "# kept\nmine = 1\n"
