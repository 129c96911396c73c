"""Patterns of names, suggested from the list that an index gives of its projects."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST_NAMES: Final = 1000
"""An index with more names than this is a mirror of the public one, or holds one."""
_MOST_PATTERNS: Final = 6
_COMMON: Final = frozenset(
    ("airflow", "aws", "azure", "django", "flask", "google", "jupyter", "lib", "my", "py", "pytest", "python", "types")
)
"""First words that so many strangers use that no pattern may claim them."""


def suggest(names: Collection[str]) -> tuple[str, ...]:
    """Suggest a few patterns that cover all of the normalised *names*; none where that cannot be done narrowly."""
    if len(names) > _MOST_NAMES:
        return ()
    families: dict[str, list[str]] = defaultdict(list)
    for name in names:
        families[name.partition("-")[0]].append(name)
    patterns = [pattern for word, members in sorted(families.items()) for pattern in _of_family(word, sorted(members))]
    return tuple(patterns) if len(patterns) <= _MOST_PATTERNS else ()


def _of_family(word: str, members: list[str]) -> list[str]:
    """Cover the names that begin with *word*: by one pattern if that claims nothing of strangers, else one by one."""
    branches = [name for name in members if name != word]
    if len(branches) < 2 or word in _COMMON:  # noqa: PLR2004 - one name alone is no family
        return members
    return [f"{word}-*"] if word not in members else [word, f"{word}-*"]
