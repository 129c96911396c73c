"""A place in the keyring for secrets that a file held, so that no backup of it need hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.credentials.vault import NoAnswer, Vault

if TYPE_CHECKING:
    from altindex_magic.secret import Secret

_SERVICE: Final = "altindex-backup:"
_ACCOUNT: Final = "backup"


class Safe:
    """Keeps secrets under labels. A keyring that is absent, locked or broken keeps none and gives none."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._vault = Vault()

    def put(self, label: str, secret: Secret) -> bool:
        """Keep *secret* under *label*, and tell whether it is kept."""
        try:
            self._vault.write(_SERVICE + label, _ACCOUNT, secret)
        except NoAnswer:
            return False
        return True

    def get(self, label: str) -> Secret | None:
        """Give what is kept under *label*, if there is anything."""
        try:
            found = self._vault.look_up(_SERVICE + label, _ACCOUNT)
        except NoAnswer:
            return None
        return found[1] if found else None

    def drop(self, label: str) -> None:
        """Forget what is kept under *label*."""
        try:
            self._vault.erase(_SERVICE + label, _ACCOUNT)
        except NoAnswer:
            return
