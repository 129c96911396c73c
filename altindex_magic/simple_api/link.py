"""The links of an index page: made absolute, freed of secrets, and kept to the page's own project."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

_LONGEST_FILENAME: Final = 255
_CLEAN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[1-9][0-9]{0,3})?/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
_URL_CHARACTERS: Final = "%:/?#[]@!$&'()*+,;="
_DISTRIBUTION: Final = re.compile(
    r".\.(?:whl|zip|egg|exe|msi|rpm|deb|dmg|tgz|tbz|txz|tar(?:\.(?:gz|bz2|xz|lzma|z))?)\Z", re.IGNORECASE | re.DOTALL
)


def absolute(href: str, base: str) -> str | None:
    """Resolve *href* against *base* and strip userinfo and fragment; ``None`` for a link that leads nowhere.

    Only a page that is itself a file may link to files.
    """
    link = href.partition("#")[0]
    if _CLEAN.fullmatch(link):
        return link
    try:
        link = urljoin(base, link.strip())
        return link if _CLEAN.fullmatch(link) else _cleaned(link, may_be_file=base.startswith("file:"))
    except ValueError:
        return None


def _cleaned(link: str, *, may_be_file: bool) -> str | None:
    """Quote what must be quoted in an absolute *link* and strip its userinfo."""
    parts = urlsplit(quote(link, safe=_URL_CHARACTERS))
    if parts.scheme == "file":
        return parts.geturl() if may_be_file else None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        return None
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def fragment_hashes(href: str) -> dict[str, str]:
    """Read the hash that PEP 503 puts into the fragment of a link, such as ``#sha256=…``."""
    fragment = href.partition("#")[2]
    if not fragment:
        return {}
    pairs = (part.partition("=") for part in fragment.split("&"))
    return {name: digest for name, _, digest in pairs if digest and name in hashlib.algorithms_guaranteed}


def is_distribution(filename: str) -> bool:
    """Tell whether *filename* has the ending of a distribution, of today or of the past."""
    return _DISTRIBUTION.search(filename) is not None


def with_provenance(fields: dict[str, object], base: str) -> dict[str, object]:
    """Make the link to the provenance of a file (PEP 740), if there is one, absolute like the link to the file."""
    if isinstance(href := fields.get("provenance"), str):
        fields["provenance"] = absolute(href, base)
    return fields


class Filenames:
    """The filenames that a page of one project may list.

    A name begins with the project in any spelling and a version, which also keeps out path
    separators, control characters and whatever else must not become a path on a disk.
    """

    def __init__(self, project: str) -> None:
        """Accept the files of *project*, a normalised name."""
        spelling = "[-_.]+".join(map(re.escape, project.split("-")))
        self._pattern = re.compile(rf"{spelling}-v?[0-9][A-Za-z0-9._+!~-]*", re.IGNORECASE | re.ASCII)

    def accept(self, filename: str) -> bool:
        """Tell whether *filename* is a harmless name of a file of the project."""
        return (
            len(filename) <= _LONGEST_FILENAME
            and self._pattern.fullmatch(filename) is not None
            and ".." not in filename
        )
