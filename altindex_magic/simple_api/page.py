"""What a page of the simple API says: one project, its files, and all that the index adds to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from packaging.utils import parse_sdist_filename, parse_wheel_filename

OLDEST_VERSION: Final = "1.0"
"""The version of a page that declares none (PEP 629)."""

_VERSION: Final = re.compile(r"([0-9]{1,4})\.[0-9]{1,4}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class MalformedPage(ValueError):
    """A page that is no index page; its text says why, as the end of a sentence."""

    def __init__(self, problem: str, *, signs_in: bool = False) -> None:
        """Say why, and whether people sign in on that page."""
        super().__init__(problem)
        self.signs_in = signs_in


def supported_version(text: object) -> str:
    """Check the version of the API that a page declares (PEP 629).

    Raises:
        MalformedPage: it is no version, or one whose pages cannot be understood.

    """
    found = _VERSION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise MalformedPage("its API version cannot be read")
    if int(found[1]) != 1:
        raise MalformedPage(f"its API version is {found[0]}, and only 1.x is understood")
    return found[0]


@dataclass(frozen=True, slots=True)
class File:
    """One distribution file of a project, with everything that the index says about it.

    ``url`` is absolute and has neither userinfo nor fragment. ``fields`` are all other keys, in
    their JSON spelling and with their JSON values, also when they were read from HTML.
    """

    filename: str
    url: str
    hashes: Mapping[str, str]
    fields: Mapping[str, object]

    @property
    def sha256(self) -> str | None:
        """Give the SHA-256 digest in lower-case hex; ``None`` if there is none, or one that cannot be."""
        digest = self.hashes.get("sha256", "").lower()
        return digest if _SHA256.fullmatch(digest) else None

    @property
    def core_metadata(self) -> dict[str, str] | bool:
        """Give the hashes of the ``.metadata`` file beside it, or tell whether there is one (PEP 714)."""
        value = self.fields.get("core-metadata")
        if value is None:
            value = self.fields.get("dist-info-metadata")
        if isinstance(value, Mapping):
            return {name: digest for name, digest in value.items() if isinstance(digest, str)} or True
        return bool(value)

    @property
    def yanked(self) -> str | bool:
        """Give the reason why it was yanked, or tell whether it was (PEP 592)."""
        value = self.fields.get("yanked")
        return value if isinstance(value, str) and value else bool(value)

    @property
    def requires_python(self) -> str | None:
        """Give the specifier of the Python versions that it is for."""
        value = self.fields.get("requires-python")
        return value if isinstance(value, str) and value else None

    @property
    def size(self) -> int | None:
        """Give its size in bytes (PEP 700)."""
        value = self.fields.get("size")
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

    @property
    def upload_time(self) -> str | None:
        """Give the time of its upload in ISO 8601 (PEP 700)."""
        value = self.fields.get("upload-time")
        return value if isinstance(value, str) and value else None

    @property
    def is_wheel(self) -> bool:
        """Tell whether it is a wheel."""
        return self.filename.endswith(".whl")

    @property
    def version(self) -> str | None:
        """Give the normalised version that its name states; ``None`` where no installer reads one."""
        try:
            if self.is_wheel:
                return str(parse_wheel_filename(self.filename)[1])
            return str(parse_sdist_filename(self.filename)[1])
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one project. ``fields`` are all keys but its name and its files, as the index gave them."""

    project: str
    files: tuple[File, ...]
    fields: Mapping[str, object]
    api_version: str

    @property
    def versions(self) -> tuple[str, ...]:
        """Give the versions that the index lists (PEP 700), or where it lists none, those of the files."""
        listed = self.fields.get("versions")
        if isinstance(listed, list):
            return tuple(version for version in listed if isinstance(version, str))
        return tuple(dict.fromkeys(version for file in self.files if (version := file.version)))
