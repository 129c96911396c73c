"""Where indexes are written: the array of tables of one tool in one file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from altindex_magic.config.document import Document, load
from altindex_magic.config.tables import Entry
from altindex_magic.errors.usage import InvalidSetting
from altindex_magic.model import Layer

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.config.blocks import Keys
    from altindex_magic.config.draft import Draft
    from altindex_magic.places import Places

PROJECT_FILE: Final = "pyproject.toml"
_OURS: Final = ("tool", "altindex", "index")
_UVS: Final = ("tool", "uv", "index")


@dataclass(frozen=True, slots=True)
class Section:
    """One array of ``[[index]]`` tables, in one file, of one layer."""

    layer: Layer
    document: Document
    keys: Keys = ("index",)

    @property
    def writable(self) -> bool:
        """Tell whether it is ours to change; that the file system allows it is another question."""
        return self.keys != _UVS

    @property
    def source(self) -> str:
        """Name the file, and the tool if it is not ours."""
        return str(self.document.path) if self.writable else f"[tool.uv] in {self.document.path}"

    def entries(self) -> dict[str, Entry]:
        """Read the tables by name, checking only what concerns more than one of them.

        In a table of uv the name may be missing: discovery reports such an index.

        Raises:
            InvalidSetting: a table of ours has no name, two have the same, or two are the default.

        """
        draft = load(self.document.path)
        entries = [self._entry(draft, position, table) for position, table in enumerate(draft.tables(self.keys))]
        named = [entry for entry in entries if self.writable or "name" in entry.table]
        self._check(named)
        return {str(entry.table["name"]): entry for entry in named}

    def position(self, draft: Draft, name: str) -> int | None:
        """Find the table called *name* in a draft of this file."""
        names = [table.get("name") for table in draft.tables(self.keys)]
        return names.index(name) if name in names else None

    def _entry(self, draft: Draft, position: int, table: dict[str, object]) -> Entry:
        lines = draft.line_numbers(self.keys, position)
        return Entry(table, self.layer, self.source, self.document.path.parent, lines)

    def _check(self, entries: list[Entry]) -> None:
        """Refuse what makes one table unclear beside another."""
        names: set[str] = set()
        seen_default = False
        for entry in entries:
            name = entry.table.get("name")
            if not isinstance(name, str):
                raise InvalidSetting("name", "it must be there, as a text in quotes", source=entry.place("name"))
            if name in names:
                raise InvalidSetting("name", "two indexes of one file have it", index=name, source=entry.place("name"))
            names.add(name)
            if seen_default and entry.table.get("default") is True:
                raise InvalidSetting(
                    "default", "another index of this file is the default", index=name, source=entry.place("default")
                )
            seen_default = seen_default or entry.table.get("default") is True


def sections(places: Places, project_dir: Path | None, *, patience: float) -> tuple[Section, ...]:
    """Give all sections there can be, weakest first: site, user, and the two of the project."""
    site, user = places.site_file, places.indexes_file
    found = [
        Section(Layer.SITE, Document(site, _beside(site), patience=patience)),
        Section(Layer.USER, Document(user, _beside(user), private=True, patience=patience)),
    ]
    if project_dir is not None:
        path = project_file(project_dir)
        # a lock beside it would end up in the project's repository
        lock = places.state / "locks" / f"{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]}.lock"
        document = Document(path, lock, patience=patience)
        found += [Section(Layer.PROJECT, document, _UVS), Section(Layer.PROJECT, document, _OURS)]
    return tuple(found)


def project_file(project_dir: Path) -> Path:
    """Find the nearest ``pyproject.toml`` from *project_dir* upwards, or where one would be made."""
    start = project_dir.absolute()
    candidates = [folder / PROJECT_FILE for folder in (start, *start.parents)]
    return next((path for path in candidates if path.is_file()), candidates[0])


def _beside(path: Path) -> Path:
    """Give the lock of a file in a folder that is ours."""
    return path.with_name(f"{path.name}.lock")
