"""The one session of this process: what every door of a kernel works on."""

from __future__ import annotations

from altindex_magic.service import AltIndex, inheritance

_current: AltIndex | None = None


def current() -> AltIndex:
    """Give the service of this process, made at the first use."""
    global _current  # noqa: PLW0603 - the active session of the kernel is the one global of the package
    if _current is None:
        _current = AltIndex()
    return _current


def running() -> AltIndex | None:
    """Give the service of this process if there is one; nothing is made."""
    return _current


def end() -> None:
    """Put the environment back, stop the gateway and forget the session."""
    global _current
    if _current is None:
        return
    session, _current = _current.session, None
    if session.in_use:
        session.in_use.saved.restore(session.world.environ)
        session.in_use = None
        inheritance.settle(session)
    session.close()
