"""Errors of taking over and writing the files of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from pathlib import Path


class NotConfirmed(AltIndexError):
    """A change that has to be agreed to, and nobody is there who could."""

    reference = "not-confirmed"

    def __init__(self) -> None:
        """Name the options that ask nobody."""
        super().__init__(
            "Nobody is here to agree to the change. Nothing was changed.",
            why="This runs without a front end or terminal (nbconvert, papermill, a scheduled job, a pipe).",
            remedy="%altindex import --dry-run shows what would be done\nor: %altindex import --yes",
        )


class NoFileForScope(AltIndexError):
    """A scope in which a tool reads no file."""

    reference = "no-file-for-scope"

    def __init__(self, tool: str, scope: str, scopes: str) -> None:
        """Name the scopes that there are."""
        super().__init__(
            f"{tool} reads no file of the scope `{scope}`.",
            why=f"It knows: {scopes}.",
            remedy=f"%altindex export {tool} --scope {scopes.partition(',')[0]}",
        )


class NothingToExport(AltIndexError):
    """An export of no index at all."""

    reference = "nothing-to-export"

    def __init__(self, tool: str, why: str) -> None:
        """Say why no index is left."""
        super().__init__(
            f"There is no index to write for {tool}. Nothing was changed.",
            why=why,
            remedy=f"%altindex list\n%altindex export {tool} NAME …",
        )


class SecretNeeded(AltIndexError):
    """A format that holds nothing but secrets, asked for without any."""

    reference = "secret-needed"

    def __init__(self, path: Path | str) -> None:
        """Name the option, and the formats that need none."""
        super().__init__(
            f"A netrc entry is a secret; {path} was not changed.",
            why="The format has no way to point to a keyring.",
            remedy="%altindex export pip   (or uv, or pypirc: they find the secret in the keyring)\n"
            "or, if it may stand in the file: %altindex export netrc --with-secret",
        )


class SecretForOthers(AltIndexError):
    """A secret on its way into a file that others read."""

    reference = "secret-for-others"

    def __init__(self, path: Path | str) -> None:
        """Name the file."""
        super().__init__(
            f"A secret does not go into {path}. Nothing was changed.",
            why="The file belongs to a project or to all users of this machine, and so others read it.",
            remedy="Leave --with-secret out, or write your own file: --scope user --with-secret",
        )


class SecretUnknown(AltIndexError):
    """An export with secrets of an index that has none."""

    reference = "secret-unknown"

    def __init__(self, index: str) -> None:
        """Name the index."""
        super().__init__(
            f"No secret of {index} is known, so none can be written. Nothing was changed.",
            index=index,
            remedy=f"%altindex login {index}",
        )


class NoKeyringToPointTo(AltIndexError):
    """An export that would point to a keyring entry that cannot be made."""

    reference = "no-keyring-to-point-to"

    def __init__(self, index: str, tool: str, problem: str) -> None:
        """Give the keyring's reason and the way without one."""
        super().__init__(
            f"{tool} cannot be pointed to the keyring for {index}. Nothing was changed.",
            index=index,
            why=printable(problem, 200),
            remedy="Set a keyring up (python -m keyring diagnose shows what there is)\n"
            f"or, if the secret may stand in a file of yours: %altindex export {tool} {index} --with-secret",
        )


class NothingToUndo(AltIndexError):
    """An undo with nothing left."""

    reference = "nothing-to-undo"

    def __init__(self) -> None:
        """Say what is recorded."""
        super().__init__(
            "There is nothing to undo.",
            why="Only `import` and `export` keep a backup, and each of the last twenty of them can be undone once.",
        )


class ChangedSince(AltIndexError):
    """A file that someone else changed after us."""

    reference = "changed-since"

    def __init__(self, path: Path | str, backup: Path | str) -> None:
        """Name the file and its backup."""
        super().__init__(
            f"{path} has been changed since, and undoing would lose that. Nothing was changed.",
            why="Its content is neither what was there before nor what was written.",
            remedy=f"Take what you need out of the backup: {backup}",
        )


class BackupIncomplete(AltIndexError):
    """A backup whose secrets are not in the keyring any more."""

    reference = "backup-incomplete"

    def __init__(self, path: Path | str, backup: Path | str) -> None:
        """Name the file and its backup."""
        super().__init__(
            f"{path} cannot be restored: the secrets that it held are not in the keyring any more.",
            why="A backup keeps the secrets of a file in the keyring, and it was locked, changed or cleared.",
            remedy=f"Unlock the keyring and try again, or take the rest out of the backup: {backup}",
        )
