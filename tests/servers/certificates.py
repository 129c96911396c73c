"""Servers' certificates with every fault that a certificate is known to have."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import trustme

from tests.servers.base import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FAULTS: Final = ("unknown issuer", "self-signed", "foreign root", "wrong host", "expired", "not yet valid")


class Authority:
    """A certificate authority of an organisation's own."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self.ca_cert = folder / "organisation-ca.pem"
        self._ca.cert_pem.write_to_path(self.ca_cert)
        self._pair = folder / "self-signed.pem"
        for blob in (self._ca.private_key_pem, self._ca.cert_pem):
            blob.write_to_path(self._pair, append=True)

    def context(self, fault: str | None = None) -> ssl.SSLContext:
        """Make the TLS side of a server whose certificate has the *fault*."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made: dict[str | None, Callable[[], object]] = {
            "self-signed": lambda: context.load_cert_chain(self._pair),
            "foreign root": lambda: self._with_root(context),
            "wrong host": lambda: self._issue(context, "pypi.acme.example", "localhost"),
            "expired": lambda: self._issue(context, LOOPBACK, days=(-40, -10)),
            "not yet valid": lambda: self._issue(context, LOOPBACK, days=(10, 40)),
        }
        made.get(fault, lambda: self._issue(context, LOOPBACK))()
        return context

    def _issue(self, context: ssl.SSLContext, *names: str, days: tuple[int, int] = (-1, 30)) -> None:
        begins, ends = (datetime.now(UTC) + timedelta(days=number) for number in days)
        self._ca.issue_cert(*names, not_before=begins, not_after=ends).configure_cert(context)

    def _with_root(self, context: ssl.SSLContext) -> None:
        """Send the authority's own certificate along, as proxies that open TLS do."""
        leaf = self._ca.issue_cert(LOOPBACK)
        chain = self._pair.with_name("with-root.pem")
        for blob in (leaf.private_key_pem, *leaf.cert_chain_pems, self._ca.cert_pem):
            blob.write_to_path(chain, append=True)
        context.load_cert_chain(chain)
