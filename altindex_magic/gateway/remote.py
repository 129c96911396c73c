"""The gateway of the Jupyter server, as the kernels of that server see it.

It has the face of :class:`altindex_magic.gateway.host.Gateway`, so that a session works with either.
"""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from altindex_magic.environment import GatewayAddress, UploadTarget
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.access import CredentialMissing
from altindex_magic.errors.credential import SecretCommandFailed, VariableMissing
from altindex_magic.gateway.questions import QUESTIONS
from altindex_magic.gateway.remote_feed import RemoteFeed
from altindex_magic.revive import revived

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Mapping, Sequence

    from altindex_magic.event import Health, Offer, Stocked, VersionRow, Why
    from altindex_magic.gateway.line import Line
    from altindex_magic.gateway.upstream import CredentialSource
    from altindex_magic.model import Credential, Index, RouteSet

Result = TypeVar("Result")

_LACKING: Final = (CredentialMissing, VariableMissing, SecretCommandFailed)
"""What an index or a place says to a server that has no credential. The kernel may have one."""


class RemoteInquiry:
    """Asks the questions of :class:`altindex_magic.gateway.inquiry.Inquiry`, and those of ``Claims`` and ``Stock``."""

    def __init__(self, line: Line, lend: RemoteGateway) -> None:
        """Ask over *line*; *lend* a credential that only this kernel has."""
        self._line = line
        self._gateway = lend

    async def health(self, indexes: Sequence[Index]) -> tuple[Health, ...]:
        """Ask each of *indexes* one real question."""
        rows: tuple[Health, ...] = self._ask("health", indexes=tuple(indexes))
        lacking = [row.url for row in rows if isinstance(row.error, _LACKING)]
        return self._ask("health", indexes=tuple(indexes)) if self._gateway.lend(indexes, lacking) else rows

    async def versions(self, routes: RouteSet, project: str) -> tuple[VersionRow, ...]:
        """List the versions of *project*."""
        rows: tuple[VersionRow, ...] = self._ask("versions", routes=routes, project=project)
        return rows

    async def files(self, index: Index, project: str) -> Mapping[str, Mapping[str, str]]:
        """Give the hashes of the files that *index* has of *project*."""
        files: Mapping[str, Mapping[str, str]] = self._ask("files", index=index, project=project)
        return files

    async def offers(self, wanted: Sequence[tuple[Index, str]], *, at_once: bool) -> tuple[Offer, ...]:
        """Tell what each index says about a project."""
        offers: tuple[Offer, ...] = self._ask("offers", wanted=tuple(wanted), at_once=at_once)
        return offers

    async def why(self, routes: RouteSet, project: str) -> Why:
        """Tell which index answers for *project*."""
        row: Why = self._ask("why", routes=routes, project=project)
        return row

    async def newer(self, routes: RouteSet, installed: Mapping[str, str]) -> dict[str, str]:
        """Find newer versions."""
        return dict(self._ask("newer", routes=routes, installed=installed))

    async def search(self, routes: RouteSet, text: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """Find the names that contain *text*."""
        rows, unlisted = self._ask("search", routes=routes, text=text)
        return rows, unlisted

    async def check(self, routes: RouteSet, target: Index, project: str) -> None:
        """Let *project* go to *target* unless that is public and the name is not."""
        self._ask("check", routes=routes, target=target, project=project)

    async def stock(self, routes: RouteSet, wanted: Mapping[str, str]) -> tuple[Stocked, ...]:
        """Tell, of each project with its wanted version, what its owner has."""
        stocks: tuple[Stocked, ...] = self._ask("stock", routes=routes, wanted=wanted)
        return stocks

    async def digest(self, routes: RouteSet, project: str, filename: str) -> str:
        """Give the sha256 of a file of which its page gives none."""
        return str(self._ask("digest", routes=routes, project=project, filename=filename))

    def _ask(self, question: str, **given: object) -> Any:  # noqa: ANN401 - the type stands in QUESTIONS
        answer = self._line.send("POST", "ask", {"question": question, "given": given})["answer"]
        return None if QUESTIONS[question].gives is None else revived(QUESTIONS[question].gives, answer)


class RemoteGateway:
    """The gateway of the server."""

    def __init__(self, line: Line, credentials: CredentialSource) -> None:
        """Speak over *line*; lend the server what only this kernel's *credentials* have."""
        self.line = line
        self.feed = RemoteFeed(line.send)
        self.inquiry = self.claims = self.stock = RemoteInquiry(line, self)
        self.page: str | None = None
        self._credentials = credentials
        self._lent: list[str] = []

    @property
    def port(self) -> int:
        """Give the port of the server's gateway."""
        return self.line.port

    @property
    def running(self) -> bool:
        """Tell whether it answered when it was asked last."""
        return self.line.alive

    def start(self) -> None:
        """Do nothing: the server has started it."""

    def stop(self) -> None:
        """Use it no longer. Others do."""
        self.line.close()

    def state(self) -> Mapping[str, Any]:
        """Tell what this kernel was started with."""
        found: Mapping[str, Any] = self.line.send("POST", "state", {"prefix": sys.prefix})
        self.page = found["page"]
        return found

    def serve(self, routes: RouteSet) -> GatewayAddress:
        """Let the server's gateway answer for *routes*, with what this kernel knows and it does not."""
        answer = self.line.send("POST", "serve", {"routes": routes})
        self.lend(routes.all_active, answer["lacking"])
        return GatewayAddress(answer["address"], pip_has_proxy=answer["pip_has_proxy"])

    def lend(self, indexes: Sequence[Index], lacking: Sequence[str]) -> bool:
        """Lend the server the credentials for the URLs *lacking* that this kernel finds; tell whether there are any."""
        found = [(index.url, self._found(index)) for index in indexes if index.url in lacking]
        for url, credential in found:
            if credential:
                self.line.keep(url, credential)
        return any(credential for _, credential in found)

    def _found(self, index: Index) -> Credential | None:
        """Find a credential for *index* here; a place that cannot be asked has none."""
        with suppress(AltIndexError):
            return self._credentials.find(index)
        return None

    def upload_target(self, routes: RouteSet, index: Index) -> UploadTarget:
        """Get an address and a capability that may publish to *index*."""
        target: UploadTarget = revived(
            UploadTarget, self.line.send("PUT", "upload", {"routes": routes, "index": index})
        )
        self._lent.append(target.password)
        return target

    @contextmanager
    def lending(self, routes: RouteSet, index: Index) -> Iterator[UploadTarget]:
        """Get a capability that may publish to *index* while the block runs."""
        target = self.upload_target(routes, index)
        try:
            yield target
        finally:
            self._revoke(target.password)

    def revoke_uploads(self) -> None:
        """Give back every capability that may publish."""
        for capability in self._lent.copy():
            self._revoke(capability)

    def forget(self, project: str) -> None:
        """Decide anew about *project* at the next question."""
        self.line.send("POST", "forget", {"project": project})

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do *work* and wait for its result. A kernel's own loop runs in this thread already: another one is needed."""
        with ThreadPoolExecutor(1, thread_name_prefix="altindex-remote") as thread:
            return thread.submit(asyncio.run, work).result()

    def _revoke(self, capability: str) -> None:
        self._lent.remove(capability)
        self.line.send("DELETE", "upload", {"capability": capability})
