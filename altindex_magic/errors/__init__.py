"""Every error that a user can meet: floor 0, importing nothing of the rest."""

from altindex_magic.errors.base import AltIndexError, printable

__all__ = ["AltIndexError", "printable"]
