"""What is shown of a credential that was refused never is the credential."""

from __future__ import annotations

import pytest

from altindex_magic.gateway.refusals import _shown_user
from altindex_magic.model import SECRET_AS_USER, Credential
from altindex_magic.secret import MASK, Secret

SECRET = "s3cret-of-mine"


@pytest.mark.parametrize(
    ("username", "shown"),
    [
        ("me", "me"),
        ("", ""),
        (SECRET_AS_USER, None),
        (SECRET, MASK),
        ("glpat-abcdefghij0123456789", MASK),
        (f"me:{SECRET}", f"me:{MASK}"),
    ],
)
def test_a_token_in_the_place_of_the_user_name_is_not_shown(username, shown):
    """Somebody types it there sooner or later."""
    assert _shown_user(Credential(username, Secret(SECRET), "keyring")) == shown
