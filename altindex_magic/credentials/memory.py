"""What commands and keyrings answered, for as long as it is to be believed."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from altindex_magic.errors.base import AltIndexError

if TYPE_CHECKING:
    from collections.abc import Callable

    from altindex_magic.model import Credential

RENEWAL: Final = timedelta(seconds=60)
"""How long before its end a token is replaced."""

RETRY: Final = timedelta(seconds=10)
"""How long a failure is believed: an installation asks a hundred times, a person mends it once."""

Key = tuple[str, str, str]
"""The URL of an index, the user name, and the place that is asked."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a place said, and until when that holds."""

    credential: Credential | None = None
    error: AltIndexError | None = None
    until: datetime | None = None
    """By the clock of the day; ``None`` is until further notice."""
    deadline: float = math.inf
    """By a clock that nobody can set back: what has an end is believed no longer than was left of it."""

    @property
    def holds(self) -> bool:
        """Tell whether its time is not over, by either clock."""
        return time.monotonic() < self.deadline and (self.until is None or datetime.now(UTC) < self.until)


class Memory:
    """Answers by index and place. Threads that ask the same at once get one answer."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._answers: dict[Key, _Answer] = {}
        self._locks: dict[Key, Lock] = {}

    def recall(self, key: Key, ask: Callable[[], Credential | None]) -> Credential | None:
        """Give what is remembered, or what *ask* answers; a failure is remembered too, and raised again."""
        with self._locks.setdefault(key, Lock()):
            answer = self._valid(key)
            if answer is None:
                answer = self._answers[key] = _put(ask)
        if answer.error is not None:
            raise answer.error.with_traceback(None)
        return answer.credential

    def peek(self, key: Key) -> Credential | None:
        """Give the credential that is remembered, asking nobody."""
        answer = self._valid(key)
        return answer.credential if answer else None

    def drop(self, url: str) -> None:
        """Forget all answers about one index."""
        for key in [key for key in self._answers.copy() if key[0] == url]:
            self._answers.pop(key, None)

    def _valid(self, key: Key) -> _Answer | None:
        """Give the answer unless its time is over."""
        answer = self._answers.get(key)
        return answer if answer and answer.holds else None


def _put(ask: Callable[[], Credential | None]) -> _Answer:
    """Ask, and decide how long the answer holds."""
    try:
        credential = ask()
    except AltIndexError as error:
        return _Answer(error=error, deadline=time.monotonic() + RETRY.total_seconds())
    if credential is None or credential.expires is None:
        return _Answer(credential)
    until = credential.expires - RENEWAL
    left = (until - datetime.now(UTC)).total_seconds()
    return _Answer(credential, until=until, deadline=time.monotonic() + left)
