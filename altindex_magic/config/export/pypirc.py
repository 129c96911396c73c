"""Write upload addresses into ``.pypirc`` (https://packaging.python.org/en/latest/specifications/pypirc/)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from altindex_magic.config.disclosure import login
from altindex_magic.config.ini_text import IniText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from altindex_magic.config.export.entry import Entry

_BUILT_IN: Final = ["pypi", "testpypi"]
"""The servers that there are as long as the file lists none."""


@dataclass(frozen=True, slots=True)
class Pypirc:
    """The servers that ``twine upload -r NAME`` is to know."""

    entries: Sequence[Entry]

    def edited(self, text: str) -> str:
        """Give *text*, the content of the file, with these servers in it.

        Without a secret the user name alone is written: twine asks the keyring, whose service is the address.
        """
        ini = IniText(text)
        listed = ini.value("distutils", "index-servers")
        names = dict.fromkeys(_BUILT_IN if listed is None else listed.split())
        names |= dict.fromkeys(entry.index.name for entry in self.entries)
        ini.put("distutils", "index-servers", list(names))
        for entry in self.entries:
            self._put(ini, entry)
        return str(ini)

    @staticmethod
    def _put(ini: IniText, entry: Entry) -> None:
        section, index = entry.index.name, entry.index
        user, password = (entry.username, None) if not entry.secret else login(entry.username or "", entry.secret)
        values = {
            "repository": index.publish_url,
            "username": user,
            "password": password,
            "ca_cert": str(index.ca_cert) if index.ca_cert else None,
            "client_cert": str(index.client_cert) if index.client_cert else None,
        }
        for key, value in values.items():
            if value is not None:
                ini.put(section, key, [value])
            elif key in {"username", "password"}:
                ini.drop(section, key)
