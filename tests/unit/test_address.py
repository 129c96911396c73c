"""Addresses have one spelling, hold no secret, and bound where a credential goes."""

from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from altindex_magic.address import Origin, bare, covers, folder_of, index_url, is_loopback, userinfo
from altindex_magic.errors.usage import InvalidUrl, SecretInUrl
from altindex_magic.userinfo import carries_credentials


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


HOSTS = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?(\.[A-Za-z]{2,5}){1,2}", fullmatch=True)
PATHS = st.lists(st.text("abcXYZ019._~%2F+-@:;,=!$&'()*", max_size=8), max_size=4).map("/".join)
URLS = st.builds(
    lambda scheme, host, port, path: f"{scheme}://{host}{port}/{path}",
    st.sampled_from(["https", "http", "HTTPS", "Http"]),
    HOSTS,
    st.sampled_from(["", ":80", ":443", ":8443"]),
    PATHS.filter(lambda path: not carries_credentials(f"/{path}")),
)


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


@pytest.mark.parametrize(
    "url",
    [
        "https://pypi.example.com/acme/",
        "https://pypi.example.com/acme",
        "https://pypi.example.com:443/acme/models/",
        "HTTPS://PYPI.example.com/acme/models/models-1.0.tar.gz",
        "https://pypi.example.com/%61cme/models/",
        "https://pypi.example.com/acme/a..b/...",
        "https://pypi.example.com/acme/?page=2#top",
    ],
)
def test_a_scope_covers_what_lies_below_it(url):
    """The same origin in any spelling, at the path or below it."""
    assert covers("https://pypi.example.com/acme/", url)


@pytest.mark.parametrize(
    "url",
    [
        "https://pypi.example.com/",
        "https://pypi.example.com/acme-evil/",
        "https://pypi.example.com/ACME/",
        "http://pypi.example.com/acme/",
        "https://pypi.example.com:8443/acme/",
        "https://pypi.example.com:0/acme/",
        "https://pypi.example.com./acme/",
        "https://pypi.example.com.evil.example/acme/",
        "https://pypi.example.com@evil.example/acme/",
        r"https://evil.example\@pypi.example.com:1/acme/",
        "https://pypi.example.com/acme/../other/",
        "https://pypi.example.com/acme/%2e%2e/other/",
        "https://pypi.example.com/acme%2F..%2Fother/",
        "https://pypi.example.com/acme/%252e%252e/other/",
        r"https://pypi.example.com/acme/..\other/",
        "https://pypi.example.com/acme/..;/other/",
        "https://pypi.example.com/./acme/",
        "https://pypi.example.com:99999/acme/",
        "https://[::1/acme/",
        "//pypi.example.com/acme/",
        "/acme/",
        "",
    ],
)
def test_a_scope_covers_nothing_else(url):
    """Another origin, another path, a path that climbs, or what is no URL: no credential goes there."""
    assert not covers("https://pypi.example.com/acme/", url)


def test_a_scope_with_an_encoded_slash_covers_both_spellings():
    """GitLab names a project by its encoded path and answers with either form."""
    scope = "https://git.example.com/api/v4/projects/acme%2Fmodels/packages/pypi/simple/"
    assert covers(scope, f"{scope}models/")
    assert covers(scope, scope.replace("%2F", "%2f"))
    assert not covers(scope, scope.replace("models", "other"))


@given(URLS, URLS)
def test_coverage_never_crosses_an_origin(scope, url):
    """Whatever the paths are, another scheme, host or port is another owner."""
    if covers(scope, url):
        assert Origin.of(scope) == Origin.of(url)


@given(URLS, st.text("abc019._-", min_size=1, max_size=8))
def test_a_scope_covers_its_children(url, name):
    """What is appended to an index's URL lies below it, unless it climbs."""
    scope = index_url(url)
    assume(not any(part.partition(";")[0] in {".", ".."} for part in [*scope.split("/"), name]))
    assume("%" not in scope)
    assert covers(scope, f"{scope}{name}/")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://pypi.example.com/simple/", Origin("https", "pypi.example.com", 443)),
        ("HTTP://Pypi.Example.com:8080", Origin("http", "pypi.example.com", 8080)),
        ("http://[::1]/", Origin("http", "::1", 80)),
        ("https://alice:pw@pypi.example.com/", Origin("https", "pypi.example.com", 443)),
        ("file:///srv/wheels/", Origin("file", "", 0)),
    ],
)
def test_an_origin_is_scheme_host_and_port(url, origin):
    """Default ports are filled in, user and path left out."""
    assert Origin.of(url) == origin


def test_bare_leaves_out_everything_that_may_be_secret():
    """What may be shown is scheme, host, port and path."""
    assert bare("https://a:b@pypi.example.com:8443/x/?q=1#f") == "https://pypi.example.com:8443/x/"


@pytest.mark.parametrize(
    ("url", "user", "secret"),
    [
        ("https://alice:s3cret@h.example/", "alice", "s3cret"),
        ("https://t0ken@h.example/", "t0ken", ""),
        ("https://t0ken:@h.example/", "t0ken", ""),
        ("https://:s3cret@h.example/", "", "s3cret"),
        ("https://al%40ice:s%3Acret%2F@h.example/", "al@ice", "s:cret/"),
    ],
)
def test_userinfo_is_decoded_and_the_secret_masked(url, user, secret):
    """What an old configuration embeds can be moved to where it belongs."""
    name, found = userinfo(url)
    assert name == user
    assert found.reveal() == secret
    assert "cret" not in repr(found)


def test_an_address_without_a_user_has_no_userinfo():
    """Nothing is made up."""
    assert userinfo("https://h.example/simple/") is None


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:3141/", True),
        ("http://devpi.localhost/", True),
        ("http://127.0.0.1:8080/", True),
        ("http://127.9.9.9/", True),
        ("http://[::1]/", True),
        ("http://10.0.0.1/", False),
        ("http://0.0.0.0/", False),
        ("http://localhost.evil.example/", False),
        ("http://127.0.0.1.evil.example/", False),
        ("https://pypi.example.com/", False),
    ],
)
def test_loopback_is_this_machine_and_no_name_that_looks_like_it(url, local):
    """Plain http is harmless there alone."""
    assert is_loopback(url) is local
