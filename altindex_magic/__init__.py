"""Alternate Python package indexes in Jupyter and IPython: easy, and safe by construction.

In a notebook: ``%load_ext altindex_magic``, then ``%altindex help``. In Python::

    import altindex_magic as altindex

    altindex.use("fury")
    altindex.install("acme-models")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__version__ = "0.1.0.dev0"

_PUBLIC = (
    "add",
    "allow",
    "forget",
    "autoload",
    "doctor",
    "export",
    "import_settings",
    "build",
    "init_package",
    "list_indexes",
    "install",
    "installed",
    "login",
    "logout",
    "off",
    "perform",
    "list_presets",
    "lock",
    "projects",
    "publish",
    "provenance",
    "remove",
    "rename",
    "search",
    "status",
    "sync",
    "test",
    "undo",
    "uninstall",
    "upload",
    "use",
    "versions",
    "why",
)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the public name stands for
    """Load the Python door at the first use: importing the package must cost nothing."""
    if name == "panel":
        return import_module("altindex_magic.panel")
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from altindex_magic import api  # noqa: PLC0415

    return getattr(api, name)


def __dir__() -> list[str]:
    """Name what is public."""
    return sorted((*_PUBLIC, "panel", "__version__", "load_ipython_extension", "unload_ipython_extension"))


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Answer ``%load_ext altindex_magic``."""
    from altindex_magic import magic  # noqa: PLC0415

    magic.load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Answer ``%unload_ext altindex_magic``: take the magics away and put the environment back."""
    from altindex_magic import magic  # noqa: PLC0415

    magic.unload(shell)


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Tell a Jupyter server what to load: its loader asks the package for this name."""
    from altindex_magic.server.app import AltIndexServer  # noqa: PLC0415

    return [{"module": "altindex_magic.server.app", "app": AltIndexServer}]
