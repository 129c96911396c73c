"""The server-wide set that was chosen on the settings page, kept from one start of the server to the next."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import orjson

from altindex_magic.config.atomic import make_folder, replace_file
from altindex_magic.environment import Wanted
from altindex_magic.errors.usage import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.server.settings import Settings


class Choice:
    """The file with the choice of this user. Without it, what the administrator has configured counts."""

    def __init__(self, folder: Path) -> None:
        """Keep it in *folder*, for whatever server this user runs."""
        self._path = folder / "server.json"

    def load(self) -> Wanted | None:
        """Read the choice; ``None`` if there is none.

        Raises:
            UnreadableFile: the file is there and cannot be understood.

        """
        try:
            found = orjson.loads(self._path.read_bytes())
            return Wanted(tuple(map(str, found["names"])), only=bool(found["only"]), strict=bool(found["strict"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise UnreadableFile(self._path, str(problem)) from problem

    def or_configured(self, settings: Settings) -> Wanted:
        """Give what counts: the choice or, where there is none, what the administrator has configured.

        Raises:
            AltIndexError: nobody can tell which set that is.

        """
        return self.load() or settings.configured()

    @property
    def exists(self) -> bool:
        """Tell whether something was chosen, even if nobody can read any more what."""
        return self._path.exists()

    def save(self, wanted: Wanted) -> None:
        """Write the choice.

        Raises:
            UnwritableFile: the system does not let us.

        """
        make_folder(self._path.parent, mode=0o700)
        replace_file(self._path, orjson.dumps(asdict(wanted)), mode=0o600)

    def drop(self) -> None:
        """Forget the choice."""
        self._path.unlink(missing_ok=True)
