"""A kernel, and indexes with whatever fault a test gives them, to bring about why an index does not answer."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from aiohttp import web

from tests.kernels import Environment, Notebook, environment, notebook
from tests.packages import wheel
from tests.servers.certificates import Authority
from tests.servers.forward import PASSWORD
from tests.servers.own import public_index
from tests.servers.tokens import TokenIndex, token_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN: Final = "t0ken-of-the-team-x7"
_SIGN_IN: Final = (
    "<!DOCTYPE html><head><title>Sign in to Acme</title></head><body><form><input name='SAMLRequest'></form></body>"
)
SIGN_ON: Final = "https://login.acme.example/oauth2/authorize"
SIGN_ONS: Final = {
    "page": lambda: web.Response(text=_SIGN_IN, content_type="text/html"),
    "redirect": lambda: web.Response(status=302, headers={"Location": f"{SIGN_ON}?state=x"}),
}
"""How a single sign-on answers whoever has not signed in."""


class Stage:
    """A kernel, and as many indexes as a test needs; each has a name and an address of its own."""

    def __init__(self, kernel: Notebook, env: Environment, root: Path, stack: ExitStack) -> None:
        self.kernel = kernel
        self.env = env
        self.root = root
        self.authority = Authority(root)
        self._stack = stack

    def index(self, name: str, options: str = "", fault: str | None = None, *, lists: bool = True) -> TokenIndex:
        """Start an index with one project, define it, and say that its token is in a variable."""
        wheel(self.root / name, f"acme-{name}", "1.0")
        context = self.authority.context(fault) if fault else None
        index = self._stack.enter_context(token_index(self.root / name, context))
        index.tokens[TOKEN] = True
        index.lists = lists
        self.add(name, index.url, options)
        self.hold(name, TOKEN)
        self.kernel.run(f"%altindex login {name} --env TOKEN_{name}")
        return index

    def add(self, name: str, url: str, options: str = "") -> None:
        """Define an index, also if it is defined already."""
        self.run(f"%altindex add {name} {url} --replace {options}")

    def run(self, *cells: str) -> str:
        """Run cells that have to succeed, and give what they showed."""
        shown = [self.kernel.run(cell)[0] for cell in cells]
        assert all(each.ok for each in shown), "\n".join(each.shown for each in shown)
        return "".join(each.text for each in shown)

    def hold(self, name: str, token: str) -> None:
        """Put another token into the variable of an index."""
        self.run(f"os.environ['TOKEN_{name}'] = '{token}'")

    def fails(self, cell: str, reference: str, *parts: str) -> str:
        """Run a cell that has to fail with *reference* and all the *parts*, and show nobody's token."""
        failed = self.kernel.run(cell)[0]
        assert failed.error, f"green: {cell}\n{failed.text}"
        told = failed.error.traceback
        assert told.splitlines()[0].endswith(f"[{reference}]"), told
        for part in parts:
            assert part in told, f"{part!r} is not in\n{told}"
        assert TOKEN not in failed.shown
        assert PASSWORD not in failed.shown
        return told

    def faulty(self, name: str, reference: str, *parts: str) -> str:
        """Test an index, which has to fail."""
        return self.fails(f"%altindex test {name}", reference, *parts)

    @contextmanager
    def using(self, name: str) -> Iterator[None]:
        """Put an index to use for a while, in an environment that nothing was installed into."""
        self.env.forget_installed()
        self.run(f"%altindex use {name}")
        try:
            yield
        finally:
            self.run("%altindex off")

    @contextmanager
    def environ(self, **variables: str) -> Iterator[None]:
        """Set variables of the kernel for a while."""
        self.run(f"os.environ.update({variables!r})")
        try:
            yield
        finally:
            self.run(f"[os.environ.pop(name, None) for name in {list(variables)!r}];")

    @contextmanager
    def without_network(self) -> Iterator[None]:
        """Let the resolver of the kernel say for a while what it says to a machine without network."""
        self.run(
            "import socket; known = socket.getaddrinfo",
            "def unresolved(*a, **k): raise socket.gaierror(socket.EAI_AGAIN, 'Temporary failure in name resolution')",
            "socket.getaddrinfo = unresolved",
        )
        try:
            yield
        finally:
            self.run("socket.getaddrinfo = known")


def remedy(told: str) -> list[str]:
    """Give the lines that an error tells to type."""
    return [line.strip() for line in told.split("  do      ")[1].splitlines()]


@contextmanager
def set_stage(root: Path) -> Iterator[Stage]:
    """Start a kernel whose default index is empty."""
    root.joinpath("public").mkdir()
    with ExitStack() as stack:
        public = stack.enter_context(public_index(root / "public"))
        env = environment(root / "env")
        kernel = stack.enter_context(notebook(env, {"PIP_INDEX_URL": public.url}))
        made = Stage(kernel, env, root, stack)
        made.run("%load_ext altindex_magic", "import os")
        yield made
