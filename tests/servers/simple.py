"""The simple API over a repository: content negotiation, basic authentication and a record of every request."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from aiohttp import web

from tests.servers.repository import core_metadata, project_of

if TYPE_CHECKING:
    from tests.servers.repository import Repository

JSON: Final = "application/vnd.pypi.simple.v1+json"
HTML: Final = "text/html"


@dataclass(frozen=True)
class Asked:
    """One request that an index received."""

    method: str
    path: str
    headers: dict[str, str]

    @property
    def project(self) -> str | None:
        """The normalised project name that the asker disclosed, if any."""
        parts = PurePosixPath(self.path).parts
        if len(parts) < 3:
            return None
        return project_of(parts[2]) if parts[1] == "files" else parts[2]


@dataclass
class SimpleApi:
    """An ``aiohttp`` handler that serves ``/simple/`` and ``/files/``."""

    repository: Repository
    formats: tuple[str, ...] = (JSON, HTML)
    login: tuple[str, str] | None = None
    asked: list[Asked] = field(default_factory=list)

    def projects_asked(self) -> set[str]:
        """Give the names that this index has learned from its clients."""
        return {asked.project for asked in self.asked if asked.project}

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(Asked(request.method, request.path, dict(request.headers)))
        if not self._may_enter(request):
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="index"'})
        parts = PurePosixPath(request.path).parts[1:]
        if parts[:1] == ("files",) and len(parts) == 2:
            return self._file(parts[1])
        if parts[:1] == ("simple",) and len(parts) <= 2:
            return self._page(request, parts[1] if len(parts) == 2 else None)
        return web.Response(status=404)

    def _may_enter(self, request: web.BaseRequest) -> bool:
        if self.login is None:
            return True
        expected = base64.b64encode(":".join(self.login).encode()).decode()
        return request.headers.get("Authorization") == f"Basic {expected}"

    def _page(self, request: web.BaseRequest, project: str | None) -> web.StreamResponse:
        accepted = request.headers.get("Accept", "*/*")
        form = next((form for form in self.formats if form in accepted or "*/*" in accepted), None)
        if form is None:
            return web.Response(status=406)
        repository = self.repository
        if project is None:
            body = repository.json_list() if form == JSON else repository.html_list()
        elif project in repository.projects():
            body = repository.json_project(project) if form == JSON else repository.html_project(project)
        else:
            return web.Response(status=404)
        return web.Response(body=body, content_type=form, headers={"Vary": "Accept"})

    def _file(self, filename: str) -> web.StreamResponse:
        path = self.repository.folder / filename
        if path.is_file():
            return web.FileResponse(path)
        wheel = path.with_suffix("")
        if path.suffix == ".metadata" and wheel.is_file():
            return web.Response(body=core_metadata(wheel), content_type="application/octet-stream")
        return web.Response(status=404)
