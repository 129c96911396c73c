"""Every key of an [[index]] table: what it may hold, and what is said when it holds something else."""

from dataclasses import replace
from pathlib import Path

import pytest

from altindex_magic.config.tables import Entry, read_index, table_of
from altindex_magic.errors.usage import InvalidSetting, PlainHttp, SecretInConfig
from altindex_magic.model import Index, Layer

FOLDER = Path(__file__).parent
GOOD = {"name": "fury", "url": "https://pypi.example.com/acme/"}


def entry(layer=Layer.USER, **keys):
    table = GOOD | {key.replace("_", "-"): value for key, value in keys.items()}
    return Entry(table, layer, "indexes.toml", FOLDER, {"": 4, "url": 6})


def test_two_keys_are_enough():
    """Everything else has a default."""
    expected = Index("fury", "https://pypi.example.com/acme/", layer=Layer.USER, source="indexes.toml")
    assert read_index(entry()) == expected


def test_every_key_reaches_the_index():
    """A full table, and the table made of the index again."""
    full = {
        **GOOD,
        "publish-url": "https://push.example.com/acme/",
        "default": True,
        "explicit": True,
        "authenticate": "always",
        "ignore-error-codes": [403],
        "username": "me",
        "packages": ["acme-*", "tool[sz]"],
        "exclusive": False,
        "credential": "env:FURY_TOKEN",
        "ca-cert": str(FOLDER / "ca.pem"),
        "client-cert": str(FOLDER / "me.pem"),
        "allow-http": True,
        "cooldown": "7d",
        "cooldown-except": ["acme-*"],
        "preset": "gemfury",
    }
    index = read_index(Entry(full, Layer.USER, "", FOLDER))
    assert table_of(index) == full
    assert index.packages == ("acme-*", "tool[sz]")
    assert index.client_cert == FOLDER / "me.pem"


