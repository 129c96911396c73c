"""What went into which environment, and since when an environment is known."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from altindex_magic.ledger.database import Database

_COLUMNS: Final = "project, version, url, prefix, filename, sha256, upload_time, record, stamp"
_LATEST: Final = f"""
    SELECT {_COLUMNS}, at FROM install
    WHERE id IN (SELECT max(id) FROM install WHERE prefix = ? GROUP BY project)
"""  # noqa: S608 - the columns are our own


@dataclass(frozen=True, slots=True)
class Installation:
    """One version of a project that went into the environment *prefix*."""

    project: str
    version: str
    url: str | None
    """The index that it came from; ``None`` if it came round the gateway."""
    prefix: str
    filename: str | None = None
    sha256: str | None = None
    upload_time: str | None = None
    record: str | None = None
    """The sha256 of its RECORD, as the installer wrote it."""
    stamp: int | None = None
    """When its metadata folder was made, in nanoseconds: it tells one installation of a version from the next."""
    at: str = ""
    """When, in UTC; the ledger fills it in."""

    def is_of(self, version: str, stamp: int) -> bool:
        """Tell whether what is installed, as *version* since *stamp*, is what was recorded here."""
        return self.version == version and self.stamp in {None, stamp}


class Installs:
    """Remembers installations, the last of each project counts."""

    def __init__(self, database: Database) -> None:
        """Keep them in *database*."""
        self._database = database

    def record(self, installations: list[Installation]) -> None:
        """Keep *installations*, all or none."""
        insert = f"INSERT INTO install ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - as above
        if installations:
            self._database.write(*((insert, *astuple(each)[:-1]) for each in installations))

    def latest(self, prefix: str) -> dict[str, Installation]:
        """Give the last installation of each project into the environment *prefix*."""
        return {row[0]: Installation(*row) for row in self._database.all(_LATEST, prefix)}

    def prefixes(self) -> list[str]:
        """Give every environment into which something was installed."""
        return [str(row[0]) for row in self._database.all("SELECT DISTINCT prefix FROM install ORDER BY prefix")]

    def meet(self, prefix: str) -> None:
        """Keep since when the environment *prefix* is known; the first time counts."""
        self._database.write(("INSERT INTO environment (prefix) VALUES (?) ON CONFLICT DO NOTHING", prefix))

    def known_since(self, prefix: str) -> datetime | None:
        """Tell since when the environment *prefix* is known."""
        row = self._database.one("SELECT since FROM environment WHERE prefix = ?", prefix)
        return datetime.fromisoformat(row[0]).replace(tzinfo=UTC) if row else None
