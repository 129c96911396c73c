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
from altindex_magic.gateway.trust import Trust, proxy_for
from altindex_magic.model import SECRET_AS_USER, Credential, Index, Layer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from altindex_magic.gateway.patience import Patience

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


class Upstream:
    """The client side of the gateway. Lives in the gateway's event loop."""

    def __init__(self, credentials: CredentialSource, patience: Patience) -> None:
        """Take the source of credentials; the connection pool is made at the first request."""
        self._credentials = credentials
        self._patience = patience
        self._trust = Trust()
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
                yield await _judged(call, answer, credential)
            else:
                yield answer
        except access.CredentialMissing as problem:
            raise problem.noting(self._credentials.note(call.index)) from None
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise await break_off(call, problem, self._patience, self._trust) from problem
        finally:
            if isinstance(answer, aiohttp.ClientResponse):
                answer.close() if answer.content.exception() else answer.release()

    async def unsaid(self, call: Call, text: str) -> str:
        """Give *text*, which the server of *call* wrote, fit for a message: without the secret that it was sent."""
        return _unsaid(text, await asyncio.to_thread(_found, self._credentials, call))

    async def _answered(self, call: Call, credential: Credential | None) -> aiohttp.ClientResponse | Gone:
        """Follow redirects to a final answer; try once more after a passing fault."""
        for last_try in (False, True):
            try:
                answer = await self._followed(call, credential)
            except aiohttp.ServerDisconnectedError as problem:
                # A pooled connection that the server has closed meanwhile looks like this.
                if last_try or call.kind == "upload":
                    raise await cause(call, problem, self._patience, self._trust) from problem
                continue
            except (aiohttp.ClientError, TimeoutError, OSError) as problem:
                raise await cause(call, problem, self._patience, self._trust) from problem
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
            target = _without_userinfo(urljoin(step.url, location))
            parts = urlsplit(bare(target))
            shown = parts._replace(path=_unsaid(parts.path, credential)).geturl()
            if call.kind == "upload":
                problem = f"an upload is redirected to {shown}"
                raise access.RedirectRefused(call.index.name, bare(step.url), problem=problem)
            if Origin.of(target) != call.home and not call.leaves_origin:
                return Gone(elsewhere=shown)
            if _is_refused(step.url, target):
                raise access.RedirectRefused(call.index.name, bare(step.url), problem=f"to {shown}")
            step = replace(step, url=target)
        raise access.RedirectRefused(call.index.name, bare(call.url), problem="it redirects in a circle")

    async def _send(self, call: Call, credential: Credential | None) -> aiohttp.ClientResponse:
        headers = dict(call.headers or {})
        if credential is not None:
            headers["Authorization"] = _authorization(credential)
        return await self._client().request(
            call.method,
            URL(call.url, encoded=True),
            headers=headers,
            data=call.body,
            allow_redirects=False,
            ssl=self._trust.context(call.index) if call.url.startswith("https:") else True,
            proxy=proxy_for(call.url),
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
    call: Call, response: aiohttp.ClientResponse, credential: Credential | None
) -> aiohttp.ClientResponse | Gone:
    """Let a 2xx or 304 pass, take a clean 404 as absence, and make an error of all else.

    What a server says to an upload takes more reading, and whoever uploads does it.
    """
    status = response.status
    if refusing_proxy(call, response):  # who has never seen the index cannot say what it lacks
        raise await refusal(call, response, credential)
    if call.kind == "upload" and status != 401:  # noqa: PLR2004 - the codes of RFC 9110
        return response
    if status in _ABSENT or status in call.index.ignore_error_codes:
        return Gone()
    if status < 300 or status == 304:  # noqa: PLR2004 - the codes of RFC 9110
        return response
    raise await refusal(call, response, credential)


def _authorization(credential: Credential) -> str:
    """Write the Basic credential (RFC 7617). Some indexes take the token as the user name."""
    secret = credential.secret.reveal()
    pair = f"{secret}:" if credential.username == SECRET_AS_USER else f"{credential.username}:{secret}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def _unsaid(text: str, credential: Credential | None) -> str:
    """Mask what was sent in *text*, which its receiver wrote: some servers quote it."""
    return credential.secret.hidden_in(text) if credential else text


def _is_refused(here: str, target: str) -> bool:
    """Tell whether a redirect leads to something that is not http, or down from https."""
    scheme = urlsplit(target).scheme
    downgrade = urlsplit(here).scheme == "https" and scheme == "http" and not is_loopback(target)
    return scheme not in {"http", "https"} or downgrade


def _without_userinfo(url: str) -> str:
    """Drop a user and password that a server put into a link: they are not ours to send."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
