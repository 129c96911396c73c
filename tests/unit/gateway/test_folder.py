"""A folder as an index: what its static pages leave out is found on the disk."""

import hashlib

from altindex_magic.gateway.folder import Folders
from altindex_magic.model import Index
from tests.packages import wheel


def test_a_file_of_a_static_page_without_hashes_has_that_of_the_disk(tmp_path):
    """So that another file under its name is noticed later; what is not there, or lies elsewhere, stays as it is."""
    path = wheel(tmp_path / "acme", "acme", "1.0")
    names = (path.name, "acme-2.0.tar.gz", "https://files.example.com/acme-3.0.tar.gz")
    links = "".join(f'<a href="{name}">{name.rpartition("/")[2]}</a>' for name in names)
    (tmp_path / "acme" / "index.html").write_text(f"<!DOCTYPE html><title>Links for acme</title>{links}")
    page = Folders().page(Index(name="share", url=f"{tmp_path.as_uri()}/"), "acme")
    assert page
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert {file.filename: file.sha256 for file in page.files} == {
        path.name: digest,
        "acme-2.0.tar.gz": None,
        "acme-3.0.tar.gz": None,
    }


def test_a_hash_that_a_static_page_promises_is_kept(tmp_path):
    """Whether the file has it, those who take it find out."""
    path = wheel(tmp_path / "acme", "acme", "1.0")
    link = f'<a href="{path.name}#sha256={"0" * 64}">{path.name}</a>'
    (tmp_path / "acme" / "index.html").write_text(f"<!DOCTYPE html><title>Links for acme</title>{link}")
    page = Folders().page(Index(name="share", url=f"{tmp_path.as_uri()}/"), "acme")
    assert page
    assert [file.sha256 for file in page.files] == ["0" * 64]
