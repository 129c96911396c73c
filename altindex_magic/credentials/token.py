"""What a secret tells of itself: whether it can be one, and until when it holds."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

from altindex_magic.errors.credential import UnusableSecret
from altindex_magic.secret import Secret


def usable(secret: Secret, *, index: str, source: str) -> Secret:
    """Take the blanks around *secret* away, which come from pasting, and make sure that some text is left.

    Raises:
        UnusableSecret: it is empty, or has a line break or another control character inside.

    """
    problem = _problem(secret)
    if problem:
        raise UnusableSecret(index, problem, source)
    return Secret(secret.reveal().strip())


def _problem(secret: Secret) -> str | None:
    """Say what is wrong; apart from :func:`usable`, so that no frame of a traceback holds the text."""
    text = secret.reveal().strip()
    if not text:
        return "it is empty"
    if not text.isprintable():
        return "it has a line break or another control character in it"
    return None


def expiry(secret: Secret) -> datetime | None:
    """Read the ``exp`` claim of a JWT (RFC 7519), unverified; ``None`` for any other kind of secret."""
    try:
        _, claims, _ = secret.reveal().split(".")
        stamp = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"]
        return datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, LookupError, TypeError, OverflowError, OSError, RecursionError):
        return None
