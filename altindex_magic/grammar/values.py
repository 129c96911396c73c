"""Values of options: checked while the line is read, without ever repeating what was typed.

Whatever cannot be taken is an ``argparse.ArgumentTypeError``, which the parser shows with the usage of the verb.
"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.model import GLOB, Scope
from altindex_magic.request import Add, Login

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_GLOBS: Final = ("packages", "cooldown_except")
"""The fields of ``add`` that hold patterns of names."""
_FIELD: Final = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)=(.*)", re.DOTALL)


def variable(text: str) -> str:
    """Take the name of an environment variable."""
    if not _VARIABLE.fullmatch(text):
        raise ArgumentTypeError("takes the name of a variable, not its value")
    return text


def globs(text: str) -> tuple[str, ...]:
    """Take one or more patterns of project names, separated by commas."""
    found = tuple(filter(None, text.split(",")))
    if not found or not all(GLOB.fullmatch(glob) for glob in found):
        raise ArgumentTypeError("takes patterns of project names, such as acme-*; anything else goes before it")
    return found


def scope(text: str) -> Scope:
    """Take the name of a layer that can be written to; the choices were checked before."""
    return Scope(text)


def add(values: Mapping[str, Any]) -> Add:
    """Sort the words after the name into address and fields of the preset."""
    fields: dict[str, str] = {}
    urls: list[str] = []
    for word in values["rest"]:
        field = _FIELD.fullmatch(word)
        if not field:
            urls.append(word)
        elif field[1] in fields:
            raise ArgumentTypeError("a field of the preset is given twice")
        else:
            fields[field[1]] = field[2]
    _check_address(urls, fields, values["preset"])
    others = {name: value for name, value in values.items() if name not in {"rest", "scope", *_GLOBS}}
    for name in _GLOBS:
        others[name] = tuple(glob for group in values[name] for glob in group)
    return Add(
        **others,
        url=urls[0] if urls else None,
        fields=tuple(fields.items()),
        scope=values["scope"] or Scope.USER,
    )


def _check_address(urls: list[str], fields: dict[str, str], preset: str | None) -> None:
    """Insist on one address, or on a preset that makes it out of the fields."""
    if len(urls) > 1:
        raise ArgumentTypeError("it has more words than a name and one URL")
    if fields and not preset:
        raise ArgumentTypeError("fields (k=v) go with --preset")
    if not urls and not preset:
        raise ArgumentTypeError("it needs the URL of the index, or a --preset")


def login(values: Mapping[str, Any]) -> Login:
    """Insist on one source of the secret at most."""
    if len([name for name in ("env", "command", "keep") if values[name]]) > 1:
        raise ArgumentTypeError("`--env`, `--command` and `--keep` exclude one another")
    return Login(**values)
