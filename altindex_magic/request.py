"""What a user can ask for: one value a verb, the same from every door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from altindex_magic.model import Scope


@dataclass(frozen=True, slots=True)
class Request:
    """Anything that the service performs."""


@dataclass(frozen=True, slots=True)
class ShowStatus(Request):
    """What is in use, and what would be obeyed otherwise."""


@dataclass(frozen=True, slots=True)
class ListIndexes(Request):
    """All known indexes."""


@dataclass(frozen=True, slots=True)
class ListPresets(Request):
    """The catalogue of providers."""


@dataclass(frozen=True, slots=True)
class Add(Request):
    """Define an index, or redefine it with ``replace``."""

    name: str
    url: str | None = None
    preset: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    username: str | None = None
    publish_url: str | None = None
    packages: tuple[str, ...] = ()
    ca_cert: str | None = None
    client_cert: str | None = None
    allow_http: bool = False
    default: bool = False
    cooldown: str | None = None
    cooldown_except: tuple[str, ...] = ()
    scope: Scope = Scope.USER
    replace: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Remove(Request):
    """Forget an index."""

    name: str


@dataclass(frozen=True, slots=True)
class Rename(Request):
    """Give an index another name."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Login(Request):
    """Say where the secret of an index comes from, or be asked for it."""

    name: str
    username: str | None = None
    env: str | None = None
    command: str | None = None
    keep: Literal["keyring", "session"] | None = None


@dataclass(frozen=True, slots=True)
class Logout(Request):
    """Forget the secret of an index, and where it came from."""

    name: str


@dataclass(frozen=True, slots=True)
class Use(Request):
    """Make these indexes the active set of this kernel, in this order, before the default index."""

    names: tuple[str, ...] = ()
    only: bool = False
    uploads: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Off(Request):
    """Restore the environment exactly as it was."""


@dataclass(frozen=True, slots=True)
class Test(Request):
    """Ask indexes one real question each; with no name, all that are defined."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Install(Request):
    """Install with pip's own arguments."""

    arguments: tuple[str, ...]
    tool: Literal["pip", "uv"] | None = None


@dataclass(frozen=True, slots=True)
class Build(Request):
    """Build the sdist and the wheel of a project into its ``dist`` folder."""

    path: str | None = None


@dataclass(frozen=True, slots=True)
class ListProjects(Request):
    """The projects in a folder and below it, with name and version: what could be published."""

    path: str | None = None


@dataclass(frozen=True, slots=True)
class Upload(Request):
    """Upload distributions that are built already; ``files`` may be patterns such as ``dist/*``."""

    files: tuple[str, ...]
    index: str
    skip_existing: bool = False
    dry_run: bool = False
    yes: bool = False


@dataclass(frozen=True, slots=True)
class Publish(Request):
    """Build a project afresh, check what was built, and upload it."""

    index: str
    path: str | None = None
    skip_existing: bool = False
    dry_run: bool = False
    yes: bool = False


@dataclass(frozen=True, slots=True)
class InitPackage(Request):
    """Write a package of one module: from a file, from cells of a notebook, or empty.

    ``cells`` are numbers as people write them, ``3,5-7``; the door that knows the cells puts their
    text into ``source``.
    """

    name: str
    file: str | None = None
    cells: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Uninstall(Request):
    """Remove projects from the environment of this kernel."""

    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListInstalled(Request):
    """What is in the environment of this kernel, with the index of each; ``newer`` looks for newer versions."""

    newer: bool = False


@dataclass(frozen=True, slots=True)
class ListVersions(Request):
    """The versions of a project, with the index of each."""

    project: str


@dataclass(frozen=True, slots=True)
class Search(Request):
    """Names on the active private indexes that contain a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Explain(Request):
    """Which index answers for a name, and why."""

    project: str


@dataclass(frozen=True, slots=True)
class Allow(Request):
    """Decide from which index these names may come from now on."""

    projects: tuple[str, ...]
    index: str


@dataclass(frozen=True, slots=True)
class Forget(Request):
    """Forget where these names came from and the hashes of their files; with ``files``, only the latter."""

    projects: tuple[str, ...]
    files: bool = False


@dataclass(frozen=True, slots=True)
class ShowProvenance(Request):
    """Where installed distributions came from; ``verify`` compares them with what was recorded and what holds now."""

    projects: tuple[str, ...] = ()
    verify: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Autoload(Request):
    """Whether every IPython of the user knows the magic without ``%load_ext``."""

    state: Literal["on", "off"]


@dataclass(frozen=True, slots=True)
class Doctor(Request):
    """Everything that is odd about this environment, with its remedy."""

    as_json: bool = False


@dataclass(frozen=True, slots=True)
class ImportSettings(Request):
    """Take over the indexes and secrets that the files and variables of other tools have."""

    scope: Scope = Scope.USER
    clean: bool = False
    dry_run: bool = False
    yes: bool = False


@dataclass(frozen=True, slots=True)
class Export(Request):
    """Write indexes into the file of another tool; with no name those in use, or else all."""

    format: Literal["pip", "pypirc", "uv", "netrc"]
    names: tuple[str, ...] = ()
    scope: Scope = Scope.USER
    only: bool = False
    dry_run: bool = False
    with_secret: bool = False


@dataclass(frozen=True, slots=True)
class Undo(Request):
    """Take back the last change that ``import`` or ``export`` made to files."""


@dataclass(frozen=True, slots=True)
class Help(Request):
    """How a verb goes, or which verbs there are. The door itself answers it."""

    verb: str | None = None


@dataclass(frozen=True, slots=True)
class Panel(Request):
    """All of it as a form. The door itself answers it; ``plain`` asks for the form that every notebook can show."""

    plain: bool = False
