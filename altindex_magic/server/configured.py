"""What may stand in ``jupyter_server_config.py``, looked at before any of it is shown or used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from traitlets.config.loader import LazyConfigValue

from altindex_magic.errors.server import SecretInServerConfig, UnknownServerSetting
from altindex_magic.userinfo import carries_credentials

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

BESIDES: Final = frozenset({"enabled", "cache_size", "port_pool"})
"""Settings that have no say in which index answers: without them the set is what was meant."""


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
