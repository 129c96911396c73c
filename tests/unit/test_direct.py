"""Requirements with a direct URL are recognised wherever they are stated."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic import direct

URL = "https://files.example.com/acme-1.0.tar.gz"


@pytest.mark.parametrize(
    "requirement",
    [f"acme @ {URL}", f"acme@{URL}", f"Acme_Data[all, x] @ git+{URL}", " a@file:///srv/a.whl", "a @ ./somewhere"],
)
def test_a_url_after_the_name_is_direct(requirement):
    """With extras, without blanks, of any scheme."""
    assert direct.is_direct(requirement)


@pytest.mark.parametrize(
    "requirement", ["acme", "acme>=1.0 ; extra == 'a@b'", "acme[x]", "", "@", "-e git+https://x@y/"]
)
def test_anything_else_is_not(requirement):
    """An @ elsewhere means nothing."""
    assert not direct.is_direct(requirement)


@pytest.mark.parametrize(
    ("text", "remote"),
    [(URL, True), ("git+ssh://git@h/x", True), ("file:///srv/a.whl", False), ("./a", False), ("C:\\a", False)],
)
def test_a_remote_url_is_told_from_a_path(text, remote):
    """What is on a disk of this machine is the user's own."""
    assert direct.is_remote(text) is remote


def test_metadata_is_read_to_its_description_and_no_further():
    """Of wheels and sdists, with either line end."""
    head = (
        "Metadata-Version: 2.1\nName: a\nVersion: 1\nRequires-Dist: b\nRequires-Dist: c @ {}\n\nRequires-Dist: d @ x\n"
    )
    assert direct.in_metadata(head.format(URL).encode()) == f"c @ {URL}"
    assert direct.in_metadata(head.format(URL).replace("\n", "\r\n").encode()) == f"c @ {URL}"
    assert direct.in_metadata(b"Metadata-Version: 2.1\nName: a\n\nRequires-Dist: d @ https://x.example/\n") is None


@pytest.mark.parametrize(
    "text",
    [
        '[build-system]\nrequires = ["hatchling", "{}"]',
        '[project]\ndependencies = ["{}"]',
        '[project.optional-dependencies]\nx = ["a", "{}"]',
        '[dependency-groups]\ndev = [{{ include-group = "x" }}, "{}"]',
    ],
)
def test_every_list_of_a_project_file_is_read(text):
    """Of the build, of the project, of its extras and of its groups."""
    assert direct.in_pyproject(text.format(f"c @ {URL}").encode()) == f"c @ {URL}"
    assert direct.in_pyproject(text.format("c").encode()) is None


@given(st.binary(max_size=200))
def test_no_file_breaks_the_reading(content):
    """What is not TOML is told as such, and what is not metadata states nothing."""
    with suppress(direct.NotToml):
        direct.in_pyproject(content)
    direct.in_metadata(content)


@pytest.mark.parametrize(
    "content", [b"a = {b = 1,\n c = 2}", b'a = "\\e"', b"[" * 3000], ids=["lines", "escape", "depth"]
)
def test_toml_that_only_other_programs_read_is_not_taken_for_empty(content):
    """Some installers read TOML 1.1: whoever looks for a URL in it here must not be told that there is none."""
    with pytest.raises(direct.NotToml, match=r"^it is not TOML 1\.0, so that nobody can tell what it requires$"):
        direct.in_pyproject(content)


def test_a_byte_order_mark_hides_nothing():
    """Some installers read over it."""
    content = f'\ufeff[build-system]\nrequires = ["c @ {URL}"]'.encode()
    assert direct.in_pyproject(content) == f"c @ {URL}"


@pytest.mark.parametrize(
    "text", ["project = 1", "[project]\ndependencies = 'a'", "build-system = []", "dependencies = [1]"]
)
def test_a_file_of_another_shape_states_nothing(text):
    """No installer begins with it either."""
    assert direct.in_pyproject(text.encode()) is None
    assert direct.in_script(text) is None
