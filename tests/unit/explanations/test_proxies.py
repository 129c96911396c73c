"""An answer of a proxy is told from one of the index behind it."""

from __future__ import annotations

import pytest

from altindex_magic.explanations.proxies import passed_by, refusing_proxy

PROXY = "http://proxy.acme.example:3128"


@pytest.mark.parametrize(
    ("status", "headers", "configured", "name"),
    [
        (407, {}, PROXY, PROXY),
        (407, {}, None, "on the way"),
        (403, {"x-squid-error": "ERR_ACCESS_DENIED 0", "via": "1.1 cache.acme (squid/5.7)"}, None, "cache.acme"),
        (403, {"server": "squid/5.7"}, PROXY, PROXY),
        (503, {"server": "Zscaler/6.2"}, None, "Zscaler/6.2"),
        (502, {"proxy-status": "cache.acme; error=dns_error"}, PROXY, PROXY),
        (403, {"via": "1.1 abc.cloudfront.net (CloudFront)", "server": "CloudFront"}, PROXY, None),
        (403, {}, PROXY, None),
        (401, {"www-authenticate": "Basic"}, PROXY, None),
        (404, {"x-squid-error": "x"}, PROXY, None),
        (200, {"server": "squid"}, PROXY, None),
    ],
)
def test_a_proxy_is_known_by_what_only_a_proxy_writes(status, headers, configured, name):
    """``Via`` alone is written by whatever an answer passes, and proves nothing."""
    assert refusing_proxy(status, headers, configured) == name


def test_a_page_that_came_through_a_proxy_may_be_its_own():
    """This much is said, and no more; of JSON it is not said, which is no proxy's notice."""
    page = {"via": "1.1 x", "content-type": "text/html; charset=utf-8"}
    assert passed_by(403, page, PROXY) == f"It came through the proxy {PROXY}, which may have written it."
    assert passed_by(403, page, None) == ""
    assert passed_by(403, {**page, "content-type": "application/json"}, PROXY) == ""
    assert passed_by(403, {"content-type": "text/html"}, PROXY) == ""
