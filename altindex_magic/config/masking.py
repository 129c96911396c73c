"""Make values from configuration fit to be shown: what could be a secret becomes ``****``."""

from __future__ import annotations

import re
from typing import Final

_STARS: Final = "****"
_SECRET_WORD: Final = re.compile(r"token|password|secret|credential|key", re.IGNORECASE)
_ASSIGNMENT: Final = re.compile(r"\s*(?P<key>[^=:]*?)\s*[=:](?!//)")


def names_secret(key: str) -> bool:
    """Tell whether the name of a key says that its value is a secret."""
    return bool(_SECRET_WORD.search(key))


def masked(value: str) -> str:
    """Mask users, passwords and queries in a blank-separated list of URLs; one line comes out.

    The whole userinfo goes, not only the password: a token may stand in the place of the user.
    """
    return " ".join(_masked_word(word) for word in value.split())


def masked_line(line: str) -> str:
    """Mask one line of a broken file. It may be malformed in any way, so rather too much is masked."""
    assignment = _ASSIGNMENT.match(line)
    if assignment and names_secret(assignment["key"]):
        return f"{assignment.group().strip()} {_STARS}"
    without_userinfo = re.sub(r"(?<=://).*@", f"{_STARS}@", line.strip())
    return masked(without_userinfo)


def _masked_word(word: str) -> str:
    """Mask up to the last ``@``: an unquoted password may itself hold a slash or an ``@``."""
    word = re.sub(r"(?<=://)\S*@", f"{_STARS}@", word)
    word = re.sub(r"(?<![^\"'=\[,])[^\s\"'=:/*]+:[^\s/]*@", f"{_STARS}@", word)
    return re.sub(r"\?\S*", f"?{_STARS}", word)
