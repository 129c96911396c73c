"""What ``pip install`` would obey, by pip's own rules.

See https://pip.pypa.io/en/stable/topics/configuration/ and, for what it leaves out, pip's source.
A section beats a level: pip reads ``[global]`` of all files, then ``[install]`` of all files, then
the variables. Within a section the later file wins, and an empty value takes the key out of it.
"""

from __future__ import annotations

import configparser
import io
import locale
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from altindex_magic.address import bare, local_path, userinfo
from altindex_magic.config.masking import masked_line, masked_setting
from altindex_magic.config.reading import Address
from altindex_magic.errors.usage import BrokenFile, UnreadableFile
from altindex_magic.model import Credential, Proxy, Setting, Transport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from altindex_magic.config.reading import Reading
    from altindex_magic.config.surroundings import Environment

_KEYS: Final = frozenset(
    {
        "index-url",
        "extra-index-url",
        "find-links",
        "no-index",
        "trusted-host",
        "cert",
        "client-cert",
        "proxy",
        "keyring-provider",
    }
)
_NAMING: Final = ("requirement", "constraint", "build-constraint", "editable", "group", "requirements-from-script")
"""Those that name something to install, or a file that does."""
_READ: Final = _KEYS.union(_NAMING)
_ALIASES: Final = {"pypi-url": "index-url"}
_VARIABLES: Final = ":env:"
_SECTIONS: Final = ("global", "install", _VARIABLES)
"""In the order in which pip lets one override the other."""


@dataclass(frozen=True, slots=True)
class _Option:
    """One option as it was found; its value may hold a secret."""

    section: str
    key: str
    value: str = field(repr=False)
    source: str
    origin: str
    """The source as a credential names it."""


class _Parser(configparser.RawConfigParser):
    """The dialect of pip: option names are the long options, in any case, with ``-`` or ``_``."""

    def optionxform(self, optionstr: str) -> str:
        """Bring the name of an option into its one spelling."""
        return normalised(optionstr)


def read(environment: Environment, reading: Reading) -> None:
    """Add to *reading* what pip would obey; a file that pip could not read becomes a problem."""
    options = [option for path in config_files(environment) for option in _options_of(path, reading)]
    options += _variables(environment)
    winners = _winners(options)
    reading.settings += [
        Setting("pip", option.key, masked_setting(option.value), option.source, winners.get(option.key) is option)
        for option in options
        if option.key in _KEYS
    ]
    reading.words += [f"--{key}={word}" for key in _NAMING if key in winners for word in winners[key].value.split()]
    for address in _addresses(winners, environment.cwd):
        reading.take(address)
    cert, proxy = winners.get("cert"), winners.get("proxy")
    reading.transport = Transport(
        environment.cwd / local_path(cert.value) if cert else None, _proxy(proxy) if proxy else None
    )


def config_files(environment: Environment) -> list[Path]:
    """List the files that pip would look for, weakest first: global, user, environment, ``PIP_CONFIG_FILE``."""
    named = environment.environ.get("PIP_CONFIG_FILE")
    if named == ("nul" if environment.platform == "win32" else "/dev/null"):
        return []  # os.devnull means: no file at all
    extra = [environment.cwd / named] if named else []
    user = [] if extra and extra[0].exists() else user_files(environment)
    name = file_name(environment)
    files = [*(folder / name for folder in _global_folders(environment)), *user, environment.prefix / name]
    return list(dict.fromkeys(files + extra))  # named twice, a file keeps its first place


def file_name(environment: Environment) -> str:
    """Give the name that pip's files have on the platform."""
    return "pip.ini" if environment.platform == "win32" else "pip.conf"


def _global_folders(environment: Environment) -> list[Path]:
    """Give the folders of the global files."""
    root = environment.root
    if environment.platform == "win32":
        shared = environment.directory("ALLUSERSPROFILE", root / "ProgramData")
        return [environment.directory("PROGRAMDATA", shared) / "pip"]
    if environment.platform == "darwin":
        default = root / "Library" / "Application Support"
        return [folder / "pip" for folder in environment.directories("XDG_DATA_DIRS", default)]
    folders = environment.directories("XDG_CONFIG_DIRS", root / "etc" / "xdg")
    return [*(folder / "pip" for folder in folders), root / "etc"]


