"""What an index means by an answer that is neither a page nor a clean "absent"."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import aiohttp

from altindex_magic.address import bare
from altindex_magic.errors import access
from altindex_magic.errors.addresses import UploadAddress
from altindex_magic.errors.proxy import ProxyFailed
from altindex_magic.explanations import login, proxies, server_words
from altindex_magic.explanations.provider import reads_at
from altindex_magic.explanations.redefinition import redefined
from altindex_magic.gateway.skew import ahead_of_us
from altindex_magic.model import SECRET_AS_USER, Proxy
from altindex_magic.presets import looks_secret
from altindex_magic.secret import MASK

if TYPE_CHECKING:
    from aiohttp import ClientResponse

    from altindex_magic.errors.hint import Hint
    from altindex_magic.gateway.call import Call
    from altindex_magic.model import Credential, Index


def refusing_proxy(response: ClientResponse, proxy: Proxy | None) -> str | None:
    """Name the proxy that has answered in place of the index, if one has; *proxy* is the one that was asked."""
    return proxies.refusing_proxy(response.status, _headers(response), proxy.url if proxy else None)


async def refusal(
    call: Call, response: ClientResponse, credential: Credential | None, proxy: Proxy | None
) -> access.AccessError:
    """Give the error behind *response*, an answer to *call* that was sent with *credential* and through *proxy*."""
    name, url, status = call.index.name, bare(call.url), response.status
    refusing = refusing_proxy(response, proxy)
    if refusing:
        own = proxy or Proxy(refusing, "")
        return ProxyFailed(name, url, own, status=status, problem=await _said(response, credential))
    if status in {401, 403}:
        return await _denied(call, response, credential, proxy)
    match status:
        case 405 if call.kind == "page":
            return upload_address(call.index, reads_at(call.index.url))
        case _ if status >= 500:  # noqa: PLR2004 - the codes of RFC 9110
            return access.ServerFailed(name, url, status=status)
        case _:
            return access.UnexpectedAnswer(name, url, problem=f"it answered {status}")


async def _denied(
    call: Call, response: ClientResponse, credential: Credential | None, proxy: Proxy | None
) -> access.AccessError:
    """Give the error behind a 401 or 403."""
    name, url = call.index.name, bare(call.url)
    if response.status == 401 and credential is None:  # noqa: PLR2004 - the codes of RFC 9110
        return access.CredentialMissing(name, url)
    hint = await _hint(call, response, credential, proxy)
    if response.status == 401 and credential:  # noqa: PLR2004 - as above
        return access.CredentialRefused(
            name, url, source=credential.source, username=_shown_user(credential), hint=hint
        )
    return access.PermissionDenied(name, url, with_credential=credential is not None, hint=hint)


def _shown_user(credential: Credential) -> str | None:
    """Give the user name as it may be shown: people type a token in its place, and some indexes want just that."""
    if credential.username == SECRET_AS_USER:
        return None
    return MASK if looks_secret(credential.username) else credential.secret.hidden_in(credential.username)


def upload_address(index: Index, right: str | None) -> UploadAddress:
    """Say that the address of *index* takes uploads and gives nothing, and which is the *right* one, if it is known."""
    line = redefined(index, url=right or "URL", publish_url=index.publish_url or index.url, preset=None)
    return UploadAddress(index.name, index.url, right=right, line=line)


async def _hint(
    call: Call, response: ClientResponse, credential: Credential | None, proxy: Proxy | None
) -> Hint | None:
    """Gather what is known of a refusal, and explain it."""
    said = await _said(response, credential)
    passed = proxies.passed_by(response.status, _headers(response), proxy.url if proxy else None)
    now = datetime.now().astimezone()
    ahead = ahead_of_us(response.headers)
    return login.explained(login.Refusal(call.index, response.status, now, credential, said, ahead, passed))


async def _said(response: ClientResponse, credential: Credential | None) -> str:
    """Read the server's own words, without the secret that it was sent."""
    try:
        body = await response.content.read(server_words.LONGEST_BODY)
    except (aiohttp.ClientError, TimeoutError):
        body = b""
    headers = response.headers
    challenge = " ".join(headers.getall("WWW-Authenticate", ()))
    words = server_words.found(challenge, headers.get("Content-Type", ""), body)
    return server_words.shown(credential.secret.hidden_in(words) if credential else words)


def _headers(response: ClientResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}
