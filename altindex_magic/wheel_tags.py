"""The tags of wheels, and of a Python, in the few words that a person compares (PEP 425, 600)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from packaging.utils import InvalidWheelFilename, parse_wheel_filename

if TYPE_CHECKING:
    from collections.abc import Iterable

    from altindex_magic.foresight import Target

_SHOWN: Final = 4
_GLIBC: Final = re.compile(r"manylinux_(?P<version>\d+_\d+)_(?P<machine>\w+)")
_LEGACY: Final = re.compile(r"manylinux(?:1|2010|2014)_")


def made_for(filenames: Iterable[str]) -> str:
    """Say what wheels are for, those of the same Pythons together: ``cp39, cp310 on win_amd64``."""
    pythons: dict[str, dict[str, None]] = {}
    for filename in filenames:
        for python, platform in _tags(filename):
            pythons.setdefault(platform, {})[python] = None
    platforms: dict[tuple[str, ...], list[str]] = {}
    for platform, found in pythons.items():
        platforms.setdefault(tuple(found), []).append(platform)
    groups = [f"{_some(found)} on {_some(on)}" if on != ["any"] else _some(found) for found, on in platforms.items()]
    return _some(groups, "; ")


def kernel_name(target: Target) -> str:
    """Describe *target* in the same terms: ``cp311 on linux x86_64 (glibc 2.36)``."""
    best, *others = sorted(target.ranks, key=lambda tag: target.ranks[tag])
    newest = next(filter(None, (_GLIBC.fullmatch(tag.platform) for tag in (best, *others))), None)
    if newest:
        return f"{best.abi} on linux {newest['machine']} (glibc {newest['version'].replace('_', '.')})"
    return f"{best.abi} on {best.platform}"


def _tags(filename: str) -> list[tuple[str, str]]:
    """Give each Python with each platform of a wheel; a platform that has two spellings, in the one with a number."""
    try:
        tags = parse_wheel_filename(filename)[3]
    except InvalidWheelFilename:
        return []
    pairs = {
        (tag.interpreter if tag.abi == "none" else _binary(tag.interpreter, tag.abi), tag.platform) for tag in tags
    }
    plain = sorted(pair for pair in pairs if not _LEGACY.match(pair[1]))
    return plain or sorted(pairs)


def _binary(interpreter: str, abi: str) -> str:
    return abi if abi.startswith(interpreter) else f"{interpreter}-{abi}"


def _some(texts: Iterable[str], between: str = ", ") -> str:
    """Join the first few, and count the others."""
    every = list(texts)
    more = f"{between}{len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return between.join(every[:_SHOWN]) + more
