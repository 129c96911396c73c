"""Where the secret of an address comes from is the user's word alone."""

import pytest

from altindex_magic.config.store import LoginSource
from altindex_magic.errors.usage import InvalidSetting, SecretInConfig


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
