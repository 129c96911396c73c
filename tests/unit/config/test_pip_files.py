"""What pip would obey: its files on three platforms, and its order of precedence."""

from pathlib import Path

import pytest

from altindex_magic.config import pip_files
from altindex_magic.config.reading import Reading
from altindex_magic.config.surroundings import Environment
from tests.unit.config.conftest import write


@pytest.fixture
def world(tmp_path):

    def make(platform="linux", **environ):
        return Environment(
            environ, platform, tmp_path / "home", tmp_path / "cwd", tmp_path / "venv", root=tmp_path / "root"
        )

    return make


def read(environment):
    reading = Reading()
    pip_files.read(environment, reading)
    return reading


def urls(environment):
    return [index.url for index in read(environment).indexes]


@pytest.mark.parametrize(
    ("platform", "environ", "files"),
    [
        (
            "linux",
            {},
            ["root/etc/xdg/pip/pip.conf", "root/etc/pip.conf", "home/.pip/pip.conf", "home/.config/pip/pip.conf"],
        ),
        (
            "linux",
            {"XDG_CONFIG_DIRS": "{}/a:relative:{}/b", "XDG_CONFIG_HOME": "{}/c"},
            ["a/pip/pip.conf", "b/pip/pip.conf", "root/etc/pip.conf", "home/.pip/pip.conf", "c/pip/pip.conf"],
        ),
        (
            "darwin",
            {},
            ["root/Library/Application Support/pip/pip.conf", "home/.pip/pip.conf", "home/.config/pip/pip.conf"],
        ),
        (
            "darwin",
            {"XDG_DATA_DIRS": "{}/a:{}/b"},
            ["a/pip/pip.conf", "b/pip/pip.conf", "home/.pip/pip.conf", "home/.config/pip/pip.conf"],
        ),
        (
            "win32",
            {"APPDATA": "{}/Roaming", "PROGRAMDATA": "{}/ProgramData"},
            ["ProgramData/pip/pip.ini", "home/pip/pip.ini", "Roaming/pip/pip.ini"],
        ),
        (
            "win32",
            {"ALLUSERSPROFILE": "{}/All"},
            ["All/pip/pip.ini", "home/pip/pip.ini", "home/AppData/Roaming/pip/pip.ini"],
        ),
    ],
)
def test_files_of_each_platform(world, tmp_path, platform, environ, files):
    """Global, user (old, new), and last the environment's."""
    environ = {name: value.replace("{}", str(tmp_path)) for name, value in environ.items()}
    name = "pip.ini" if platform == "win32" else "pip.conf"
    expected = [tmp_path / file for file in files] + [tmp_path / "venv" / name]
    assert pip_files.config_files(world(platform, **environ)) == expected


def test_on_macos_an_existing_folder_of_the_library_wins(world, tmp_path):
    """It is the folder that pip looks for, not the file."""
    folder = tmp_path / "home" / "Library" / "Application Support" / "pip"
    folder.mkdir(parents=True)
    assert folder / "pip.conf" in pip_files.config_files(world("darwin"))


@pytest.mark.parametrize(("platform", "null"), [("linux", "/dev/null"), ("darwin", "/dev/null"), ("win32", "nul")])
def test_the_null_device_stands_for_no_file_at_all(world, platform, null):
    """As pip documents; variables still count."""
    assert pip_files.config_files(world(platform, PIP_CONFIG_FILE=null)) == []


def test_a_named_file_replaces_the_users_if_it_exists(world, tmp_path):
    """And it is the strongest; the global and the environment's file are still read."""
    user = tmp_path / "home" / ".config" / "pip" / "pip.conf"
    assert user in pip_files.config_files(world(PIP_CONFIG_FILE="named.conf"))
    write(tmp_path / "cwd" / "named.conf", "")
    files = pip_files.config_files(world(PIP_CONFIG_FILE="named.conf"))
    assert user not in files
    assert files[-2:] == [tmp_path / "venv" / "pip.conf", tmp_path / "cwd" / "named.conf"]


SETTING = "[{}]\nindex-url = https://{}.example/\n"


