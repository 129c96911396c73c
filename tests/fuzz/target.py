"""What is fuzzed: a function of bytes that fails when an invariant does, and the words that its inputs are made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS: Final = Path(__file__).with_name("corpus")


@dataclass(frozen=True)
class Target:
    """One way into the package. ``check`` raises nothing but what a broken invariant or a defect raises."""

    name: str
    check: Callable[[bytes], None]
    words: tuple[str, ...]
    """What random bytes would hardly ever spell."""

    def seeds(self) -> list[Path]:
        """List the inputs that are kept: examples of each kind, and every one that ever broke something."""
        return sorted((CORPUS / self.name).glob("*"))
