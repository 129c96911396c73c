"""TLS and proxies of the upstream side: what this machine trusts, plus what an index brings."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from altindex_magic.address import bare, userinfo
from altindex_magic.errors.proxy import ENVIRONMENT
from altindex_magic.errors.usage import UnreadableFile
from altindex_magic.model import Credential, Proxy

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.model import Index, Transport

_BUNDLE_VARIABLES: Final = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""CA bundles that pip obeys besides those of OpenSSL itself (SSL_CERT_FILE, SSL_CERT_DIR)."""


class Trust:
    """Knows the proxies, and makes one TLS context for each pair of CA and client certificate, once."""

    def __init__(self, transport: Transport) -> None:
        """Begin with no context; *transport* is what pip is configured with for all indexes."""
        self._transport = transport
        self._contexts: dict[tuple[Path | None, Path | None], ssl.SSLContext] = {}

    def context(self, index: Index) -> ssl.SSLContext:
        """Give the TLS context for *index*. Verification is never turned off.

        Raises:
            UnreadableFile: a certificate file cannot be read or is none.

        """
        key = (index.ca_cert, index.client_cert)
        if key not in self._contexts:
            self._contexts[key] = self.fresh(index)
        return self._contexts[key]

    def fresh(self, index: Index) -> ssl.SSLContext:
        """Make such a context that nothing else uses.

        Raises:
            UnreadableFile: as above.

        """
        context = ssl.create_default_context()
        for bundle in (self._transport.ca_cert, *(os.environ.get(variable) for variable in _BUNDLE_VARIABLES)):
            if bundle and os.path.isfile(bundle):  # noqa: PTH113 - the value may be no valid Path at all
                context.load_verify_locations(cafile=bundle)
        try:
            if index.ca_cert:
                context.load_verify_locations(cafile=index.ca_cert)
            if index.client_cert:
                context.load_cert_chain(index.client_cert)
        except (OSError, ssl.SSLError) as problem:
            path = index.client_cert if index.ca_cert is None else index.ca_cert
            raise UnreadableFile(str(path), str(problem)) from problem
        return context

    def proxy_for(self, url: str) -> Proxy | None:
        """Give the proxy for *url*: the environment's or the platform's, else pip's own. ``NO_PROXY`` holds for all."""
        parts = urlsplit(url)
        if proxy_bypass(parts.netloc.rpartition("@")[2]):
            return None
        proxies = getproxies()
        named = proxies.get(parts.scheme) or proxies.get("all")
        if not named:
            return self._transport.proxy
        login = userinfo(named)
        return Proxy(bare(named), ENVIRONMENT, Credential(*login, ENVIRONMENT) if login else None)
