"""Requests to the real indexes: one pooled client, the only place where a credential leaves.

Every way in which an index can fail to answer becomes one error of :mod:`altindex_magic.errors.access`;
whoever gets a response back holds a 2xx, a 304 or a clean "absent".
"""

from __future__ import annotations

import asyncio
import base64
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from altindex_magic import __version__
from altindex_magic.address import Origin, bare, is_loopback
from altindex_magic.errors import access
from altindex_magic.gateway.call import Call, Gone
from altindex_magic.gateway.causes import break_off, cause
from altindex_magic.gateway.refusals import refusal, refusing_proxy
from altindex_magic.gateway.timeouts import timeout
from altindex_magic.gateway.trust import Trust
from altindex_magic.model import SECRET_AS_USER, Credential, Index, Layer, Transport
from altindex_magic.secret import MASK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from altindex_magic.gateway.patience import Patience
    from altindex_magic.model import Proxy

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 10
_ABSENT: Final = frozenset({404, 410})
_PASSING_FAULTS: Final = frozenset({502, 503, 504})


class CredentialSource(Protocol):
    """Whoever knows the credentials. The first two calls may block."""

    def find(self, index: Index) -> Credential | None:
        """Give the credential for *index*, or ``None``."""

    def refused(self, index: Index) -> None:
        """Take note that the index refused it, so that a renewable one is renewed."""

    def note(self, index: Index) -> str | None:
        """Say what kept the last :meth:`find` from asking everywhere, if anything did."""


class _Unshown(str):
    """A header that is sent and never shown: what shows the variables of a frame asks for their ``repr``."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Show the mask."""
        return MASK


