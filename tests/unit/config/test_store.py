"""The indexes of all layers, and the changes to them."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altindex_magic.config.store import LoginSource, Store
from altindex_magic.errors.usage import (
    BrokenFile,
    DuplicateName,
    InvalidName,
    InvalidSetting,
    PlainHttp,
    ReadOnlyIndex,
    ReservedName,
    SecretInConfig,
    SecretInUrl,
    UnknownIndex,
    UnwritableFile,
)
from altindex_magic.model import Index, Layer, Scope
from altindex_magic.places import Places

FURY = Index("fury", "https://pypi.example.com/acme/")
URL = "https://pypi.example.com/acme/"


def table(name, url="https://x.example/", header="index", extra=""):
    return f'[[{header}]]\nname = "{name}"\nurl = "{url}"\n{extra}'


def test_with_no_files_there_is_the_embedded_index(store, places):
    """It takes uploads, serves installs, and owns what it lists."""
    (local,) = store.indexes()
    assert local.name == "local"
    assert local.url == local.publish_url == places.local_index.as_uri() + "/"
    assert (local.layer, local.source, local.exclusive) == (Layer.BUILT_IN, "built in", True)


def test_indexes_come_weakest_layer_first(store, files):
    """Site, user, the project's for uv, the project's for us."""
    files.write(
        site=table("s"),
        user=table("u"),
        project=table("ours", header="tool.altindex.index") + table("uvs", header="tool.uv.index"),
    )
    assert [(index.name, index.layer) for index in store.indexes()] == [
        ("local", Layer.BUILT_IN),
        ("s", Layer.SITE),
        ("u", Layer.USER),
        ("uvs", Layer.PROJECT),
        ("ours", Layer.PROJECT),
    ]
    assert store.find("u").source == str(files.user)
    assert store.find("uvs").source == f"[tool.uv] in {files.project}"


def test_a_stronger_layer_replaces_an_index_wholesale(store, files):
    """A project that redefines an index gets nothing of the user's: no user name, no credential."""
    files.write(
        user=table("fury", extra='username = "me"\ncredential = "env:TOKEN"\n'),
        project=table("fury", "https://evil.example/", "tool.altindex.index", 'credential = "command:evil"\n'),
    )
    fury = store.find("fury")
    assert (fury.url, fury.username, fury.credential) == ("https://evil.example/", None, None)


def test_an_overridden_table_is_not_even_checked(store, files):
    """So a user can mend what the site got wrong."""
    files.write(site=table("fury", "http://plain.example/"), user=table("fury"))
    assert store.find("fury").layer is Layer.USER


def test_the_nearest_pyproject_counts(places, files):
    """Upwards from the working directory, and no further than the first."""
    deep = files.project.parent / "a" / "b"
    deep.mkdir(parents=True)
    files.write(project=table("far", header="tool.altindex.index"))
    assert Store(places, deep).find("far").url == "https://x.example/"
    (deep.parent / "pyproject.toml").write_text("")
    assert [index.name for index in Store(places, deep).indexes()] == ["local"]


def test_an_unnamed_index_of_uv_is_left_to_discovery(store, files):
    """A name is required of ours alone."""
    files.write(project='[[tool.uv.index]]\nurl = "https://x.example/"\n')
    assert [index.name for index in store.indexes()] == ["local"]
    files.write(project='[[tool.altindex.index]]\nurl = "https://x.example/"\n')
    with pytest.raises(InvalidSetting, match="`name` cannot be used: it must be there, as a text in quotes"):
        store.indexes()


def test_the_second_of_two_with_one_name_is_pointed_to(store, files):
    """It is the one that was written too much."""
    files.write(user=table("one") + "\n" + table("one"))
    lines = files.user.read_text(encoding="utf-8").splitlines()
    with pytest.raises(InvalidSetting) as caught:
        store.indexes()
    second = len(lines) - lines[::-1].index('name = "one"')
    assert f"line {second}." in str(caught.value)


