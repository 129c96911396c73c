"""The indexes of all layers, weakest first, and what is told of a file that is wrong."""

import pytest

from altindex_magic.config.store import Store
from altindex_magic.errors.usage import BrokenFile, InvalidSetting, PlainHttp, SecretInConfig, UnknownIndex
from altindex_magic.model import Layer, Scope
from tests.unit.config.conftest import FURY, table


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


def test_the_version_changes_with_any_file(store, files):
    """Whoever saw an older version must look again before writing."""
    seen = [store.version()]
    for name in ("site", "user", "project"):
        files.write(**{name: "# new"})
        seen.append(store.version())
    assert len(set(seen)) == 4
    assert store.version() == seen[-1]
