"""What programs inherit that this process starts: no variable that was declared to hold a secret.

A build backend is any package's code, and whatever starts it, ``!pip`` or ``%pip``, hands its own environment on.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altindex_magic.service.session import Session


def settle(session: Session) -> None:
    """Withhold the secrets while indexes are in use, and what was withheld and is none any more give back.

    The code of this process finds all of them where they were: ``os.environ`` is a copy of what a child gets.
    """
    if session.world.environ is not os.environ:
        return
    secret = _declared(session) if session.in_use else frozenset()
    for name in session.withheld - secret:
        if name in os.environ:
            os.putenv(name, os.environ[name])
    for name in secret:
        if name in os.environ:
            os.unsetenv(name)
    session.withheld = secret


def without_secrets(session: Session) -> dict[str, str]:
    """Give the environment for a child that gets its own."""
    secret = _declared(session)
    return {name: value for name, value in session.world.environ.items() if name not in secret}


def _declared(session: Session) -> frozenset[str]:
    """Name the variables that hold secrets as the environment spells them."""
    names = session.secret_variables()
    return frozenset(map(str.upper, names)) if os.name == "nt" else names