@pytest.mark.parametrize(
    "case",
    [
        (table("local"), InvalidSetting, "`name` cannot be used: `local` is the embedded index"),
        (table("one") + table("one"), InvalidSetting, "`name` cannot be used: two indexes of one file have it"),
        (
            table("one", extra="default = true\n") + table("two", extra="default = true\n"),
            InvalidSetting,
            "`default` cannot be used: another index of this file is the default",
        ),
        (table("one", "https://u:s3cret@x.example/"), SecretInConfig, "line 3 holds a secret in `url`"),
        (table("one", "http://x.example/"), PlainHttp, "http://x.example/ is not encrypted"),
        ('[index]\nname = "one"\n', InvalidSetting, "index` cannot be used: it must be written [["),
        ('[[index]]\nname = "one\n', BrokenFile, "line 2 cannot be read: it is not valid TOML"),
    ],
)
@pytest.mark.parametrize("where", ["user", "site", "project"])
def test_a_wrong_file_is_one_clear_error(store, files, where, case):
    """In whichever layer; the secret is not shown, and the file stays as it is."""
    content, error, what = case
    if where == "project":
        content = content.replace("[index]", "[tool.altindex.index]")
    files.write(**{where: content})
    with pytest.raises(error) as caught:
        store.indexes()
    assert what in str(caught.value)
    assert error is PlainHttp or str(getattr(files, where)) in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert getattr(files, where).read_text() == content


def test_an_unknown_name_offers_the_nearest(store):
    """A hint, never a choice."""
    store.add(FURY, Scope.USER, replace=False)
    with pytest.raises(UnknownIndex) as caught:
        store.find("furry")
    assert "There is no index called `furry`. Did you mean `fury`?" in str(caught.value)
    assert "Known are: fury, local." in str(caught.value)


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


def test_remove_acts_on_the_strongest_layer(store, files):
    """What it hid comes to light again."""
    files.write(site=table("fury", "https://site.example/"), user=table("fury", URL))
    assert store.remove("fury").url == URL
    assert store.find("fury").url == "https://site.example/"


def test_an_index_that_another_process_removed_meanwhile_is_unknown(store, monkeypatch):
    """The second look, under the lock, is the one that counts."""
    store.add(FURY, Scope.USER, replace=False)
    seen = store.find("fury")
    store.remove("fury")
    monkeypatch.setattr(store, "find", lambda name: seen)
    with pytest.raises(UnknownIndex, match="There is no index called `fury`"):
        store.remove("fury")


def test_a_relative_certificate_is_that_of_the_working_directory(store, tmp_path, monkeypatch):
    """It was typed there, and is found from everywhere."""
    monkeypatch.chdir(tmp_path)
    store.add(replace(FURY, client_cert=Path("me.pem"), ca_cert=Path("ca.pem")), Scope.USER, replace=False)
    assert (store.find("fury").client_cert, store.find("fury").ca_cert) == (tmp_path / "me.pem", tmp_path / "ca.pem")


def test_rename_keeps_everything_else(store, files):
    """Also the comments."""
    files.write(user='[[index]]\nname = "fury"  # ours\nurl = "https://x.example/"\nsoon = 1\n')
    assert store.rename("fury", "gem").name == "gem"
    assert files.user.read_text() == '[[index]]\nname = "gem"  # ours\nurl = "https://x.example/"\nsoon = 1\n'


def test_rename_does_not_take_a_name_that_is_taken(store, files):
    """In whichever layer: it would hide that one, or be hidden."""
    files.write(site=table("other"), user=table("fury"))
    with pytest.raises(DuplicateName, match="There is an index called `other` already"):
        store.rename("fury", "other")
    with pytest.raises(InvalidName):
        store.rename("fury", "a b")
    with pytest.raises(ReservedName):
        store.rename("fury", "local")
    assert store.find("fury").name == "fury"


def test_the_embedded_index_stays(store):
    """It cannot be removed or renamed."""
    with pytest.raises(ReservedName, match="cannot be redefined, renamed or removed"):
        store.remove("local")
    with pytest.raises(ReservedName):
        store.rename("local", "mine")


def test_a_table_of_uv_is_not_ours_to_change(store, files):
    """It says where to change it."""
    files.write(project=table("fury", header="tool.uv.index"))
    for change in (lambda: store.remove("fury"), lambda: store.rename("fury", "gem")):
        with pytest.raises(ReadOnlyIndex) as caught:
            change()
        assert f"It comes from [tool.uv] in {files.project}." in str(caught.value)


def test_a_site_file_that_cannot_be_written_is_read_only(store, files):
    """Most users are not administrators; a folder in the place of the draft stands in for that."""
    files.write(site=table("fury"))
    (files.site.parent / ".indexes.toml.draft" / "x").mkdir(parents=True)
    with pytest.raises(ReadOnlyIndex, match="`fury` is defined outside of the files that %altindex writes"):
        store.remove("fury")


