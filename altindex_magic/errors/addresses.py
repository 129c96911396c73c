"""Errors of an address that is nearly right."""

from __future__ import annotations

from altindex_magic.errors.access import AccessError


class WrongAddress(AccessError):
    """An address that is none of an index, beside one that is."""

    reference = "wrong-address"

    def __init__(self, index: str, url: str, *, right: str, line: str) -> None:
        """Give the *right* address, which was tried, and the line that takes it."""
        super().__init__(
            f"The URL of {index} is not that of an index.",
            index=index,
            url=url,
            why=f"{url} gives no index pages, and {right} is an index.",
            remedy=line,
        )


class UploadAddress(AccessError):
    """An address that takes uploads and gives nothing."""

    reference = "upload-address"

    def __init__(self, index: str, url: str, *, right: str | None, line: str) -> None:
        """Give the address to install from, if it is known, and the line that takes it."""
        known = (
            f"the index to install from is {right}."
            if right
            else "the one to install from most often ends in /simple/."
        )
        super().__init__(
            f"The URL of {index} is the one for uploads.",
            index=index,
            url=url,
            why=f"{url} takes uploads and gives no pages: {known}",
            remedy=line,
        )