class Upstream:
    """The client side of the gateway. Lives in the gateway's event loop."""

    def __init__(self, credentials: CredentialSource, patience: Patience, transport: Transport | None = None) -> None:
        """Take the source of credentials, and what holds for every index; the pool is made at the first request."""
        self._credentials = credentials
        self._patience = patience
        self._trust = Trust(transport or Transport())
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close all connections."""
        if self._session:
            await self._session.close()

    @asynccontextmanager
    async def open(self, call: Call) -> AsyncIterator[aiohttp.ClientResponse | Gone]:
        """Send *call*; give a response with a 2xx or 304 status, or :class:`Gone`.

        Raises:
            AccessError: anything else, with its cause.

        """
        credential = await asyncio.to_thread(_found, self._credentials, call)
        answer = await self._answered(call, credential)
        if isinstance(answer, aiohttp.ClientResponse) and answer.status == 401 and call.kind != "upload":  # noqa: PLR2004
            await asyncio.to_thread(self._credentials.refused, call.index)
            renewed = await asyncio.to_thread(_found, self._credentials, call)
            if renewed is not None and renewed != credential:
                answer.release()
                credential = renewed
                answer = await self._answered(call, credential)
        try:
            if isinstance(answer, aiohttp.ClientResponse):
                yield await _judged(call, answer, credential, self._trust.proxy_for(call.url))
            else:
                yield answer
        except access.CredentialMissing as problem:
            raise problem.noting(self._credentials.note(call.index)) from None
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise await break_off(call, problem, self._patience, self._trust) from None
        finally:
            if isinstance(answer, aiohttp.ClientResponse):
                answer.close() if answer.content.exception() else answer.release()

    async def unsaid(self, call: Call, text: str) -> str:
        """Give *text*, which the server of *call* wrote, fit for a message: without the secret that it was sent."""
        return await _unsaid(text, await asyncio.to_thread(_found, self._credentials, call))

    async def _answered(self, call: Call, credential: Credential | None) -> aiohttp.ClientResponse | Gone:
        """Follow redirects to a final answer; try once more after a passing fault."""
        for last_try in (False, True):
            try:
                answer = await self._followed(call, credential)
            except aiohttp.ServerDisconnectedError as problem:
                # A pooled connection that the server has closed meanwhile looks like this.
                if last_try or call.kind == "upload":
                    raise await cause(call, problem, self._patience, self._trust) from None
                continue
            # The last for a host that no name can be: from the HTTP library, or from the codec for names (IDNA).
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
                raise await cause(call, problem, self._patience, self._trust) from None
            passing = isinstance(answer, aiohttp.ClientResponse) and answer.status in _PASSING_FAULTS
            if last_try or call.kind == "upload" or not passing:
                return answer
            await asyncio.sleep(0.2)
        raise AssertionError

    async def _followed(self, call: Call, credential: Credential | None) -> aiohttp.ClientResponse | Gone:
        """Send the request and go where it is redirected to, within the rules."""
        step = call
        for _ in range(_MOST_REDIRECTS):
            at_home = Origin.of(step.url) == call.home
            response = await self._send(step, credential if at_home else None)
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or not location:
                return response
            response.release()
            target = _target(step.url, location)
            if target is None:
                problem = "to an address that cannot be read"
                raise access.RedirectRefused(call.index.name, bare(step.url), problem=problem)
            if call.kind == "upload":
                problem = f"an upload is redirected to {await _shown(target, credential)}"
                raise access.RedirectRefused(call.index.name, bare(step.url), problem=problem)
            if Origin.of(target) != call.home and not call.leaves_origin:
                return Gone(elsewhere=await _shown(target, credential))
            if _is_refused(step.url, target):
                problem = f"to {await _shown(target, credential)}"
                raise access.RedirectRefused(call.index.name, bare(step.url), problem=problem)
            step = replace(step, url=target)
        raise access.RedirectRefused(call.index.name, bare(call.url), problem="it redirects in a circle")

    async def _send(self, call: Call, credential: Credential | None) -> aiohttp.ClientResponse:
        headers = dict(call.headers or {})
        if credential is not None:
            headers["Authorization"] = _authorization(credential)
        proxy = self._trust.proxy_for(call.url)
        login = proxy.credential if proxy else None
        return await self._client().request(
            call.method,
            URL(call.url, encoded=True),
            headers=headers,
            data=call.body,
            allow_redirects=False,
            ssl=self._trust.context(call.index) if call.url.startswith("https:") else True,
            proxy=proxy.url if proxy else None,
            proxy_auth=aiohttp.BasicAuth(login.username, login.secret.reveal()) if login else None,
            auto_decompress=call.kind == "page",
            timeout=timeout(self._patience, call),
        )

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    # As pip resolves names. Where aiodns is installed, the default would pass a VPN's rules over.
                    resolver=aiohttp.ThreadedResolver(),
                    limit=64,
                    limit_per_host=24,
                    keepalive_timeout=30,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": f"altindex-magic/{__version__}"},
                skip_auto_headers=("Accept-Encoding", "Accept"),
            )
        return self._session


def _found(credentials: CredentialSource, call: Call) -> Credential | None:
    """Find the credential for the place that *call* goes to.

    An upload may go to another origin than installs come from. The secret of the latter goes there
    only if the user or the administrator says so: a project file could name any address.
    """
    publish_url = call.index.publish_url
    if call.kind != "upload" or not publish_url:
        return credentials.find(call.index)
    own = credentials.find(replace(call.index, url=publish_url))
    trusted = call.index.layer in {Layer.USER, Layer.SITE} or call.home == Origin.of(call.index.url)
    return credentials.find(call.index) if own is None and trusted else own


async def _judged(
    call: Call, response: aiohttp.ClientResponse, credential: Credential | None, proxy: Proxy | None
) -> aiohttp.ClientResponse | Gone:
    """Let a 2xx or 304 pass, take a clean 404 as absence, and make an error of all else.

    What a server says to an upload takes more reading, and whoever uploads does it.
    """
    status = response.status
    if refusing_proxy(response, proxy):  # who has never seen the index cannot say what it lacks
        raise await refusal(call, response, credential, proxy)
    if call.kind == "upload" and status != 401:  # noqa: PLR2004 - the codes of RFC 9110
        return response
    if status in _ABSENT or status in call.index.ignore_error_codes:
        return Gone()
    if status < 300 or status == 304:  # noqa: PLR2004 - the codes of RFC 9110
        return response
    raise await refusal(call, response, credential, proxy)


def _authorization(credential: Credential) -> _Unshown:
    """Write the Basic credential (RFC 7617). Some indexes take the token as the user name."""
    secret = credential.secret.reveal()
    pair = f"{secret}:" if credential.username == SECRET_AS_USER else f"{credential.username}:{secret}"
    return _Unshown("Basic " + base64.b64encode(pair.encode()).decode())


async def _unsaid(text: str, credential: Credential | None) -> str:
    """Mask what was sent in *text*, which its receiver wrote: some servers quote it.

    A long text that is made to take time takes seconds: others are answered meanwhile.
    """
    return await asyncio.to_thread(credential.secret.hidden_in, text) if credential else text


async def _shown(target: str, credential: Credential | None) -> str:
    """Give the address that a redirect leads to, fit for a message."""
    parts = urlsplit(bare(target))
    return parts._replace(path=await _unsaid(parts.path, credential)).geturl()


def _is_refused(here: str, target: str) -> bool:
    """Tell whether a redirect leads to something that is not http, or down from https."""
    scheme = urlsplit(target).scheme
    downgrade = urlsplit(here).scheme == "https" and scheme == "http" and not is_loopback(target)
    return scheme not in {"http", "https"} or downgrade


def _target(here: str, location: str) -> str | None:
    """Give the address that a redirect leads to, or ``None`` for what is no address.

    A user and password that a server put into it are dropped: they are not ours to send.
    """
    try:
        parts = urlsplit(urljoin(here, location))
        target = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
        Origin.of(target)
    except ValueError:
        return None
    return target
