"""What is typed as the address of an index is stored in one spelling, or refused with the reason."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from altindex_magic.address import folder_of, index_url
from altindex_magic.errors.usage import InvalidUrl, SecretInUrl
from tests.unit.address.urls import URLS


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://pypi.example.com/simple", "https://pypi.example.com/simple/"),
        ("  https://pypi.example.com/simple/\n", "https://pypi.example.com/simple/"),
        ("https://pypi.example.com", "https://pypi.example.com/"),
        ("https://pypi.example.com///", "https://pypi.example.com/"),
        ("HTTPS://PyPI.Example.COM/Simple/", "https://pypi.example.com/Simple/"),
        ("https://pypi.example.com:443/simple/", "https://pypi.example.com/simple/"),
        ("http://pypi.example.com:80/simple/", "http://pypi.example.com/simple/"),
        ("http://pypi.example.com:443/simple/", "http://pypi.example.com:443/simple/"),
        ("http://localhost:3141/acme/prod/+simple/", "http://localhost:3141/acme/prod/+simple/"),
        ("http://[::1]:3141/simple", "http://[::1]:3141/simple/"),
        ("https://[2001:DB8::1]:443/simple", "https://[2001:db8::1]/simple/"),
        ("https://git.example.com/api/v4/projects/a%2Fb/packages/pypi/simple", None),
        ("https://bücher.example/simple/", "https://bücher.example/simple/"),
        ("file:///srv/wheels", "file:///srv/wheels/"),
        ("FILE:///srv/My%20Wheels/", "file:///srv/My%20Wheels/"),
        ("file://localhost/srv/wheels", "file:///srv/wheels/"),
        ("file://Server/share/wheels", "file://server/share/wheels/"),
        ("file:///", "file:///"),
        ("https://pypi.example.com/simple/?", "https://pypi.example.com/simple/"),
    ],
)
def test_an_address_gets_one_spelling(typed, stored):
    """Lower-case scheme and host, no default port, one slash at the end; the path stays as it is."""
    assert index_url(typed) == (stored or f"{typed}/")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "It must start with https://, http:// or file://, or be the path of a folder."),
        ("pypi.example.com/simple", "It must start with https://, http:// or file://, or be the path of a folder."),
        ("ftp://pypi.example.com/", "It must start with https://, http:// or file://, or be the path of a folder."),
        ("javascript:alert(1)", "It must start with https://, http:// or file://, or be the path of a folder."),
        ("https://", "It names no host."),
        ("https:///simple/", "It names no host."),
        ("https://:443/simple/", "It names no host."),
        ("https://pypi.example.com:0/", "It names no host."),
        ("https://pypi.example.com:99999/", "It cannot be read as a URL."),
        ("https://pypi.example.com:port/", "It cannot be read as a URL."),
        ("https://[::1/", "It cannot be read as a URL."),
        ("https://pypi.example.com/a b/", "It has a blank or a control character in it."),
        ("https://pypi.example.com/a\nb/", "It has a blank or a control character in it."),
        ("https://pypi.example.com/a\x7fb/", "It has a blank or a control character in it."),
        ("https://pypi.example.com/\u202eelpmis/", "It has a blank or a control character in it."),
        ("https://pypi.example\u200b.com/", "It has a blank or a control character in it."),
        (r"https://evil.example\pypi.example.com/", "Its host has a character that no host name has."),
        ("https://ex%61mple.com/", "Its host has a character that no host name has."),
        ("/srv/wheels\x00/", "It has a control character in it."),
        ("/srv/\ud800/", "It has a character that no path has."),
        ("~nobody-has-this-name/wheels", "Its ~ stands for a user that this machine does not know."),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(typed, why):
    """Each fault has its own reason, and the address, which may hold a secret, is not repeated."""
    with pytest.raises(InvalidUrl) as caught:
        index_url(typed, index="fury")
    assert str(caught.value).splitlines() == [
        "The URL of the index cannot be used.  [invalid-url]",
        "  index   fury",
        f"  why     {why}",
        "  do      Give the address that pip's --index-url would take, such as https://pypi.example.com/simple/",
    ]


def test_an_address_behind_another_http_keeps_no_secret_either():
    """As it comes of typing http:// before what is then pasted."""
    with pytest.raises(SecretInUrl) as caught:
        index_url("http://https://alice:s3cret@pypi.example.com/simple/")
    assert "s3cret" not in str(caught.value) + repr(caught.value)


def test_a_relative_folder_needs_a_current_one(tmp_path, monkeypatch):
    """The folder that a terminal stands in may have been removed meanwhile."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(InvalidUrl) as caught:
        index_url("./wheels")
    assert caught.value.why == "The folder that it starts from, the current one, is no longer there."


@pytest.mark.parametrize(
    "typed",
    [
        "https://alice:s3cret@pypi.example.com/simple/",
        "https://s3cret@pypi.example.com/simple/",
        "https://s3cret:@pypi.example.com/simple/",
        "https://:s3cret@pypi.example.com/simple/",
        "https://pypi.example.com/simple/?token=s3cret",
        "https://pypi.example.com/simple/#s3cret",
        "https://alice:s3cret@elsewhere@pypi.example.com/simple/",
    ],
)
def test_an_address_with_a_secret_is_refused_and_shown_without_it(typed):
    """The error names the right way and holds nothing of the secret, not even in its cause."""
    with pytest.raises(SecretInUrl) as caught:
        index_url(typed, index="fury")
    assert "s3cret" not in str(caught.value) + repr(caught.value) + repr(caught.value.__cause__)
    assert caught.value.remedy == (
        "%altindex add fury https://pypi.example.com/simple/ --username USER\n%altindex login fury"
    )


def test_the_path_of_a_folder_becomes_a_file_url(tmp_path, monkeypatch, hermetic):
    """Absolute, relative and home paths name the folder that they name in a shell."""
    monkeypatch.chdir(tmp_path)
    wheels = tmp_path / "my wheels"
    assert index_url(str(wheels)) == f"{wheels.as_uri()}/"
    assert index_url("./my wheels") == f"{wheels.as_uri()}/"
    assert index_url("~/wheels") == f"{Path(hermetic, 'wheels').as_uri()}/"
    assert folder_of(index_url(str(wheels))) == wheels


def test_the_root_folder_keeps_its_slashes():
    """The address of the root is a file URL like any other."""
    assert index_url("/") == "file:///"
    assert folder_of("file:///") == Path("/")


def test_a_share_keeps_its_server():
    """A folder on a server, as Windows writes it, is not taken for one on this machine."""
    assert folder_of("file://server/share/wheels/").as_posix() == "//server/share/wheels"
    assert folder_of("https://pypi.example.com/") is None


@given(URLS)
@example("file://server/share")
@example("file:///")
@example("http://[::1]:80//")
def test_the_stored_spelling_is_stored_as_it_is(url):
    """Storing what was stored changes nothing."""
    once = index_url(url)
    assert index_url(once) == once
    assert once.endswith("/")


@given(st.text(max_size=40))
@example("//")
@example("//server/share")
@example("file:////srv//wheels")
def test_any_text_is_an_address_or_one_clear_error(text):
    """No text makes the parser fail in another way."""
    try:
        stored = index_url(text)
    except (InvalidUrl, SecretInUrl):
        return
    assert stored.startswith(("https://", "http://", "file://"))
    assert index_url(stored) == stored
