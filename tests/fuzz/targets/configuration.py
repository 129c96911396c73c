"""Configuration files, as people and other tools may have left them."""

from __future__ import annotations

import configparser
import io
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from altindex_magic.config.discovery import discover
from altindex_magic.config.imports import clean, pypirc
from altindex_magic.config.imports.gather import gather
from altindex_magic.config.ini_text import IniText
from altindex_magic.config.store import Store
from altindex_magic.config.surroundings import Environment
from altindex_magic.credentials.netrc_file import look_up
from altindex_magic.errors import AltIndexError
from altindex_magic.model import Credential, Index, Scope
from altindex_magic.places import Places
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SECRET: Final = "s3cret-77"
LOGIN: Final = "@URL@"
"""In an input, the place of an address with a login in it."""
_ADDRESS: Final = f"https://bob:{SECRET}@a.example/simple/"
_NEW: Final = Index("fuzzed-new", "https://new.example/simple/", packages=("new-*",))


def _indexes(content: bytes) -> None:
    """``indexes.toml`` is read or refused, and takes a further index without a change to any other."""
    with _home(**{"config/indexes.toml": content}) as (folder, _):
        store = _store(folder)
        check_told(_told(store.strict), _told(store.logins), _told(store.overridden))
        try:
            before = store.indexes()
            store.add(_NEW, Scope.USER, replace=False)
        except AltIndexError as problem:
            check_told(problem)
            assert (folder / "config/indexes.toml").read_bytes() == _filled(content)
            return
        _check_added(store, before)


def _project(content: bytes) -> None:
    """So is ``pyproject.toml``, whose tables of uv, poetry and pdm are read as well."""
    with _home(**{"project/pyproject.toml": content}) as (folder, environment):
        store = _store(folder)
        try:
            before = store.indexes()
            store.add(_NEW, Scope.PROJECT, replace=False)
        except AltIndexError as problem:
            check_told(problem)
        else:
            _check_added(store, before)
        _check_discovery(environment)


def _uv(content: bytes) -> None:
    """``uv.toml``, wherever uv would find it."""
    with _home(**{"home/.config/uv/uv.toml": content}) as (_, environment):
        _check_discovery(environment)


def _pip(content: bytes) -> None:
    """``pip.conf``, whatever pip would say to it."""
    with _home(**{"home/.config/pip/pip.conf": content}) as (_, environment):
        _check_discovery(environment)


def _variables(content: bytes) -> None:
    """Read the variables of pip, uv, twine and poetry: one line each."""
    lines = _filled(content).decode("utf-8", "replace").replace("\0", "").splitlines()
    pairs = {name: value for name, _, value in (line.partition("=") for line in lines) if name}
    with _home() as (_, environment):
        _check_discovery(Environment({**environment.environ, **pairs}, *_facts(environment)))


def _pypirc(content: bytes) -> None:
    """``.pypirc`` is read, and cleaned of its logins without a change to anything else."""
    with _home(**{"home/.pypirc": content}) as (folder, environment):
        problems: list[AltIndexError] = []
        uploads = pypirc.read(environment, problems)
        check_told(*problems, *(upload.url for upload in uploads))
        _check_discovery(environment)
        text = _filled(content).decode("utf-8", "surrogateescape")
        kept = [upload.credential for upload in uploads if upload.credential]
        cleaned = clean.cleaned(folder / "home/.pypirc", text, kept)
        assert clean.cleaned(folder / "home/.pypirc", text, []) == text
        assert clean.cleaned(folder / "home/.pypirc", cleaned, kept) == cleaned


def _ini(content: bytes) -> None:
    """Read an INI file as configparser does; a change changes one option and nothing else."""
    text = content.decode("utf-8", "surrogateescape")
    ini = IniText(text)
    assert str(ini) == text
    options = _by_configparser(text)
    if options is None:
        return
    for section, key in options:
        assert (ini.value(section, key) or "").split() == options[section, key].split()
    ini.put("global", "index-url", ["https://new.example/", "https://other.example/"])
    assert ini.value("global", "index-url") == "https://new.example/\nhttps://other.example/"
    ini.drop("global", "index-url")
    assert ini.value("global", "index-url") is None
    after = _by_configparser(str(ini))
    assert after is not None
    left = {place: value.split() for place, value in options.items() if place != ("global", "index-url")}
    assert {place: value.split() for place, value in after.items()} == left


def _netrc(content: bytes) -> None:
    """Read a netrc file or refuse it; no error quotes it."""
    with _home(netrc=content) as (folder, _):
        index = Index("a", "https://a.example/simple/")
        with suppress(AltIndexError):
            found = look_up(folder / "netrc", index)
            assert found is None or isinstance(found, Credential)
        check_told(_told(lambda: look_up(folder / "netrc", index)))


def _check_added(store: Store, before: tuple[Index, ...]) -> None:
    after = store.indexes()
    assert [index for index in after if index.name != _NEW.name] == list(before)
    assert store.find(_NEW.name).url == _NEW.url
    store.remove(_NEW.name)
    assert store.indexes() == before


