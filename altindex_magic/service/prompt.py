"""Asking a person: through the kernel's own input request, or at the terminal; never by hanging."""

from __future__ import annotations

import getpass
import os
import sys
from contextvars import ContextVar
from typing import Final

from altindex_magic.errors.credential import NoPrompt

_UNATTENDED: Final = ContextVar("altindex_unattended", default=False)
_IN_A_KERNEL = "JPY_PARENT_PID"
"""Set by Jupyter in a kernel and its children. A child has a terminal there that nobody types into."""


def unattended() -> None:
    """Ask nobody in this thread from now on: it works for a form, which asks in its own way."""
    _UNATTENDED.set(True)


def secret(index: str, question: str) -> str:
    """Ask for a secret that is not shown while it is typed.

    Raises:
        NoPrompt: nobody can type here.

    """
    # A kernel replaces both getpass and input by its own request to the front end.
    _check_somebody(index, asker=getpass.getpass.__module__)
    try:
        return getpass.getpass(question)
    except (NotImplementedError, EOFError, OSError) as problem:
        raise NoPrompt(index) from problem


def line(index: str, question: str) -> str:
    """Ask for a line of text that may be seen.

    Raises:
        NoPrompt: nobody can type here.

    """
    _check_somebody(index, asker=getpass.getpass.__module__)
    try:
        return input(question)
    except (NotImplementedError, EOFError, OSError) as problem:
        raise NoPrompt(index) from problem


def _check_somebody(index: str, *, asker: str) -> None:
    """Make sure that a process with the standard prompt stands before a terminal with a person."""
    if _UNATTENDED.get():
        raise NoPrompt(index)
    if asker != "getpass":
        return
    if _IN_A_KERNEL in os.environ or sys.stdin is None or not sys.stdin.isatty():
        raise NoPrompt(index)
