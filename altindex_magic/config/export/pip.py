"""Write indexes into a file of pip (https://pip.pypa.io/en/stable/topics/configuration/)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from altindex_magic.address import bare
from altindex_magic.config.ini_text import IniText
from altindex_magic.config.pip_files import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from altindex_magic.config.export.entry import Entry, Provider

_INDEX: Final = "index-url"
_EXTRA: Final = "extra-index-url"
_PROVIDER: Final = "keyring-provider"
_USABLE_PROVIDERS: Final = {"auto", "import", "subprocess"}


@dataclass(frozen=True, slots=True)
class PipFile:
    """What pip is to obey: the indexes in their order, and whether there is any besides."""

    entries: Sequence[Entry]
    only: bool = False
    """Leave pip's own default index out: the first of the indexes takes its place."""
    provider: Provider = "import"

    def edited(self, text: str) -> str:
        """Give *text*, the content of the file, with these indexes in it."""
        ini = IniText(text, normalised)
        if self._value(ini, _PROVIDER) == "subprocess" and any(entry.by_address for entry in self.entries):
            # The program that was chosen there is asked for the secret of a user, and of nobody else.
            named = tuple(replace(entry, by_address=False) for entry in self.entries)
            return replace(self, entries=named).edited(text)
        self._put_indexes(ini)
        trusted = [entry.trusted_host for entry in self.entries if entry.trusted_host]
        if trusted:
            self._add(ini, "trusted-host", trusted)
        if any(entry.username is not None and entry.secret is None for entry in self.entries):
            self._put_provider(ini)
        self._put_certificates(ini)
        return str(ini)

    def merged(self, text: str) -> list[str]:
        """Give the indexes, beside pip's own default, among which pip takes the highest version of a name."""
        ini = IniText(text, normalised)
        urls = [bare(url) for key in (_INDEX, _EXTRA) for url in (self._value(ini, key) or "").split()]
        return list(dict.fromkeys(urls))

    def _put_indexes(self, ini: IniText) -> None:
        """Name one index as the default where there is to be one, and the others beside it."""
        current = self._value(ini, _INDEX)
        default = self._default(current)
        if default:
            self._put(ini, _INDEX, [default.url_with_login])
        ours = {_plain(entry.url): entry for entry in self.entries if entry is not default}
        replaced = {_plain(entry.url) for entry in self.entries} | {_plain(entry.index.url) for entry in self.entries}
        others = [url for url in (self._value(ini, _EXTRA) or "").split() if _plain(url) not in replaced]
        extras = [*others, *(entry.url_with_login for entry in ours.values())]
        if extras:
            self._put(ini, _EXTRA, extras)
        else:
            ini.drop(self._section(ini, _EXTRA), _EXTRA)

    def _default(self, current: str | None) -> Entry | None:
        """Choose the index that answers for everything: one that is the default, or one that the file names so."""
        for entry in self.entries:
            if entry.index.default or (current and _plain(current) in {_plain(entry.url), _plain(entry.index.url)}):
                return entry
        return self.entries[0] if self.only else None

    def _put_provider(self, ini: IniText) -> None:
        """Let pip ask the keyring, unless it does so already."""
        if self._value(ini, _PROVIDER) not in _USABLE_PROVIDERS:
            self._put(ini, _PROVIDER, [self.provider])

    def _put_certificates(self, ini: IniText) -> None:
        """Name certificates if pip asks this one index alone: it knows one file for all of them."""
        if len(self.entries) != 1 or not self.alone(str(ini)):
            return
        index = self.entries[0].index
        for key, path in (("cert", index.ca_cert), ("client-cert", index.client_cert)):
            if path:
                self._put(ini, key, [str(path)])

    def names_default(self, text: str) -> bool:
        """Tell whether *text* puts an index in the place of pip's own default."""
        return bool(self._value(IniText(text, normalised), _INDEX))

    def alone(self, text: str) -> bool:
        """Tell whether pip asks one index alone, in the place of its default."""
        return self.names_default(text) and len(self.merged(text)) == 1

    def _add(self, ini: IniText, key: str, values: Iterable[str]) -> None:
        present = (self._value(ini, key) or "").split()
        self._put(ini, key, list(dict.fromkeys([*present, *values])))

    def _put(self, ini: IniText, key: str, values: Sequence[str]) -> None:
        ini.put(self._section(ini, key), key, values)

    def _value(self, ini: IniText, key: str) -> str | None:
        return ini.value(self._section(ini, key), key)

    @staticmethod
    def _section(ini: IniText, key: str) -> str:
        """Give the section that decides: what ``[install]`` says beats ``[global]``."""
        return "install" if ini.value("install", key) else "global"


def _plain(url: str) -> str:
    """Give a URL in the form in which two can be compared: without login, and ending in a slash."""
    return bare(url).rstrip("/").lower() + "/"
