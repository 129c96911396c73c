"""A gateway before two indexes, and an installer that asks it page by page."""

from __future__ import annotations

import base64
import json
from urllib.parse import urljoin, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from altindex_magic.model import Index, RouteSet
from tests.servers.simple import JSON

PIP = "pip/26.0"
UV = "uv/0.9"


class Client:
    """One run of an installer: asks a gateway, and for each page once."""

    def __init__(self, url, agent):
        parts = urlsplit(url)
        login = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
        self._headers = {"User-Agent": agent, "Accept": JSON, "Authorization": f"Basic {login}"}
        self._pages = {}
        self._simple = parts._replace(netloc=f"{parts.hostname}:{parts.port}").geturl()

    def page(self, project):
        if project not in self._pages:
            self._pages[project] = json.loads(self._get(f"{self._simple}{project}/"))
        return self._pages[project]

    def link(self, project):
        return urljoin(f"{self._simple}{project}/", self.page(project)["files"][-1]["url"])

    def metadata(self, project):
        return self._get(f"{self.link(project)}.metadata")

    def download(self, project):
        return self._get(self.link(project))

    def _get(self, url):
        with build_opener(ProxyHandler({})).open(Request(url, headers=self._headers), timeout=60) as answer:
            return answer.read()


class Running:
    """A gateway before a public index and a private one."""

    def __init__(self, gateway, ledger, public, acme):
        self.gateway = gateway
        self.feed = gateway.feed
        self.ledger = ledger
        self.public = public
        self.acme = acme
        default = Index("public", public.url, default=True)
        self._url = gateway.serve(RouteSet((Index("acme", acme.url),), default)).simple_url

    def client(self, agent=PIP):
        return Client(self._url, agent)
