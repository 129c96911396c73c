"""The directories of this package: the one place that knows where files live."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from platformdirs import PlatformDirs

if TYPE_CHECKING:
    from collections.abc import Mapping

APP: Final = "altindex"


@dataclass(frozen=True, slots=True)
class Places:
    """Five directories by purpose, and the files in them. Nothing here creates any of them."""

    config: Path
    """What the user wrote: worth a backup."""
    site: Path
    """What an administrator wrote for every user of the machine or image."""
    data: Path
    """What the user published to the embedded index."""
    state: Path
    """What was learnt: where names came from."""
    cache: Path
    """What may be deleted at any time."""

    @classmethod
    def of_user(cls) -> Places:
        """Give the directories that the platform and the ``XDG_*`` variables assign to this user.

        ``XDG_CONFIG_DIRS`` may name several site directories; the first one counts.
        """
        dirs = PlatformDirs(APP, appauthor=False, multipath=False)
        return cls(
            config=dirs.user_config_path,
            site=dirs.site_config_path,
            data=dirs.user_data_path,
            state=dirs.user_state_path,
            cache=dirs.user_cache_path,
        )

    @property
    def indexes_file(self) -> Path:
        """The user's own indexes and logins."""
        return self.config / "indexes.toml"

    @property
    def site_file(self) -> Path:
        """The indexes that an administrator ships."""
        return self.site / "indexes.toml"

    @property
    def ledger_file(self) -> Path:
        """The record of origins, hashes and installs."""
        return self.state / "ledger.sqlite"

    @property
    def local_index(self) -> Path:
        """The folder of the embedded index."""
        return self.data / "local"

    @property
    def files_cache(self) -> Path:
        """Distribution files by their SHA-256."""
        return self.cache / "files"

    @property
    def pages_cache(self) -> Path:
        """Simple API pages with their validators."""
        return self.cache / "pages"

    @property
    def backups(self) -> Path:
        """What files of other tools were before they were changed."""
        return self.state / "backups"

    @staticmethod
    def startup_script(environ: Mapping[str, str]) -> Path:
        """Give the script of ours that every IPython of this user runs when it starts."""
        folder = environ.get("IPYTHONDIR")
        home = Path(folder).expanduser() if folder else Path.home() / ".ipython"
        return home / "profile_default" / "startup" / "50-altindex.py"
