"""Errors of finding, asking for and keeping a secret."""

from __future__ import annotations

from altindex_magic.errors.base import AltIndexError, printable


class NoPrompt(AltIndexError):
    """A secret must be typed and nobody can type."""

    reference = "no-prompt"

    def __init__(self, index: str) -> None:
        """Name the ways that need no prompt."""
        super().__init__(
            f"The secret for {index} cannot be asked for: nobody is here to type it.",
            index=index,
            why="This runs without a front end or terminal (nbconvert, papermill, a scheduled job, a pipe).",
            remedy=f"%altindex login {index} --env VARIABLE\n"
            f"or %altindex login {index} --command 'op read …'\n"
            f"or log in once where you can type; the keyring keeps it",
        )


class UnusableSecret(AltIndexError):
    """A typed or found secret that cannot be one."""

    reference = "unusable-secret"

    def __init__(self, index: str, problem: str, source: str) -> None:
        """Say what is wrong with it, without showing any of it."""
        super().__init__(
            f"The secret for {index} cannot be used: {problem}.",
            index=index,
            why=f"It came from {source}.",
            remedy=f"%altindex login {index}",
        )


class VariableMissing(AltIndexError):
    """An environment variable that should hold the secret and is not there."""

    reference = "variable-missing"

    def __init__(self, index: str, variable: str) -> None:
        """Name the variable."""
        super().__init__(
            f"The secret for {index} should be in the variable {printable(variable, 64)}, which is not set.",
            index=index,
            why="It is not in the environment here. Programs that start while indexes are in use do not inherit it.",
            remedy=f"Set it where the kernel or shell is started, or: %altindex login {index}",
        )


class SecretCommandFailed(AltIndexError):
    """A command that should print the secret and did not."""

    reference = "secret-command-failed"

    def __init__(self, index: str, program: str, problem: str) -> None:
        """Name the program; its output may hold a secret and is not shown."""
        super().__init__(
            f"The command that gives the secret for {index} failed.",
            index=index,
            why=f"{printable(program, 80)}: {problem}.",
            remedy=f"Run it in a terminal to see what it says, or: %altindex login {index}",
        )


class KeyringFailed(AltIndexError):
    """A keyring that is locked, broken or absent."""

    reference = "keyring-failed"

    def __init__(self, index: str, problem: str, *, locked: bool = False) -> None:
        """Give the keyring's reason; one that may be locked can be unlocked, and without a desktop by a command."""
        unlock = "Unlock it; without a desktop: gnome-keyring-daemon --unlock\nor " if locked else ""
        super().__init__(
            f"The keyring cannot be used for {index}.",
            index=index,
            why=f"{printable(problem, 160)}.",
            remedy=f"{unlock}%altindex login {index} --keep session   (in a notebook: until the kernel ends)\n"
            f"or %altindex login {index} --env VARIABLE",
        )


class SecretInLine(AltIndexError):
    """A secret typed where it would be stored in the notebook."""

    reference = "secret-in-line"

    def __init__(self, where: str) -> None:
        """Name the argument, not its value."""
        super().__init__(
            f"{where} holds a user name, password or token. Nothing was done.",
            why="A cell is saved in the notebook and in the history. Delete it there, and consider the secret as seen.",
            remedy="%altindex add NAME URL --username USER\n%altindex login NAME\n%altindex use NAME",
        )


class SecretInField(AltIndexError):
    """A secret in a field of a form or of a program's request that is no place for one."""

    reference = "secret-in-field"

    def __init__(self, field: str) -> None:
        """Name the field, not its value."""
        super().__init__(
            f"`{printable(field, 64)}` holds a user name, password or token. Nothing was done.",
            why="What is written there is kept in a file and shown to everybody who may see the index.",
            remedy="Leave it out, give the user name in its own field, and log in to the index when it is defined: "
            "the secret is kept apart.",
        )