def user_files(environment: Environment) -> list[Path]:
    """Give the user's old and new file; the new one overrides the old one."""
    home, name = environment.home, file_name(environment)
    if environment.platform == "win32":
        roaming = environment.directory("APPDATA", home / "AppData" / "Roaming")
        return [home / "pip" / name, roaming / "pip" / name]
    if environment.platform == "darwin":
        folder = environment.directory("XDG_DATA_HOME", home / "Library" / "Application Support") / "pip"
        folder = folder if folder.is_dir() else home / ".config" / "pip"
    else:
        folder = environment.directory("XDG_CONFIG_HOME", home / ".config") / "pip"
    return [home / ".pip" / name, folder / name]


def _options_of(path: Path, reading: Reading) -> Iterator[_Option]:
    """Read the options of one file that bear on indexes."""
    try:
        text = _text(path)
    except FileNotFoundError:
        return
    except OSError as problem:
        reading.problems.append(UnreadableFile(path, problem.strerror or str(problem)))
        return
    parser = _Parser()
    try:
        parser.read_string(text)
    except configparser.Error as problem:
        reading.problems.append(_broken(path, text, problem))
        return
    for section in filter(_SECTIONS.__contains__, parser.sections()):
        for key, value in parser.items(section):
            if key in _READ:
                yield _Option(section, key, value, f"{path} [{section}]", f"{path.name} ({path})")


def _text(path: Path) -> str:
    """Decode a file as UTF-8, and where it is none, as the locale says; pip knows the locale alone."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode(locale.getencoding(), errors="replace")
    return io.StringIO(text, newline=None).getvalue()  # a line may end in any of the three ways


def _broken(path: Path, text: str, problem: configparser.Error) -> BrokenFile:
    """Show the first line that pip would stumble over."""
    errors: Sequence[tuple[int, str]] = getattr(problem, "errors", ())
    line: int | None = errors[0][0] if errors else getattr(problem, "lineno", None)
    shown = masked_line(text.split("\n")[line - 1]) if line else ""
    kind = {
        configparser.DuplicateOptionError: "it sets one option twice",
        configparser.DuplicateSectionError: "it has one section twice",
        configparser.MissingSectionHeaderError: "it has no [section] line before this one",
    }.get(type(problem), "this is neither an option nor a section")
    return BrokenFile(path, line, shown, f"{kind}, and pip refuses to work")


def _variables(environment: Environment) -> Iterator[_Option]:
    """Read the ``PIP_*`` variables that bear on indexes."""
    for variable, value in environment.environ.items():
        key = normalised(variable.removeprefix("PIP_"))
        if variable.startswith("PIP_") and key in _READ:
            yield _Option(_VARIABLES, key, value, f"${variable}", f"${variable}")


def normalised(name: str) -> str:
    """Bring the name of an option into its one spelling, as pip does."""
    key = name.lower().replace("_", "-").removeprefix("--")
    return _ALIASES.get(key, key)


def _winners(options: Sequence[_Option]) -> dict[str, _Option]:
    """Decide which option counts for each key."""
    winners: dict[str, _Option] = {}
    for section in _SECTIONS:
        last = {option.key: option for option in options if option.section == section}
        winners |= {key: option for key, option in last.items() if option.value}
    return winners


def _addresses(winners: dict[str, _Option], folder: Path) -> Iterator[Address]:
    """Give the default index, then the extra ones, each with the certificates that pip uses for all."""
    values = {key: option.value for key, option in winners.items()}
    trusted = values.get("trusted-host", "").split()
    client_cert = values.get("client-cert")
    for option in (winners[key] for key in ("index-url", "extra-index-url") if key in winners):
        for url in option.value.split():
            yield Address(
                {"url": url, "allow-http": _is_trusted(url, trusted), "ca-cert": values.get("cert")},
                option.origin,
                folder,
                default=option.key == "index-url",
                client_cert=folder / local_path(client_cert) if client_cert else None,
            )


def _proxy(option: _Option) -> Proxy | None:
    """Read the address of a proxy, with or without ``http://`` as pip takes it; what is none is for pip to tell."""
    text = option.value if "://" in option.value else f"http://{option.value}"
    try:
        url, login = bare(text), userinfo(text)
    except ValueError:
        return None
    return Proxy(url, f"pip's proxy ({option.source})", Credential(*login, option.origin) if login else None)


def _is_trusted(url: str, trusted: Sequence[str]) -> bool:
    """Tell whether pip was told to accept this host, or host and port, without TLS."""
    netloc = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return netloc in trusted or netloc.partition(":")[0] in trusted
