"""The door for Python: one function a verb, on the session of this process.

Each function performs its request and gives the result as an event of :mod:`altindex_magic.event`;
what happens on the way goes to *on_event* where one is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from altindex_magic import request
from altindex_magic.service.current import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from altindex_magic.event import Event


def perform(wanted: request.Request, on_event: Callable[[Event], None] | None = None) -> Event | None:
    """Perform any request and give its result.

    Raises:
        AltIndexError: it could not be done; the message says why, and what to do.

    """
    last = None
    for event in current().perform(wanted):
        last = event
        if on_event:
            on_event(event)
    return last


def status() -> Event | None:
    """Tell what is in use, and what pip and uv would obey otherwise."""
    return perform(request.ShowStatus())


def list_indexes() -> Event | None:
    """List all known indexes."""
    return perform(request.ListIndexes())


def list_presets() -> Event | None:
    """Show the catalogue of providers."""
    return perform(request.ListPresets())


def add(name: str, url: str | None = None, **options: Any) -> Event | None:  # noqa: ANN401 - the fields of request.Add
    """Define an index; *options* are the fields of :class:`altindex_magic.request.Add`."""
    return perform(request.Add(name, url, **options))


def remove(name: str) -> Event | None:
    """Forget an index."""
    return perform(request.Remove(name))


def rename(old: str, new: str) -> Event | None:
    """Give an index another name."""
    return perform(request.Rename(old, new))


def login(name: str, **options: Any) -> Event | None:  # noqa: ANN401 - the fields of request.Login
    """Say where the secret comes from, or be asked for it; there is no parameter for the secret itself."""
    return perform(request.Login(name, **options))


def logout(name: str) -> Event | None:
    """Forget the secret of an index."""
    return perform(request.Logout(name))


def use(*names: str, only: bool = False, uploads: bool = False, strict: bool = False) -> Event | None:
    """Make these indexes the active set of this process and its children, in this order."""
    return perform(request.Use(names, only, uploads, strict))


def off() -> Event | None:
    """Restore the environment exactly as it was."""
    return perform(request.Off())


def test(*names: str) -> Event | None:
    """Ask indexes one real question each."""
    return perform(request.Test(names))


def install(*arguments: str, tool: Literal["pip", "uv"] | None = None) -> Event | None:
    """Install with pip's own arguments."""
    return perform(request.Install(arguments, tool))


def uninstall(*projects: str) -> Event | None:
    """Remove projects from the environment of this process."""
    return perform(request.Uninstall(projects))


def installed(*, newer: bool = False) -> Event | None:
    """List what is installed, with the index of each; with *newer*, the newer versions there are."""
    return perform(request.ListInstalled(newer))


def projects(path: str | None = None) -> Event | None:
    """List the projects that could be published from here."""
    return perform(request.ListProjects(path))


def build(path: str | None = None) -> Event | None:
    """Build the sdist and the wheel of a project into its ``dist`` folder."""
    return perform(request.Build(path))


def upload(*files: str, to: str, **options: bool) -> Event | None:
    """Upload distributions; *options* are ``skip_existing``, ``dry_run`` and ``yes``."""
    return perform(request.Upload(files, to, **options))


def publish(path: str | None = None, *, to: str, **options: bool) -> Event | None:
    """Build a project afresh, check what was built, and upload it; *options* as for :func:`upload`."""
    return perform(request.Publish(to, path, **options))


def init_package(name: str, *, file: str | None = None, source: str | None = None) -> Event | None:
    """Make a package of one module, out of a *file* or of the text *source*."""
    return perform(request.InitPackage(name, file, source=source))


def versions(project: str) -> Event | None:
    """List the versions of a project."""
    return perform(request.ListVersions(project))


def search(text: str) -> Event | None:
    """Find names on the active indexes."""
    return perform(request.Search(text))


def why(project: str) -> Event | None:
    """Tell which index answers for a name, and why."""
    return perform(request.Explain(project))


def allow(*projects: str, index: str) -> Event | None:
    """Decide from which index these names may come from now on."""
    return perform(request.Allow(projects, index))


def forget(*projects: str, files: bool = False) -> Event | None:
    """Forget where these names came from and the hashes of their files; with *files*, only the latter."""
    return perform(request.Forget(projects, files))


def provenance(*projects: str, verify: bool = False) -> Event | None:
    """Tell where installed distributions came from; *verify* compares with what was recorded and what holds now."""
    return perform(request.ShowProvenance(projects, verify))


def autoload(state: Literal["on", "off"]) -> Event | None:
    """Make the magic available in every IPython of the user without ``%load_ext``, or no longer."""
    return perform(request.Autoload(state))


def doctor() -> Event | None:
    """Look for everything that is odd about this environment."""
    return perform(request.Doctor())


def import_settings(**options: Any) -> Event | None:  # noqa: ANN401 - the fields of request.ImportSettings
    """Take over what pip, uv, twine, poetry and pdm are configured with; asks first, unless ``yes=True``."""
    return perform(request.ImportSettings(**options))


def export(format: Literal["pip", "pypirc", "uv", "netrc"], *names: str, **options: Any) -> Event | None:  # noqa: A002, ANN401 - the fields of request.Export
    """Write indexes into the file of another tool; *options* are the fields of ``request.Export``."""
    return perform(request.Export(format, names, **options))


def undo() -> Event | None:
    """Take back the last change of the files of other tools."""
    return perform(request.Undo())


def lock(*requirements: str, **options: Any) -> Event | None:  # noqa: ANN401 - the fields of request.Lock
    """Write a lock file of what *requirements* resolve to, or of what is installed.

    The *options* are ``files``, ``output`` and ``dry_run``.
    """
    return perform(request.Lock(requirements, **options))


def sync(file: str | None = None, *, prune: bool = False, dry_run: bool = False) -> Event | None:
    """Install exactly what a lock file names; *prune* removes what it does not name."""
    return perform(request.Sync(file, prune, dry_run))
