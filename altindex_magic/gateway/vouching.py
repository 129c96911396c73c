"""How far a definition is trusted that a kernel has sent: as far as the server itself knows it, and no further."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from altindex_magic.model import Index, Layer, RouteSet

if TYPE_CHECKING:
    from collections.abc import Sequence

_OWNED: Final = (Layer.SITE, Layer.USER)
"""The layers that make an index trusted with more than its address."""


class Vouching:
    """Compares what was sent with the definitions of the server."""

    def __init__(self, definitions: Sequence[Index]) -> None:
        """Take the *definitions* that the server reads itself."""
        self._own = {replace(index, source=""): index for index in definitions}

    def index(self, sent: Index) -> Index:
        """Give the server's own definition in place of an equal one; of another, only what a stranger may say."""
        own = self._own.get(replace(sent, source=""))
        if own:
            return own
        layer = Layer.PROJECT if sent.layer in _OWNED else sent.layer
        return replace(sent, layer=layer, credential=None, client_cert=None)

    def routes(self, sent: RouteSet) -> RouteSet:
        """Give the set with such indexes. With any that is not the server's, it shares no answer with another set."""
        found = replace(
            sent,
            active=tuple(map(self.index, sent.active)),
            default=self.index(sent.default) if sent.default else None,
            known=tuple(map(self.index, sent.known)),
            vouched="",
        )
        strangers = [index for index in (*found.all_active, *found.known) if replace(index, source="") not in self._own]
        return replace(found, vouched=hashlib.sha256(repr(strangers).encode()).hexdigest()) if strangers else found

    def value(self, sent: object) -> object:
        """Give whatever a question takes, with such indexes."""
        match sent:
            case Index():
                return self.index(sent)
            case RouteSet():
                return self.routes(sent)
            case tuple():
                return tuple(map(self.value, sent))
            case _:
                return sent
