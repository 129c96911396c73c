"""Why no answer came: what the HTTP library raised becomes the one error that a person can act on."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import aiohttp

from altindex_magic.address import DEFAULT_PORTS, bare
from altindex_magic.errors import access
from altindex_magic.errors.proxy import ProxyFailed
from altindex_magic.explanations import certificate, lookup
from altindex_magic.gateway import handshake
from altindex_magic.gateway.reasons import broken_reason, is_offline, tls_reason
from altindex_magic.gateway.timeouts import waited
from altindex_magic.model import Proxy

if TYPE_CHECKING:
    from altindex_magic.errors.access import AccessError
    from altindex_magic.gateway.call import Call
    from altindex_magic.gateway.patience import Patience
    from altindex_magic.gateway.trust import Trust


async def cause(call: Call, problem: Exception, patience: Patience, trust: Trust) -> AccessError:
    """Name the cause behind *problem*, which kept the answer to *call* from coming."""
    name, url = call.index.name, bare(call.url)
    match problem:
        case aiohttp.ClientHttpProxyError():
            return ProxyFailed(name, url, _proxy(call, trust), status=problem.status)
        case aiohttp.ClientProxyConnectionError():
            return ProxyFailed(name, url, _proxy(call, trust), problem=broken_reason(problem))
        case aiohttp.ClientConnectorDNSError():
            return _unresolved(call, problem, trust.proxy_for(call.url))
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError() | ssl.SSLError():
            return await _untrusted(call, problem, trust)
        case TimeoutError():
            return access.IndexTimeout(name, url, seconds=waited(patience, call, problem))
        case _:
            return access.ConnectionRefused(name, url, problem=broken_reason(problem))


async def break_off(call: Call, problem: Exception, patience: Patience, trust: Trust) -> AccessError:
    """Name the cause behind *problem*, which came after the answer had begun."""
    if call.kind != "file":
        return await cause(call, problem, patience, trust)
    filename, url = unquote(PurePosixPath(urlsplit(call.url).path).name), bare(call.url)
    return access.TruncatedFile(call.index.name, url, filename=filename, problem=f"{url}: {broken_reason(problem)}")


def _proxy(call: Call, trust: Trust) -> Proxy:
    """Give the proxy of which the HTTP library says that it has failed *call*."""
    return trust.proxy_for(call.url) or Proxy("", "")


def _unresolved(call: Call, problem: aiohttp.ClientConnectorDNSError, proxy: Proxy | None) -> AccessError:
    """Tell a name that does not exist from a network that is not there, and the index's name from that of a proxy."""
    name, url = call.index.name, bare(call.url)
    if proxy and urlsplit(proxy.url).hostname == problem.host:
        return ProxyFailed(name, url, proxy, problem="its name does not resolve")
    host = problem.host or urlsplit(url).hostname or ""
    hint = lookup.explained(name, offline=is_offline(problem.os_error))
    return access.NameResolutionFailed(name, url, host=host, hint=hint)


async def _untrusted(call: Call, problem: Exception, trust: Trust) -> AccessError:
    """Tell by OpenSSL's code what is wrong with a certificate; look at it again where it can say more."""
    name, url = call.index.name, bare(call.url)
    if not isinstance(problem, aiohttp.ClientConnectorCertificateError):
        hint = certificate.without_one(call.index, tls_reason(problem))
        return access.TlsFailed(name, url, hint=hint, certificate=False)
    code, host = getattr(problem.certificate_error, "verify_code", 0), problem.host
    seen = certificate.Seen()
    if not trust.proxy_for(call.url):
        # Who we are is for the host that was meant, and this may be another one.
        context = trust.fresh(replace(call.index, client_cert=None))
        seen = await handshake.look((host, problem.port or DEFAULT_PORTS["https"]), code, context)
    now = datetime.now().astimezone()
    rejected = certificate.Rejected(name, host, code, tls_reason(problem).rstrip("."), now, seen)
    return access.TlsFailed(name, url, hint=certificate.explained(rejected))
