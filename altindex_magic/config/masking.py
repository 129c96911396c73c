"""Make settings and broken lines of configuration fit to be shown.

Stricter than :mod:`altindex_magic.userinfo`, which masks what is a secret: here it is what *could* be one.
"""

from __future__ import annotations

import re
from typing import Final

from altindex_magic.secret import MASK

_SECRET_WORD: Final = re.compile(r"token|passw(?:or)?d|secret|credential|key", re.IGNORECASE)
_ASSIGNMENT: Final = re.compile(r"\s*(?P<key>[^=:]*?)\s*[=:](?!//)")
_USERINFO: Final = re.compile(r"(?<=//)\S*@")
"""Up to the last ``@``: an unquoted password may itself hold a slash or an ``@``."""
_LOGIN: Final = re.compile(rf"(?<![^\"'=\[,\s])[^\s\"'=:/{MASK[0]}]+:[^\s/]*@")
"""A login without a scheme, as in the address of a proxy."""
_QUERY: Final = re.compile(r"\?\S*")


def names_secret(key: str) -> bool:
    """Tell whether the name of a key says that its value is a secret."""
    return bool(_SECRET_WORD.search(key))


def masked_setting(value: str) -> str:
    """Mask users, passwords and queries in a blank-separated list of URLs; one line comes out.

    The whole userinfo goes, not only the password: a token may stand in the place of the user.
    """
    return _masked(" ".join(value.split()))


def masked_line(line: str) -> str:
    """Mask one line of a broken file. It may be malformed in any way, so rather too much is masked."""
    assignment = _ASSIGNMENT.match(line)
    if assignment and names_secret(assignment["key"]):
        return f"{assignment.group().strip()} {MASK}"
    return _masked(re.sub(r"(?<=//).*@", f"{MASK}@", line.strip()))


def _masked(text: str) -> str:
    for pattern, mask in ((_USERINFO, f"{MASK}@"), (_LOGIN, f"{MASK}@"), (_QUERY, f"?{MASK}")):
        text = pattern.sub(mask, text)
    return text
