"""No secret of a configuration value is ever shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.config.masking import masked_line, masked_setting, names_secret


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://pypi.example.com/simple/", "https://pypi.example.com/simple/"),
        ("https://user:pass@pypi.example.com/", "https://••••••@pypi.example.com/"),
        ("https://TOKEN@pypi.example.com/", "https://••••••@pypi.example.com/"),
        ("https://TOKEN:@pypi.example.com/", "https://••••••@pypi.example.com/"),
        ("https://user:a/b@c@pypi.example.com/", "https://••••••@pypi.example.com/"),
        ("https://user:a=b@pypi.example.com/", "https://••••••@pypi.example.com/"),
        ("https://pypi.example.com/simple?token=abc", "https://pypi.example.com/simple?••••••"),
        ("user:pass@proxy.example.com:3128", "••••••@proxy.example.com:3128"),
        ("one=https://u:p@one.example/", "one=https://••••••@one.example/"),
        ("\nhttps://u:p@a.example/\n  https://b.example/", "https://••••••@a.example/ https://b.example/"),
        ("subprocess", "subprocess"),
        ("/srv/wheels", "/srv/wheels"),
    ],
)
def test_userinfo_and_query_are_masked_and_nothing_else(value, shown):
    """A token in the place of the user is as secret as a password."""
    assert masked_setting(value) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('url = "https://user:s3cret@host/', 'url = "https://••••••@host/'),
        ('url = "https://user:my s3cret@host/', 'url = "https://••••••@host/'),
        ('api-token = "s3cret', "api-token = ••••••"),
        ("Password: s3cret", "Password: ••••••"),
        ("extra-index-url https://user:s3cret@host/", "extra-index-url https://••••••@host/"),
        ('name = "fury"', 'name = "fury"'),
        ("proxy = user:s3cret@proxy:3128", "proxy = ••••••@proxy:3128"),
    ],
)
def test_a_broken_line_shows_where_it_breaks_and_no_secret(line, shown):
    """The line of a file that cannot be parsed is shown, because it must be mended."""
    assert masked_line(line) == shown


@given(
    password=st.text(
        st.characters(exclude_categories=("C", "Z"), exclude_characters="?#"), min_size=6, max_size=20
    ).filter(lambda text: text.strip("•"))
)
def test_no_password_survives(password):
    """Whatever stands between the scheme and the host is gone."""
    assert password not in masked_setting(f"https://user:s3cret{password}@host.example/simple/")
    assert password not in masked_line(f'  url = "https://user:s3cret{password}@host.example/simple/"')


@pytest.mark.parametrize("key", ["password", "passwd", "api_token", "CLIENT-SECRET", "credential", "key"])
def test_keys_that_name_a_secret_are_known(key):
    """Case and surroundings do not matter."""
    assert names_secret(key)