@pytest.mark.parametrize(
    ("etc", "user", "site", "variable", "winner"),
    [
        ("global", None, None, None, "etc"),
        ("global", "global", None, None, "user"),
        ("global", "global", "global", None, "site"),
        ("install", "global", "global", None, "etc"),
        ("install", "install", "global", None, "user"),
        ("install", "install", "install", "https://env.example/", "env"),
        ("install", "global", None, "", "etc"),
        ("download", None, None, None, None),
    ],
)
def test_a_section_beats_a_level(world, tmp_path, etc, user, site, variable, winner):  # noqa: PLR0917 (a table)
    """[install] of the weakest file wins over [global] of the strongest; a variable over both, unless empty."""
    for name, section, path in (
        ("etc", etc, "root/etc/pip.conf"),
        ("user", user, "home/.config/pip/pip.conf"),
        ("site", site, "venv/pip.conf"),
    ):
        if section:
            write(tmp_path / path, SETTING.format(section, name))
    environment = world(**({} if variable is None else {"PIP_INDEX_URL": variable}))
    assert urls(environment) == ([f"https://{winner}.example/"] if winner else [])
    effective = [setting for setting in read(environment).settings if setting.effective]
    assert [setting.value for setting in effective] == ([f"https://{winner}.example/"] if winner else [])


def test_an_empty_value_takes_a_key_out_of_its_section(world, tmp_path):
    """The one way to unset what a weaker file says."""
    write(tmp_path / "root/etc/pip.conf", SETTING.format("global", "etc"))
    write(tmp_path / "venv/pip.conf", "[global]\nindex-url =\n")
    assert urls(world()) == []


def test_every_setting_is_told_with_its_source(world, tmp_path):
    """Also those that another overrides; the secret in none."""
    user = tmp_path / "home/.config/pip/pip.conf"
    write(user, "[global]\nindex-url = https://u:s3cret@a.example/\nfind-links = /srv/w\n[install]\nno_index = true\n")
    told = [
        (setting.key, setting.value, setting.source, setting.effective)
        for setting in read(world(PIP_INDEX_URL="https://s3cret@b.example/", PIP_TIMEOUT="3")).settings
    ]
    assert told == [
        ("index-url", "https://••••••@a.example/", f"{user} [global]", False),
        ("find-links", "/srv/w", f"{user} [global]", True),
        ("no-index", "true", f"{user} [install]", True),
        ("index-url", "https://••••••@b.example/", "$PIP_INDEX_URL", True),
    ]


def test_lists_are_split_at_blanks_and_lines(world, tmp_path):
    """In the order in which they stand, after the default."""
    write(
        tmp_path / "venv/pip.conf",
        "[global]\nindex-url = https://d.example/\nextra-index-url =\n    https://a.example/\n    https://b.example/\n",
    )
    assert urls(world()) == ["https://d.example/", "https://a.example/", "https://b.example/"]
    assert urls(world(PIP_EXTRA_INDEX_URL="https://c.example/ https://e.example/")) == [
        "https://d.example/",
        "https://c.example/",
        "https://e.example/",
    ]
    assert urls(world(PIP_EXTRA_INDEX_URL=" ")) == ["https://d.example/"]


@pytest.mark.parametrize("name", ["INDEX_URL", "Index-Url", "--index-url", "pypi-url"])
def test_an_option_has_several_spellings(world, tmp_path, name):
    """Case, dashes, and the old name."""
    write(tmp_path / "venv/pip.conf", f"[global]\n{name} = https://d.example/\n")
    assert urls(world()) == ["https://d.example/"]


def test_percent_and_dollar_are_themselves(world, tmp_path):
    """No interpolation: an encoded password is one."""
    write(tmp_path / "venv/pip.conf", "[global]\nindex-url = https://u:a%40b%25@d.example/${X}/\n")
    credential = read(world()).credentials["https://d.example/${X}/"]
    assert credential.secret.matches("a@b%")


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf[global]\r\nindex-url = https://d.example/\r\n",
        "# größe\n[global]\nindex-url = https://d.example/\n".encode(),
        "# größe\n[global]\nindex-url = https://d.example/\n".encode("latin-1"),
    ],
)
def test_files_of_other_editors_are_read(world, tmp_path, content):
    """A byte order mark, CRLF, another encoding."""
    write(tmp_path / "venv/pip.conf", content)
    assert urls(world()) == ["https://d.example/"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[global]\nindex-url = a\nindex-url = b\n", "line 3 cannot be read: it sets one option twice"),
        ("[global]\n[global]\n", "line 2 cannot be read: it has one section twice"),
        ("index-url = https://u:s3cret@a.example/\n", "line 1 cannot be read: it has no [section] line before"),
        ("[global]\nhttps//u:s3cret@a\n", "https//u"),
        ("[global]\njust words\n", "line 2 cannot be read: this is neither an option nor a section"),
    ],
)
def test_a_broken_file_is_a_problem_and_no_end(world, tmp_path, content, problem):
    """Everything else is still found; the line is shown without its secret."""
    write(tmp_path / "venv/pip.conf", content)
    reading = read(world(PIP_INDEX_URL="https://d.example/"))
    assert [index.url for index in reading.indexes] == ["https://d.example/"]
    if not problem.startswith("line"):
        assert reading.problems == []  # a line with a colon is an option to pip
        return
    (found,) = reading.problems
    assert f"{tmp_path / 'venv/pip.conf'}, {problem}" in str(found)
    assert "pip refuses to work" in str(found)
    assert "s3cret" not in str(found)


