"""Errors of the REST API and of the server's own configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.errors.base import AltIndexError, printable
from altindex_magic.errors.usage import nearest

if TYPE_CHECKING:
    from collections.abc import Collection


class VersionNeeded(AltIndexError):
    """A write that does not say which version it changes."""

    reference = "version-needed"

    def __init__(self, what: str) -> None:
        """Name what would have been changed."""
        super().__init__(
            f"Nothing was changed: the request does not say which version of {what} it changes.",
            why="Without it, whoever saves last would silently undo what others have done.",
            remedy="Send the version that you have read as `If-Match`, or `If-None-Match: *` to create.",
        )


class VersionChanged(AltIndexError):
    """A write to something that somebody else has changed meanwhile."""

    reference = "version-changed"

    def __init__(self, what: str) -> None:
        """Name what was changed."""
        super().__init__(
            f"Nothing was changed: {what} is no longer what you have read.",
            why="Somebody else, or another window of yours, has changed it meanwhile.",
            remedy="Read it again and look at the difference before you save.",
        )


class SecretInServerConfig(AltIndexError):
    """A secret in the configuration of a Jupyter server."""

    reference = "secret-in-server-config"

    def __init__(self, setting: str) -> None:
        """Name the setting; its value is shown to nobody."""
        super().__init__(
            f"`c.AltIndexServer.{printable(setting, 64)}` holds a secret, and is not obeyed.",
            why="The file is readable for more people than the secret is for, and is copied into images.",
            remedy="Remove it there, and consider it as seen. Define the index without it (docs/teams.md), "
            "then type the secret on the settings page or: %altindex login NAME",
        )


class UnknownServerSetting(AltIndexError):
    """A setting that the server extension does not have."""

    reference = "unknown-server-setting"

    def __init__(self, setting: str, known: Collection[str]) -> None:
        """Name the setting, and what may be meant; its value is shown to nobody."""
        super().__init__(
            f"`c.AltIndexServer.{printable(setting, 64)}` is no setting.{nearest(setting, known)}",
            remedy="docs/server.md lists them. An index is defined in the site or user file, not here.",
        )


class UnknownServerSection(AltIndexError):
    """A section of the server's configuration that nothing reads, though it seems to be meant for the extension."""

    reference = "unknown-server-section"

    def __init__(self, section: str) -> None:
        """Name the section; what it holds is shown to nobody."""
        super().__init__(
            f"`c.{printable(section, 64)}` is read by nothing in a server. Did you mean `c.AltIndexServer`?",
            remedy="docs/server.md lists the settings of `c.AltIndexServer`. "
            "Those of `c.AltIndexMagics` belong into ipython_config.py.",
        )


class WrongServerSetting(AltIndexError):
    """A setting of the server extension with a value that it cannot have."""

    reference = "wrong-server-setting"

    def __init__(self, setting: str, takes: str) -> None:
        """Name the setting and what it *takes*; its value is shown to nobody."""
        super().__init__(
            f"`c.AltIndexServer.{printable(setting, 64)}` has a value that it cannot have, and is not obeyed.",
            why=f"It takes {takes}",
            remedy="docs/server.md lists the settings with their values.",
        )
