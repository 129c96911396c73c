"""Write indexes into ``uv.toml`` or ``[tool.uv]`` (https://docs.astral.sh/uv/concepts/indexes/).

uv asks the indexes in their order and stops at the first that has the name, so that nothing is merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from altindex_magic.address import bare
from altindex_magic.config.draft import Draft
from altindex_magic.config.export.toml_key import with_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from altindex_magic.config.export.entry import Entry

_PROVIDER: Final = "keyring-provider"


@dataclass(frozen=True, slots=True)
class UvFile:
    """What uv is to obey. *table* is where its settings stand: ``("tool", "uv")`` in a ``pyproject.toml``."""

    path: Path
    entries: Sequence[Entry]
    only: bool = False
    """Let the first of the indexes take the place of uv's own default."""
    table: tuple[str, ...] = ()

    def edited(self, text: str) -> str:
        """Give *text*, the content of the file, with these indexes in it.

        Raises:
            BrokenFile: it is not TOML.
            UnsafeEdit: its indexes are not written as tables with headers of their own.

        """
        if any(entry.username is not None and entry.secret is None for entry in self.entries):
            text = with_key(self.path, text, (*self.table, _PROVIDER), "subprocess")
        draft = Draft(self.path, text)
        default = next((entry for entry in self.entries if entry.index.default), None)
        if default is None and self.only:
            default = self.entries[0]
        for entry in self.entries:
            self._put(draft, entry, is_default=entry is default)
        return draft.text

    def _put(self, draft: Draft, entry: Entry, *, is_default: bool) -> None:
        """Write one table: that of the same name or address, or a new one."""
        keys = (*self.table, "index")
        tables = draft.tables(keys)
        if is_default:
            for position, table in enumerate(tables):
                if table.get("default") is True and not _is_same(table, entry):
                    draft.put(keys, position, {"default": None})
        own = next((number for number, table in enumerate(tables) if _is_same(table, entry)), None)
        draft.put(keys, own, _table(entry, is_default=is_default))


def _is_same(table: dict[str, object], entry: Entry) -> bool:
    """Tell whether *table* is that of the index: by its name, or where it has none, by its address."""
    if "name" in table:
        return table["name"] == entry.index.name
    return bare(str(table.get("url", ""))).rstrip("/") == entry.index.url.rstrip("/")


def _table(entry: Entry, *, is_default: bool) -> dict[str, object]:
    """Give the keys of uv; ``None`` leaves one out. A login that uv would look for only when asked is sent at once."""
    index = entry.index
    with_login = entry.username is not None
    return {
        "name": index.name,
        "url": entry.url_with_login,
        "publish-url": index.publish_url if index.publish_url and index.publish_url.startswith("http") else None,
        "default": is_default or None,
        "explicit": index.explicit or None,
        "authenticate": "always" if with_login else index.authenticate if index.authenticate != "auto" else None,
        "ignore-error-codes": list(index.ignore_error_codes) or None,
    }
