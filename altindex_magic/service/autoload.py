"""The request that makes the magic available in every IPython of the user, with no ``%load_ext``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.config.atomic import make_folder, replace_file
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.event import Event, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from altindex_magic import request
    from altindex_magic.service.session import Session

SCRIPT: Final = """\
# Written by `%altindex autoload on`, and removed by `%altindex autoload off`.
# An IPython in an environment without altindex_magic starts as it always did.
from importlib.util import find_spec as _find_spec

if _find_spec("altindex_magic"):
    get_ipython().extension_manager.load_extension("altindex_magic")  # noqa: F821
del _find_spec
"""


def autoload(session: Session, wanted: request.Autoload) -> Iterator[Event]:
    """Write the script that IPython runs when it starts, or remove it."""
    script = session.world.places.startup_script(session.world.environ)
    if wanted.state == "on":
        _write(script)
        yield Notice("Every IPython and notebook of yours that starts from now on knows %altindex.", "done")
    elif _removed(script):
        yield Notice("From now on it needs `%load_ext altindex_magic` again.", "done")
    else:
        yield Notice("It was not on.")


def _write(script: Path) -> None:
    try:
        make_folder(script.parent, mode=0o700)
    except OSError as problem:
        raise UnwritableFile(script, problem.strerror or str(problem)) from problem
    replace_file(script, SCRIPT.encode(), mode=0o600)


def _removed(script: Path) -> bool:
    """Remove the script, and tell whether there was one."""
    try:
        script.unlink()
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise UnwritableFile(script, problem.strerror or str(problem)) from problem
    return True
