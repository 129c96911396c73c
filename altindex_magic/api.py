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


def versions(project: str) -> Event | None:
    """List the versions of a project."""
    return perform(request.ListVersions(project))


def search(text: str) -> Event | None:
    """Find names on the active indexes."""
    return perform(request.Search(text))


def why(project: str) -> Event | None:
    """Tell which index answers for a name, and why."""
    return perform(request.Explain(project))


def allow(project: str, index: str) -> Event | None:
    """Decide from which index a name may come from now on."""
    return perform(request.Allow(project, index))
