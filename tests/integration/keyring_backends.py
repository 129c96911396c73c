"""Backends of the keyring library, each with a temper. The tests put this module on the path of what they start."""

import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class _Temper(KeyringBackend):
    """Chosen by its name alone: only that class is told its priority."""

    priority = 5

    def get_password(self, service, username):
        return self._note("get")

    def set_password(self, service, username, password):
        self._note("set")

    def delete_password(self, service, username):
        raise PasswordDeleteError("there is none")

    def _note(self, question):
        with (Path.home() / "keyring-asked").open("a") as notes:
            notes.write(f"{question} ")
        return self.answer()

    def answer(self):
        """Say nothing of anybody."""


class Hanging(_Temper):
    """Waits for somebody to unlock it, who never comes."""

    def answer(self):
        time.sleep(600)


class Raising(_Temper):
    """Breaks, and quotes a secret."""

    def answer(self):
        raise RuntimeError("the secret s3cret-of-the-backend did not fit")


class Rubbish(_Temper):
    """Answers what is no text."""

    def answer(self):
        return object()


class Forgetful(_Temper):
    """Takes everything and keeps nothing."""