def test_a_users_file_that_cannot_be_written_keeps_what_it_holds(store, files):
    """The index is still there, and the error is about the file."""
    files.write(user=table("fury"))
    (files.user.parent / ".indexes.toml.draft" / "x").mkdir(parents=True)
    with pytest.raises(UnwritableFile, match=r"cannot be written\. Nothing was changed"):
        store.remove("fury")
    assert files.user.read_text() == table("fury")


def test_login_sources_are_bound_to_urls(store, files):
    """One for each URL; a new one takes the place of the old one."""
    store.set_login("https://x.example/simple", "env:ONE", None)
    store.set_login("https://y.example", "command:op read x", "me")
    store.set_login("https://x.example/simple/", "env:TWO", "you")
    assert store.logins() == (
        LoginSource("https://x.example/simple/", "env:TWO", "you"),
        LoginSource("https://y.example/", "command:op read x", "me"),
    )
    store.drop_login("https://x.example/simple")
    store.drop_login("https://unknown.example/")
    assert [login.url for login in store.logins()] == ["https://y.example/"]
    assert files.user.read_text().count("[[login]]") == 1


def test_only_the_user_names_login_sources(store, files):
    """Neither a project nor the site runs commands in a user's name by way of a login."""
    login = 'url = "https://x.example/"\nsource = "command:evil"\n'
    files.write(site=f"[[login]]\n{login}", project=f"[[tool.altindex.login]]\n{login}[[login]]\n{login}")
    assert store.logins() == ()


@pytest.mark.parametrize(
    ("content", "error", "what"),
    [
        ('source = "env:X"\n', InvalidSetting, "`url` cannot be used"),
        ('url = "https://x.example/"\nsource = "s3cret"\n', InvalidSetting, "`source` cannot be used"),
        ('url = "https://x.example/"\nsource = "env:X"\nusername = 1\n', InvalidSetting, "`username` cannot be used"),
        ('url = "https://u:s3cret@x.example/"\nsource = "env:X"\n', SecretInConfig, "holds a secret in `url`"),
    ],
)
def test_a_wrong_login_table_is_one_clear_error(store, files, content, error, what):
    """It names the file, and shows no secret."""
    files.write(user=f"[[login]]\n{content}")
    with pytest.raises(error) as caught:
        store.logins()
    assert what in str(caught.value)
    assert str(files.user) in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_wrong_login_source_is_not_stored(store, files):
    """It may well be a secret, typed in the wrong place."""
    with pytest.raises(InvalidSetting, match='it must be "env:VARIABLE" or "command:PROGRAM …"'):
        store.set_login("https://x.example/", "s3cret", None)
    assert not files.user.exists()


def test_the_version_changes_with_any_file(store, files):
    """Whoever saw an older version must look again before writing."""
    seen = [store.version()]
    for name in ("site", "user", "project"):
        files.write(**{name: "# new"})
        seen.append(store.version())
    assert len(set(seen)) == 4
    assert store.version() == seen[-1]


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


def strict_in(path, value):
    """Write the key into a file, in front of whatever stands there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[altindex]\nstrict = {value}\n")


@pytest.mark.parametrize(
    ("site", "user", "expected"), [("false", "false", False), ("true", "false", True), ("false", "true", True)]
)
def test_user_and_administrator_can_make_strict_the_rule(store, places, site, user, expected):
    """Neither takes it back from the other."""
    assert not store.strict()
    strict_in(places.site_file, site)
    strict_in(places.indexes_file, user)
    assert store.strict() is expected


@pytest.mark.parametrize("text", ["altindex = 1\n", "[altindex]\nstrict = 1\n", "[altindex]\nstrict = 'true'\n"])
def test_a_wrong_value_of_strict_is_not_taken_for_none(store, places, text):
    """It is one clear error that names the file."""
    places.indexes_file.parent.mkdir(parents=True, exist_ok=True)
    places.indexes_file.write_text(text)
    with pytest.raises(InvalidSetting, match="`strict` cannot be used: it must be true or false, in the table"):
        store.strict()


def test_the_table_of_strict_outlives_a_change(store, places):
    """Adding an index touches nothing else."""
    strict_in(places.indexes_file, "true  # always")
    store.add(Index("one", URL), Scope.USER, replace=False)
    assert store.strict()
    assert "strict = true  # always" in places.indexes_file.read_text()
