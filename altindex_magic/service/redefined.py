"""What a project's file may not say of indexes in silence: it comes with the project, perhaps from a stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.errors.trust import IndexRedefined
from altindex_magic.model import Layer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from altindex_magic.model import RouteSet
    from altindex_magic.service.session import Session


def check_names(session: Session, names: Collection[str], routes: RouteSet) -> None:
    """See that each of *names* means in *routes* what the user or the administrator has defined under it.

    Raises:
        IndexRedefined: a project's file has given it to another address.

    """
    own = {index.name: index for index in session.store.overridden()}
    for index in routes.all_active:
        if index.name in names and index.name in own and index.layer is Layer.PROJECT:
            raise IndexRedefined(own[index.name], index)


def default_of_project(routes: RouteSet) -> Iterator[str]:
    """Say where everything else comes from if a project's file says so: its name may be that of any index."""
    default = routes.default
    if default and default.layer is Layer.PROJECT:
        yield f"Everything else comes from {default.url}: {default.source} makes it the default index."
