"""What an installer that found no solution says who required what, in a form that pip's words and uv's share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True, slots=True)
class Demand:
    """One requirement, and whose it is."""

    project: str
    requirement: str
    by: str | None = None
    """The project that requires it; ``None`` where the user does."""
    version: str = ""
    """The versions of that project which do, in the words of the installer."""


def demand(requirement: str, by: str | None = None, version: str = "") -> Demand | None:
    """Read a requirement as an installer writes it; ``None`` for what is none, such as uv's ``Python>=3.12``."""
    try:
        read = Requirement(requirement)
    except InvalidRequirement:
        return None
    if read.url or read.name == "Python":
        return None
    text = f"{read.name}{''.join(f'[{extra}]' for extra in sorted(read.extras))}{read.specifier}"
    return Demand(canonicalize_name(read.name), text, canonicalize_name(by) if by else None, version)


def contested(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Give those of projects on which several different demands are made."""
    distinct = tuple(dict.fromkeys(demands))
    texts: dict[str, set[str]] = {}
    for each in distinct:
        texts.setdefault(each.project, set()).add(each.requirement)
    return tuple(each for each in distinct if len(texts[each.project]) > 1)


def explains(unmet: Collection[Demand], demands: Collection[Demand]) -> bool:
    """Tell whether *unmet*, those of *demands* that nothing meets, are for certain why there is no solution.

    They are all on one project, and what makes them has no other version that failed for something else.
    """
    if len({each.project for each in unmet}) != 1:
        return False
    makers = {each.by for each in unmet}
    return {(each.by, each.version) for each in demands if each.by in makers} == {
        (each.by, each.version) for each in unmet
    }
