"""The line that defines an index anew with one thing corrected, and all else as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from altindex_magic.grammar.line import line_of
from altindex_magic.model import Layer, Scope
from altindex_magic.request import Add

if TYPE_CHECKING:
    from altindex_magic.model import Index


def redefined(index: Index, **corrected: Any) -> str:  # noqa: ANN401 - the fields of request.Add
    """Write ``%altindex add … --replace`` for *index* with the fields *corrected*."""
    scopes = {Layer.SITE: Scope.SITE, Layer.PROJECT: Scope.PROJECT}
    facts = {
        "url": index.url,
        "preset": index.preset,
        "username": index.username,
        "publish_url": index.publish_url,
        "packages": index.packages,
        "ca_cert": str(index.ca_cert) if index.ca_cert else None,
        "client_cert": str(index.client_cert) if index.client_cert else None,
        "allow_http": index.allow_http,
        "default": index.default,
        "cooldown": index.cooldown,
        "cooldown_except": index.cooldown_except,
        "scope": scopes.get(index.layer, Scope.USER),
    }
    return line_of(Add(index.name, **{**facts, **corrected}, replace=True))
