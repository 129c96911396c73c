"""What may stand in ``jupyter_server_config.py``, looked at before any of it is shown or used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from altindex_magic.errors.server import SecretInServerConfig, UnknownServerSetting
from altindex_magic.userinfo import carries_credentials

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


def check(settings: Mapping[str, Any], known: Collection[str]) -> None:
    """Refuse a secret and what looks like a place for one, without repeating it.

    Raises:
        SecretInServerConfig: a URL in a setting carries a credential.
        UnknownServerSetting: there is no such setting, such as ``token`` or ``password``.

    """
    for name, value in settings.items():
        if any(carries_credentials(text) for text in _texts(value)):
            raise SecretInServerConfig(name)
        if name not in known:
            raise UnknownServerSetting(name)


def _texts(value: object) -> Iterator[str]:
    """Give every text in a setting, however deep."""
    match value:
        case str():
            yield value
        case dict():
            for key, each in value.items():
                yield from (*_texts(key), *_texts(each))
        case list() | tuple() | set():
            for each in value:
                yield from _texts(each)
        case _:
            pass
