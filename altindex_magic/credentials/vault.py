"""The operating system's keyring: the only place that talks to the ``keyring`` library.

A locked keyring may never answer, and a backend may raise anything: each question is put in a
thread of its own, waited for within bounds, and every failure becomes a :class:`NoAnswer`.
"""

from __future__ import annotations

import concurrent.futures
import itertools
import time
from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from altindex_magic.model import SECRET_AS_USER
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keyring.backend import KeyringBackend  # noqa: TID251  # this is the one keyring door

PATIENCE: Final = 10.0
"""Seconds that a keyring has to answer, which may include a person's unlocking it."""

_UNNAMED: Final = "altindex"
"""The account of a secret without user name: keyrings need one."""

_ACCOUNTS: Final = "altindex"
"""The service in which the account of each URL is noted: many backends cannot look one up by the service alone."""

_RECOMMENDED: Final = 1
"""The priority from which on the keyring library recommends a backend."""

State = Literal["absent", "locked?", "broken"]
_Answer = TypeVar("_Answer")


class NoAnswer(Exception):
    """The keyring could not be asked. Says why in our words: a backend's own may hold the secret."""

    def __init__(self, state: State, problem: str) -> None:
        """Keep one word for a table and a sentence without its full stop for an error."""
        super().__init__(problem)
        self.state = state
        self.problem = problem

    @property
    def is_lock(self) -> bool:
        """Tell whether unlocking it may help."""
        return self.state == "locked?"


class Vault:
    """The keyring of the user, in which an index's URL is the service: so pip, uv and twine find it too."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._pending: tuple[Future[Any], float] | None = None

    def look_up(self, url: str, username: str, *, seconds: float = PATIENCE) -> tuple[str, Secret] | None:
        """Find user name and secret for *url*; an empty *username* stands for whichever there is.

        Raises:
            NoAnswer: the keyring is absent, locked or broken.

        """

        def search() -> tuple[str, Secret] | None:
            backend = _backend()
            for service, account in _entries(backend, url, username):
                found = backend.get_credential(service, account)
                if found is not None and not isinstance(found.password, str):
                    raise NoAnswer("broken", "It answered what is no text")
                if found is not None and found.password:
                    return "" if found.username == _UNNAMED else found.username, Secret(found.password)
            return None

        return self._ask(search, seconds)

    def write(self, url: str, username: str, secret: Secret) -> str | None:
        """Store a secret, read it back, and give a warning if the backend calls for one.

        Raises:
            NoAnswer: the keyring is absent, locked or broken, or did not keep it.

        """
        account = username or _UNNAMED

        def store() -> str | None:
            backend = _backend()
            backend.set_password(_ACCOUNTS, url, account)
            backend.set_password(url, account, secret.reveal())
            kept = backend.get_password(url, account)
            if not isinstance(kept, str) or not secret.matches(kept):
                raise NoAnswer("broken", "It did not keep the secret")
            if backend.priority < _RECOMMENDED:
                return _unencrypted(backend)
            return None

        return self._ask(store, PATIENCE)

    def weakness(self) -> str | None:
        """Say in a sentence why secrets are not safe in this keyring, or ``None`` when they are."""

        def look() -> str | None:
            backend = _backend()
            return _unencrypted(backend) if backend.priority < _RECOMMENDED else None

        try:
            return self._ask(look, PATIENCE)
        except NoAnswer as failure:
            return f"{failure.problem}."

    def erase(self, url: str, username: str) -> bool:
        """Delete what :meth:`look_up` would find, and tell whether there was anything that could be.

        Raises:
            NoAnswer: the keyring is absent, locked or broken.

        """

        def delete() -> bool:
            backend, erased = _backend(), False
            for service, account in _entries(backend, url, username):
                found = backend.get_credential(service, account)
                if found is not None and _delete(backend, service, found.username):
                    erased = True
            _delete(backend, _ACCOUNTS, url)
            return erased

        return self._ask(delete, PATIENCE)

    def finds_by_address(self) -> bool:
        """Tell whether the keyring finds an entry without its user name: pip then need not have one in its file.

        A keyring of several finds it if one of them does. One that cannot be used finds nothing.
        """
        from keyring.backend import KeyringBackend  # noqa: PLC0415, TID251  # as in _backend

        def look() -> bool:
            backend = _backend()
            backends = getattr(backend, "backends", [backend])
            return any(type(each).get_credential is not KeyringBackend.get_credential for each in backends)

        try:
            return self._ask(look, PATIENCE)
        except NoAnswer:
            return False

    def _ask(self, question: Callable[[], _Answer], seconds: float) -> _Answer:
        """Put a question and wait for its answer; behind one that hangs, wait no longer than for that one."""
        if self._pending is not None:
            hanging, since = self._pending
            concurrent.futures.wait([hanging], max(0.0, since + seconds - time.monotonic()))
            if not hanging.done():
                raise _silence(seconds)
        answer, since = Future[_Answer](), time.monotonic()

        def work() -> None:
            try:
                answer.set_result(question())
            except BaseException as problem:  # noqa: BLE001  # backends are plugins and raise anything
                answer.set_exception(_explained(problem))

        Thread(target=work, name="altindex-keyring", daemon=True).start()
        try:
            return answer.result(seconds)
        except TimeoutError:
            self._pending = answer, since
        raise _silence(seconds)


def _backend() -> KeyringBackend:
    """Load the backend that the user's machine or configuration selects, or say that there is none."""
    import keyring  # noqa: PLC0415, TID251  # heavy, and this is the one keyring door

    backend = keyring.get_keyring()
    if backend.priority <= 0:  # the stand-ins: fail, null, and a chain of nothing
        raise NoAnswer("absent", "There is no keyring on this machine")
    return backend


def _unencrypted(backend: KeyringBackend) -> str:
    return f"The keyring here ({backend.name}) may not encrypt what it keeps."


def _entries(backend: KeyringBackend, url: str, username: str) -> Iterator[tuple[str, str | None]]:
    """List the pairs of service and account under which we, other tools and people store the secret of *url*."""
    accounts: list[str | None] = [username] if username else [backend.get_password(_ACCOUNTS, url) or _UNNAMED]
    if username in {"", SECRET_AS_USER}:
        accounts.append(None)
    return itertools.product((url, url.rstrip("/")), accounts)


def _delete(backend: KeyringBackend, service: str, account: str) -> bool:
    """Delete one entry, and tell whether it was there and could be: a plugin that makes tokens has none."""
    from keyring.errors import PasswordDeleteError  # noqa: PLC0415, TID251  # as in _backend

    try:
        backend.delete_password(service, account)
    except (PasswordDeleteError, NotImplementedError):
        return False
    return True


def _explained(problem: BaseException) -> NoAnswer:
    """Give the failure of a backend in our own words."""
    from keyring.errors import KeyringLocked, NoKeyringError  # noqa: PLC0415, TID251  # as in _backend

    if isinstance(problem, NoAnswer):
        return problem
    if isinstance(problem, NoKeyringError):
        return NoAnswer("absent", "There is no keyring on this machine")
    if isinstance(problem, KeyringLocked):
        return NoAnswer("locked?", "It is locked")
    return NoAnswer("broken", f"Its backend failed with {type(problem).__name__}")


def _silence(seconds: float) -> NoAnswer:
    """Say how long we waited."""
    return NoAnswer("locked?", f"It did not answer within {seconds:g} seconds; it may be locked")
