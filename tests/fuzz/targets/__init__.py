"""All targets by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.fuzz.targets import configuration, line, masking, pages, redaction, routing

if TYPE_CHECKING:
    from tests.fuzz.target import Target

_MODULES: Final = (pages, configuration, line, routing, masking, redaction)

TARGETS: Final[dict[str, Target]] = {target.name: target for module in _MODULES for target in module.TARGETS}
