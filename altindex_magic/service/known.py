"""What Tab may offer: names that are known without asking anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic import presets
from altindex_magic.model import project_name

if TYPE_CHECKING:
    from altindex_magic.service.session import Session


class Known:
    """The names of one session, for completion. Starts nothing and raises nothing of the network."""

    def __init__(self, session: Session) -> None:
        """Look at *session*."""
        self._session = session

    def indexes(self) -> list[str]:
        """Name all indexes."""
        return [index.name for index in self._session.store.indexes()]

    def active(self) -> list[str]:
        """Name the indexes in use, in their order."""
        return list(self._session.in_use.names) if self._session.in_use else []

    def projects(self, prefix: str) -> list[str]:
        """Name the listed projects of the active indexes that begin with *prefix*."""
        gateway = self._session.running_gateway
        if gateway is None or self._session.in_use is None:
            return []
        beginning = project_name(prefix)
        rows, _ = gateway.call(gateway.inquiry.search(self._session.in_use.routes, beginning))
        return [name for name, _ in rows if name.startswith(beginning)]

    def presets(self) -> list[str]:
        """Name the presets."""
        return list(presets.catalogue())

    def preset_fields(self, preset: str) -> list[str]:
        """Name the fields of a preset; none for one that is not known."""
        found = presets.catalogue().get(preset)
        return [field.name for field in found.fields] if found else []
