"""What may stand in ``jupyter_server_config.py``, looked at before any of it is shown or used."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from traitlets.config.loader import LazyConfigValue

from altindex_magic.errors.server import SecretInServerConfig, UnknownServerSetting
from altindex_magic.userinfo import carries_credentials

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

SECTION: Final = "AltIndexServer"
"""The section of the extension."""
BESIDES: Final = frozenset({"enabled", "cache_size", "port_pool"})
"""Settings that have no say in which index answers: without them the set is what was meant."""
_OF_KERNELS: Final = "AltIndexMagics"
"""The section of the magic, which is read in ``ipython_config.py``."""
_ALIKE: Final = 0.8
"""How much of a name must be like ours, from 0 to 1, to be taken for it: ``ServerApp`` is at 0.5."""


def check(name: str, value: object, known: Collection[str]) -> None:
    """Refuse a secret and what looks like a place for one, without repeating it.

    Raises:
        SecretInServerConfig: a URL in the setting carries a credential.
        UnknownServerSetting: there is no such setting, such as ``token`` or ``password``.

    """
    if any(carries_credentials(text) for text in _texts(value)):
        raise SecretInServerConfig(name)
    if name not in known:
        raise UnknownServerSetting(name, known)


def misspelt(sections: Iterable[str]) -> list[str]:
    """Find the *sections* that seem to be meant for the extension, and are not its own."""
    return [name for name in sections if name != SECTION and _resembles_ours(name)]


def _resembles_ours(section: str) -> bool:
    return section.casefold().startswith("altindex") or bool(get_close_matches(section, [SECTION], cutoff=_ALIKE))


def decides(section: str, settings: Iterable[str]) -> bool:
    """Tell whether the *settings* of a section, our own or a misspelt one, have a say in which index answers."""
    return section != _OF_KERNELS and not BESIDES.issuperset(settings)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a program has written there
    """Give every text in a setting, however deep."""
    match value:
        case str():
            yield value
        case LazyConfigValue():  # what `append`, `extend` and the like leave
            yield from _texts(value.to_dict())
        case dict():
            for key, each in value.items():
                yield from (*_texts(key), *_texts(each))
        case list() | tuple() | set():
            for each in value:
                yield from _texts(each)
        case _:
            pass
