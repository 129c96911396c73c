"""Which function performs which request.

Each is loaded when it is first wanted: a kernel that only installs never pays for what builds, uploads or exports.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, cast

from altindex_magic import request
from altindex_magic.errors.lock import LibraryTooOld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from altindex_magic.event import Event
    from altindex_magic.service.session import Session

    Performer = Callable[[Session, request.Request], Iterator[Event]]

_PERFORMERS: Final[Mapping[type[request.Request], str]] = {
    request.ShowStatus: "overview.status",
    request.ListIndexes: "overview.list_indexes",
    request.ListPresets: "indexes.list_presets",
    request.Add: "indexes.add",
    request.Remove: "indexes.remove",
    request.Rename: "indexes.rename",
    request.Login: "access.login",
    request.Logout: "access.logout",
    request.Use: "environment.use",
    request.Off: "environment.off",
    request.Test: "access.test",
    request.Install: "install.install",
    request.Uninstall: "install.uninstall",
    request.ListInstalled: "install.installed",
    request.ListProjects: "projects.projects",
    request.Build: "build.build",
    request.Upload: "publish.upload",
    request.Publish: "publish.publish",
    request.InitPackage: "package.init_package",
    request.ListVersions: "names.versions",
    request.Search: "names.search",
    request.Explain: "names.why",
    request.Allow: "names.allow",
    request.Forget: "names.forget",
    request.ShowProvenance: "provenance.provenance",
    request.Autoload: "autoload.autoload",
    request.Doctor: "doctor.doctor",
    request.ImportSettings: "importing.import_settings",
    request.Export: "exporting.export",
    request.Undo: "exporting.undo",
    request.Lock: "locking.lock",
    request.Sync: "syncing.sync",
}
"""By the type of the request: a module of this package, and its function."""

_NEEDED: Final = {"packaging": "26.1"}
"""What lock files need; everything else does with an older one, which other packages may insist on."""

_QUESTIONS: Final = frozenset(
    (
        request.ShowStatus,
        request.ListIndexes,
        request.ListPresets,
        request.ListInstalled,
        request.ListProjects,
        request.Test,
        request.ListVersions,
        request.Search,
        request.Explain,
        request.ShowProvenance,
    )
)


def is_question(wanted: request.Request) -> bool:
    """Tell whether *wanted* changes nothing, and so need not wait for its turn."""
    return type(wanted) in _QUESTIONS or (isinstance(wanted, request.Add) and wanted.dry_run)


def performer(kind: type[request.Request]) -> Performer:
    """Load the function that performs requests of this *kind*.

    Raises:
        LibraryTooOld: it needs more of a library than the oldest one that this package can live with.

    """
    module, _, name = _PERFORMERS[kind].partition(".")
    try:
        loaded = import_module(f"{__package__}.{module}")
    except ImportError as problem:
        library = (problem.name or "").partition(".")[0]
        if library not in _NEEDED:
            raise
        raise LibraryTooOld(library, _NEEDED[library], version(library)) from None
    return cast("Performer", getattr(loaded, name))
