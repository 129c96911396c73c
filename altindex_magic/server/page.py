"""The settings page: one document without a template, whose scripts speak to the REST API."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from altindex_magic.server.api.base import AUTH_RESOURCE

STATIC: Final = Path(__file__).parent / "static"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class PageHandler(JupyterHandler):
    """Serves the page to whoever may read the indexes."""

    auth_resource = AUTH_RESOURCE

    @property
    def content_security_policy(self) -> str:
        """Allow the page its own scripts and styles, and nothing else."""
        return _POLICY

    @web.authenticated
    @authorized
    def get(self) -> None:
        """Give the document. It holds nothing of the user's: all of that comes by REST."""
        self.xsrf_token  # noqa: B018 - asked for, it is set as the cookie that the scripts send back
        static = url_path_join(self.base_url, "static", "altindex")
        api = url_path_join(self.base_url, "altindex", "api")
        text = (STATIC / "page.html").read_text(encoding="utf-8")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.finish(text.replace("{static}", static).replace("{api}", api))
