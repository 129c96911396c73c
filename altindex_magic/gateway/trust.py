"""TLS and proxies of the upstream side: what this machine trusts, plus what an index brings."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from altindex_magic.errors.usage import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.model import Index

_BUNDLE_VARIABLES: Final = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""CA bundles that pip obeys besides those of OpenSSL itself (SSL_CERT_FILE, SSL_CERT_DIR)."""


class Trust:
    """Makes one TLS context for each pair of CA and client certificate, once."""

    def __init__(self) -> None:
        """Begin with no context."""
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

    @staticmethod
    def fresh(index: Index) -> ssl.SSLContext:
        """Make such a context that nothing else uses.

        Raises:
            UnreadableFile: as above.

        """
        context = ssl.create_default_context()
        for bundle in (os.environ.get(variable) for variable in _BUNDLE_VARIABLES):
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


def proxy_for(url: str) -> str | None:
    """Give the proxy that the environment (or the platform) sets for *url*, minding ``NO_PROXY``."""
    parts = urlsplit(url)
    if proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")
