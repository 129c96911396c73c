"""Which provider an index is at, found by its preset or by the shape of its address, and what that provider wants."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from altindex_magic import presets
from altindex_magic.errors.hint import Hint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from altindex_magic.model import Index
    from altindex_magic.presets import Preset

_SLOT: Final = re.compile(r"\{(\w+)\}")
_WORD: Final = re.compile(r"[a-z]{3}")
_HIDING: Final = {"gemfury": "Gemfury", "gitlab-project": "GitLab", "gitlab-group": "GitLab"}
"""Those who answer 404 to everybody who may not read."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider, with the values of its fields as far as the address shows them."""

    preset: Preset
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> str | None:
        """Give the command that prints a token, with its fields filled in."""
        hint = self.preset.command_hint
        if hint is None or not set(_SLOT.findall(hint)) <= set(self.fields):
            return None
        return _filled(hint, self.fields)


def provider_of(index: Index) -> Provider | None:
    """Find the provider that *index* is defined with or, failing that, whose addresses look like its own."""
    candidates = presets.catalogue()
    preset = candidates.get(index.preset or "")
    if preset:
        return Provider(preset, _values(preset, preset.url, index.url) or {})
    for preset in candidates.values():
        values = _values(preset, preset.url, index.url)
        if values is not None:
            return Provider(preset, values)
    return None


def reads_at(url: str) -> str | None:
    """Give the address to install from, where *url* is one that a provider takes uploads at and nothing else."""
    for preset in presets.catalogue().values():
        values = _values(preset, preset.publish_url, url) if preset.publish_url else None
        if values is None or not set(_SLOT.findall(preset.url)) <= set(values):
            continue
        address = _filled(preset.url, values)
        if address.rstrip("/") != url.rstrip("/"):
            return address
    return None


def hides_behind_404(index: Index) -> str:
    """Name who answers 404 to a credential that may not read, as far as *index* is known to be at one of them."""
    found = provider_of(index)
    known = _HIDING.get(found.preset.name) if found else None
    return f"{known} answers" if known else "GitLab, Gemfury and others answer"


def revoked(index: Index) -> Hint:
    """Say what it means that *index*, which answered before, has nothing but 404."""
    hiding = hides_behind_404(index)
    why = f"The token was revoked or has expired ({hiding} 404 to everybody who may not read), or the index has moved."
    return Hint(why, f"%altindex login {index.name}\nor, if it has moved: %altindex add {index.name} URL --replace")


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: values[slot[1]], template)


def _values(preset: Preset, template: str, url: str) -> dict[str, str] | None:
    """Read the fields of *template* out of *url*; ``None`` if it does not fit, or fits any address at all."""
    kinds = {each.name: each.kind for each in preset.fields}
    slots = _SLOT.findall(template)
    if not set(slots) <= set(kinds) or not _WORD.search(_SLOT.sub("", template).removesuffix("simple/")):
        return None
    literals = [re.escape(text) for text in _SLOT.split(template)[::2]]
    parts = [rf"(?P<{slot}>{_PATTERNS[kinds[slot]]})" for slot in slots]
    pattern = literals[0] + "".join(part + literal for part, literal in zip(parts, literals[1:], strict=True))
    found = re.fullmatch(pattern.removesuffix("/") + "/?", url)
    return {name: _plain(kinds[name], value) for name, value in found.groupdict().items()} if found else None


_PATTERNS: Final = {"part": "[^/]+?", "host": "https?://[^/]+", "folder": "(?!)"}
"""How the value of each kind of field stands in an address."""


def _plain(kind: str, value: str) -> str:
    """Give the value of a field as a person writes it."""
    return value if kind == "host" else unquote(value)
