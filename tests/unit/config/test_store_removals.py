"""An index is removed or renamed where it is defined, if that file is ours to write."""

import pytest

from altindex_magic.errors.usage import (
    DuplicateName,
    InvalidName,
    ReadOnlyIndex,
    ReservedName,
    UnknownIndex,
    UnwritableFile,
)
from altindex_magic.model import Scope
from tests.unit.config.conftest import FURY, URL, table


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