def test_a_file_that_cannot_be_read_is_a_problem(world, tmp_path):
    """A folder in its place stands in for a lack of permission."""
    (tmp_path / "venv" / "pip.conf").mkdir(parents=True)
    (problem,) = read(world()).problems
    assert f"{tmp_path / 'venv/pip.conf'} cannot be read.  [unreadable-file]" in str(problem)


def test_certificates_count_for_all_indexes(world, tmp_path):
    """As pip uses them; relative to where pip would run."""
    environment = world(
        PIP_CERT="ca.pem",
        PIP_CLIENT_CERT="~/me.pem",
        PIP_INDEX_URL="https://a.example",
        PIP_EXTRA_INDEX_URL="https://b.example",
    )
    for index in read(environment).indexes:
        assert index.ca_cert == tmp_path / "cwd" / "ca.pem"
        assert index.client_cert == Path("~/me.pem").expanduser()


def test_the_home_of_somebody_unknown_is_a_path_like_any_other(world, tmp_path):
    """As for pip: the indexes are read all the same."""
    environment = world(
        PIP_CERT="~nobody-has-this-name/ca.pem",
        PIP_CLIENT_CERT="~nobody-has-this-name/me.pem",
        PIP_INDEX_URL="https://a.example",
    )
    (index,) = read(environment).indexes
    assert index.ca_cert == tmp_path / "cwd" / "~nobody-has-this-name/ca.pem"
    assert index.client_cert == tmp_path / "cwd" / "~nobody-has-this-name/me.pem"


@pytest.mark.parametrize(
    ("hosts", "found"),
    [
        ("", []),
        ("a.example", ["http://a.example:8080/"]),
        ("a.example:8080", ["http://a.example:8080/"]),
        ("a.example:1", []),
    ],
)
def test_plain_http_counts_for_trusted_hosts_only(world, hosts, found):
    """For others pip passes the index over; here that is a problem that is told."""
    reading = read(world(PIP_EXTRA_INDEX_URL="http://a.example:8080/", PIP_TRUSTED_HOST=hosts))
    assert [index.url for index in reading.indexes] == found
    assert [problem.reference for problem in reading.problems] == ([] if found else ["plain-http"])


@pytest.mark.parametrize(
    ("value", "url", "login"),
    [
        ("proxy.example:3128", "http://proxy.example:3128", None),
        ("https://proxy.example", "https://proxy.example", None),
        ("http://me:p%40ss@proxy.example:3128", "http://proxy.example:3128", ("me", "p@ss")),
        ("me:s3cret@proxy.example:3128", "http://proxy.example:3128", ("me", "s3cret")),
    ],
)
def test_a_proxy_of_pip_holds_for_every_index(world, value, url, login):
    """With or without a scheme; its login is no part of its address, and shows nowhere."""
    reading = read(world(PIP_PROXY=value, PIP_CERT="ca.pem"))
    proxy = reading.transport.proxy
    assert reading.transport.ca_cert == world().cwd / "ca.pem"
    assert (proxy.url, proxy.source) == (url, "pip's proxy ($PIP_PROXY)")
    assert (proxy.credential and (proxy.credential.username, proxy.credential.secret.reveal())) == login
    assert "s3cret" not in repr((proxy, reading.settings))
    assert "p%40ss" not in repr((proxy, reading.settings))


def test_an_address_that_is_none_is_no_proxy(world):
    """Whatever pip makes of it: the indexes are asked without."""
    assert read(world(PIP_PROXY="http://[proxy")).transport.proxy is None
