"""Whether the index is at an address close by, where the one that was given is not that of an index."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from altindex_magic.errors.access import NotAnIndex, UnexpectedAnswer
from altindex_magic.errors.addresses import UploadAddress, WrongAddress
from altindex_magic.explanations.addresses import variants
from altindex_magic.explanations.provider import reads_at
from altindex_magic.explanations.redefinition import redefined
from altindex_magic.gateway.refusals import upload_address

if TYPE_CHECKING:
    from altindex_magic.errors import AltIndexError
    from altindex_magic.gateway.listing import Listings
    from altindex_magic.model import Index

_FOLDER: Final = "simple"
"""The one "project" on a plain web server's list of the folder that the index lies in."""


async def corrected(index: Index, problem: AltIndexError | None, listings: Listings) -> AltIndexError | None:
    """Give an error with the right address in place of *problem*, or *problem* itself where none is found.

    ``None`` for a *problem* stands for an index that has answered 404. What is tried lies on the same origin,
    where the credential of the index belongs, and is asked for its list alone.
    """
    if index.is_folder or not isinstance(problem, NotAnIndex | UnexpectedAnswer | UploadAddress | None):
        return problem
    known = reads_at(index.url)
    if known:
        return upload_address(index, known)
    for url in variants(index.url):
        listing = await listings.of(replace(index, url=url), at_once=True)
        if not listing.proven or _FOLDER in (listing.names or ()):
            continue
        if isinstance(problem, UploadAddress):
            return upload_address(index, url)
        return WrongAddress(index.name, index.url, right=url, line=redefined(index, url=url))
    return problem