def test_keys_of_uv_that_mean_nothing_here_are_no_error():
    """A table of uv can be pasted."""
    assert read_index(entry(cache_control={"api": "max-age=600"}, exclude_newer="2026-01-01")).name == "fury"


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ({"name": "a b"}, "`name` cannot be used: it must be 1 to 64 letters"),
        ({"name": "local"}, "`name` cannot be used: `local` is the embedded index"),
        ({"url": 7}, "`url` cannot be used: it must be a text in quotes"),
        ({"url": "pypi.example.com"}, "`url` cannot be used: it must start with https://"),
        ({"url": "ftp://pypi.example.com"}, "`url` cannot be used: it must start with https://"),
        ({"url": "https://"}, "`url` cannot be used: it names no host."),
        ({"default": "yes"}, "`default` cannot be used: it must be true or false"),
        ({"authenticate": "maybe"}, '`authenticate` cannot be used: it must be "auto", "always" or "never"'),
        ({"ignore_error_codes": 403}, "`ignore-error-codes` cannot be used: it must be a list in brackets"),
        ({"ignore_error_codes": [200]}, "`ignore-error-codes` cannot be used: each must be an HTTP error code"),
        ({"ignore_error_codes": [True]}, "`ignore-error-codes` cannot be used: each must be an HTTP error code"),
        ({"username": "a:b"}, "`username` cannot be used: it cannot have a colon"),
        ({"cooldown_except": ["a b"]}, "`cooldown-except` cannot be used: a pattern has letters"),
        ({"packages": "acme-*"}, "`packages` cannot be used: it must be a list in brackets"),
        ({"packages": [""]}, "`packages` cannot be used: a pattern has letters"),
        ({"packages": ["a/b"]}, "`packages` cannot be used: a pattern has letters"),
        ({"packages": ["acme["]}, "`packages` cannot be used: a pattern has letters"),
        ({"exclusive": 1}, "`exclusive` cannot be used: it must be true or false"),
        ({"credential": "s3cret"}, '`credential` cannot be used: it must be "env:VARIABLE" or "command:PROGRAM …"'),
        ({"credential": "env:A B"}, "`credential` cannot be used"),
        ({"ca_cert": ""}, "`ca-cert` cannot be used: it must be a text in quotes"),
        ({"cooldown": "7 days"}, "`cooldown` cannot be used: it must be a number of hours, days or weeks"),
        ({"preset": "a\nb"}, "`preset` cannot be used: it must be a text in quotes, on one line"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(keys, what):
    """What is wrong, in which key, of which index, in which line; never the value."""
    with pytest.raises(InvalidSetting) as caught:
        read_index(entry(**keys))
    text = str(caught.value)
    line = 6 if "url" in keys else 4
    assert text.startswith(what)
    assert f"  why     It stands in indexes.toml, line {line}." in text
    assert "docs/configuration.md lists every key" in text
    assert "s3cret" not in text


@pytest.mark.parametrize("key", ["name", "url"])
def test_a_missing_key_is_named(key):
    """Without these two there is no index."""
    table = {other: value for other, value in GOOD.items() if other != key}
    with pytest.raises(InvalidSetting, match=f"`{key}` cannot be used: it is missing"):
        read_index(Entry(table, Layer.USER, "f", FOLDER))


@pytest.mark.parametrize("key", ["url", "publish-url"])
@pytest.mark.parametrize(
    "url", ["https://u:s3cret@host.example/", "https://s3cret@host.example/", "https://h.example/?t=s3cret"]
)
def test_a_secret_in_a_url_is_refused_and_not_shown(key, url):
    """The file is named, and the way to do it right."""
    with pytest.raises(SecretInConfig) as caught:
        read_index(entry(**{key: url}))
    assert f"indexes.toml, line {6 if key == 'url' else 4} holds a secret in `{key}`" in str(caught.value)
    assert "%altindex login fury" in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("key", ["password", "token", "api-key"])
def test_a_key_made_for_a_secret_is_refused(key):
    """Nothing would read it, and everything could."""
    with pytest.raises(SecretInConfig, match=f"holds a secret in `{key}`") as caught:
        read_index(entry(**{key: "s3cret"}))
    assert "s3cret" not in str(caught.value)


def test_plain_http_must_be_allowed():
    """Neither to read from nor to publish to."""
    with pytest.raises(PlainHttp, match=r"http://host\.example/ is not encrypted"):
        read_index(entry(url="http://host.example"))
    with pytest.raises(PlainHttp, match=r"http://push\.example/ is not encrypted"):
        read_index(entry(publish_url="http://push.example"))
    assert read_index(entry(url="http://host.example", allow_http=True)).url == "http://host.example/"


def test_plain_http_to_this_machine_discloses_nothing():
    """No permission is needed for loopback."""
    assert read_index(entry(url="http://127.0.0.1:8080/simple")).url == "http://127.0.0.1:8080/simple/"


@pytest.mark.parametrize("layer", [Layer.PROJECT, Layer.DISCOVERED])
def test_a_cloned_project_says_nothing_about_secrets(layer):
    """A command or key of the user's is not a stranger's to name; a certificate authority is no secret."""
    index = read_index(entry(layer, credential="command:curl evil", client_cert="me.pem", ca_cert="ca.pem"))
    assert (index.credential, index.client_cert) == (None, None)
    assert index.ca_cert == FOLDER / "ca.pem"


def test_paths_are_relative_to_the_file(tmp_path, hermetic):
    """As for uv: where the file lies, not where the kernel runs."""
    (tmp_path / "wheels").mkdir()

    def read(**keys):
        return read_index(Entry(GOOD | keys, Layer.USER, "f", tmp_path))

    assert read(url="wheels").url == (tmp_path / "wheels").as_uri() + "/"
    assert read(url="./later").url == (tmp_path / "later").as_uri() + "/"
    assert read(url="~/w").url == (hermetic / "w").as_uri() + "/"
    assert read(url="file:///srv/wheels").url == "file:///srv/wheels/"
    assert read(**{"ca-cert": "~/ca.pem"}).ca_cert == hermetic / "ca.pem"


def test_a_relative_certificate_is_written_as_the_path_it_means(tmp_path, monkeypatch):
    """It was typed in the working directory and is read from the file's."""
    monkeypatch.chdir(tmp_path)
    index = replace(read_index(entry()), ca_cert=Path("ca.pem"))
    assert table_of(index)["ca-cert"] == str(tmp_path / "ca.pem")