def _check_discovery(environment: Environment) -> None:
    """See what the tools would obey, and that no login is among what is shown."""
    found = discover(environment)
    gathered = gather(environment, lambda _: False)
    check_told(
        *(setting.value for setting in found.settings),
        *(index.url for index in (*found.extras, *(each.index for each in gathered.found))),
        *found.problems,
        *gathered.problems,
    )
    names = [each.index.name for each in gathered.found]
    assert len(names) == len(set(names))


def _told(ask: object) -> object:
    """Give what is said, be it by an error; logins are addresses without a secret."""
    try:
        return ask()  # type: ignore[operator]
    except AltIndexError as problem:
        return problem


def check_told(*shown: object) -> None:
    for each in shown:
        assert SECRET not in str(each), f"{type(each).__name__} shows the secret"


def _by_configparser(text: str) -> dict[tuple[str, str], str] | None:
    parser = configparser.RawConfigParser(default_section="\ud800")
    try:
        parser.read_file(io.StringIO(text.removeprefix("\ufeff"), newline=None))
    except configparser.Error:
        return None
    return {(section, key): value for section in parser.sections() for key, value in parser.items(section)}


@contextmanager
def _home(**files: bytes) -> Iterator[tuple[Path, Environment]]:
    """Make a throw-away home with these files."""
    with tempfile.TemporaryDirectory(prefix="altindex-fuzz-") as name:
        folder = Path(name)
        (folder / "project").mkdir()
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(_filled(content))
        roots = {"XDG_CONFIG_DIRS": str(folder / "xdg"), "HOME": str(folder / "home")}
        yield folder, Environment(roots, "linux", folder / "home", folder / "project", folder / "env", folder / "root")


def _facts(environment: Environment) -> Iterable[object]:
    return environment.platform, environment.home, environment.cwd, environment.prefix, environment.root


def _filled(content: bytes) -> bytes:
    return content.replace(LOGIN.encode(), _ADDRESS.encode())


def _store(folder: Path) -> Store:
    places = Places(*(folder / name for name in ("config", "site", "data", "state", "cache")))
    return Store(places, folder / "project", patience=5)


_TOML: Final = (
    *("[[index]]\n", "[[login]]\n", "[altindex]\n", "[[tool.uv.index]]\n", "[[tool.altindex.index]]\n", "[tool.uv]\n"),
    *("[tool.uv.pip]\n", "[[tool.poetry.source]]\n", "[[tool.pdm.source]]\n", "[project]\n", "[pip]\n", "name = "),
    *("url = ", "publish-url = ", "default = ", "explicit = ", "username = ", "packages = ", "credential = "),
    *('"fury"', '"https://a.example/simple/"', f'"{LOGIN}"', "true", "false", '"env:TOKEN"', '["acme-*"]', "[1, 2]"),
    *("strict = ", "source = ", "cooldown = ", '"7d"', "ca-cert = ", "index-url = ", "extra-index-url = ", '"../x"'),
    *("ignore-error-codes = ", "[403]", "1979-05-27", "'''", '"""', "# ", "\r\n", "{", "}", "0x1", "inf", '"\\u0000"'),
    *("tool = ", "index = ", "find-links = ", '"~"', '"http://[::1"', '"file:///x"', "allow-http = ", "priority = "),
)
_INI: Final = (
    *("[global]\n", "[install]\n", "[distutils]\n", "[fury]\n", "[DEFAULT]\n", "index-url = ", "extra-index-url = "),
    *("    ", "\n", "\r\n", "\r", "# ", "; ", "=", ":", f"{LOGIN}", "https://a.example/simple/", "repository = "),
    *("username = ", "password = ", "index-servers = ", "trusted-host = ", "find-links = ", "no-index = ", "%(x)s"),
    *("https://[bad", "http://h:99999/", "\ufeff", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\t", "client-cert = "),
)
_NAMES: Final = (
    *("PIP_INDEX_URL=", "PIP_EXTRA_INDEX_URL=", "PIP_TRUSTED_HOST=", "UV_INDEX=", "UV_DEFAULT_INDEX=", "UV_INDEX_URL="),
    *("UV_INDEX_FURY_PASSWORD=", "TWINE_REPOSITORY_URL=", "TWINE_PASSWORD=", "UV_PUBLISH_URL=", "fury=", "PIP_CERT="),
    *("PIP_FIND_LINKS=", "UV_CONFIG_FILE=", "PIP_CONFIG_FILE=", "PIP_CLIENT_CERT=", LOGIN, "https://a/", "\n", " "),
    *("https://[bad", "http://h:x/", "~nobody", "//", "file:", "UV_NO_CONFIG=", "XDG_CONFIG_DIRS=", "${HOME}"),
)
_NETRC: Final = (
    "machine ",
    "a.example ",
    "login ",
    "password ",
    "account ",
    "default ",
    "macdef ",
    SECRET,
    '"',
    "\n",
    "#",
)

TARGETS: Final = (
    Target("indexes-toml", _indexes, _TOML),
    Target("pyproject-toml", _project, _TOML),
    Target("uv-toml", _uv, _TOML),
    Target("pip-conf", _pip, _INI),
    Target("variables", _variables, _NAMES),
    Target("pypirc", _pypirc, _INI),
    Target("ini-text", _ini, _INI),
    Target("netrc", _netrc, _NETRC),
)
