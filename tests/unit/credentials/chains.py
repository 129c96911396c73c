"""The chain of places in which the secret of an index is looked for, put together for a test."""

import shlex
import sys

from altindex_magic.credentials import Credentials, Sources
from altindex_magic.model import Index
from tests.unit.credentials.conftest import Login

FURY = Index("fury", "https://pypi.example.com/acme/")


def credentials(**parts) -> Credentials:
    return Credentials(Sources(**{"environ": {}, **parts}))


def declaring(source, **parts) -> Credentials:
    return credentials(logins=lambda: [Login(FURY.url, source, None)], **parts)


def secret_of(found) -> str | None:
    return found.secret.reveal() if found else None


class Counter:
    """A command that counts its runs in a file and prints a token with the number."""

    def __init__(self, folder, text="'token-' + str(n)"):
        self.file = folder / "runs"
        code = f"import sys; p = {str(self.file)!r}; open(p, 'a').write('x'); n = len(open(p).read()); print({text})"
        self.source = "command:" + shlex.join([sys.executable, "-c", code])

    @property
    def runs(self):
        return len(self.file.read_text()) if self.file.exists() else 0
