"""An HTML page from an index, and the signs that tell it from any other web page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from altindex_magic.errors.base import printable
from altindex_magic.simple_api.page import MalformedPage

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING: Final = re.compile(
    r"\b(?:links for|index of|simple (?:index|list|api)|directory listing (?:of|for))\b", re.IGNORECASE
)

_SIGN_IN: Final = re.compile(r"\b(?:sign|log)[ -]?(?:in|on)\b|\bsingle sign", re.IGNORECASE)


class Document:
    """A parsed page. ``declared`` tells that its content type alone makes it an index page."""

    def __init__(self, body: bytes, *, declared: bool) -> None:
        """Parse *body*, which is UTF-8 whatever it says, or else one byte a character."""
        try:
            text = body.decode()
        except UnicodeDecodeError:
            text = body.decode("latin-1")
        if not text.strip():
            raise MalformedPage("it is empty")
        self._tree = LexborHTMLParser(text)
        self._declared = declared

    def anchors(self) -> Iterator[tuple[dict[str, str | None], str]]:
        """Give the attributes and the text of each link."""
        for node in self._tree.css("a[href]"):
            yield node.attributes, node.text().strip()

    def meta(self, name: str) -> str | None:
        """Give the content of the ``<meta>`` element *name*, such as PEP 629 defines."""
        node = self._tree.css_first(f'meta[name="{name}"]')
        return node.attributes.get("content") if node else None

    def base(self, url: str) -> str:
        """Give the URL that the links of the page, which came from *url*, are relative to.

        A page from elsewhere does not lie on this machine, whatever it says.
        """
        node = self._tree.css_first("base[href]")
        try:
            base = urljoin(url, (node.attributes.get("href") if node else None) or "")
        except ValueError:
            return url
        return url if base.startswith("file:") and not url.startswith("file:") else base

    def is_marked(self) -> bool:
        """Tell whether it presents itself as an index page: by content type, version or heading."""
        if self._declared or self.meta("pypi:repository-version") is not None:
            return True
        return any(_HEADING.search(node.text()) for node in self._tree.css("title, h1"))

    def is_bare(self) -> bool:
        """Tell whether nothing at all is on it, as a server writes that has nothing to list."""
        if self._tree.css_first('title, body *, script, meta[http-equiv="refresh" i]'):
            return False
        return self._tree.body is not None and not self._tree.body.text().strip()

    def is_interactive(self) -> bool:
        """Tell whether it is made for a person: a form to fill in, or a program to run."""
        return self._tree.css_first("form, input, script") is not None

    def asks_password(self) -> bool:
        """Tell whether it wants a password typed into it."""
        return self._tree.css_first('input[type="password" i]') is not None

    def title(self) -> str:
        """Give its title in one line."""
        node = self._tree.css_first("title")
        return printable(" ".join(node.text().split()), 60) if node else ""

    def signs_in(self) -> bool:
        """Tell whether people sign in on it, or are on their way there (SAML sends them by a form)."""
        by_form = self._tree.css_first('input[name="SAMLRequest" i], input[name="SAMLResponse" i]') is not None
        return self.asks_password() or by_form or (self.is_interactive() and bool(_SIGN_IN.search(self.title())))

    def foreign(self, missing: str) -> MalformedPage:
        """Say what the page looks like, which has no link to what is *missing*."""
        if self.asks_password():
            trait = "has a password field"
        elif title := self.title():
            trait = f"is titled `{title}`"
        elif self._tree.css_first("form"):
            trait = "has a form"
        else:
            trait = "has no mark of an index page"
        return MalformedPage(f"it has no link to {missing} and {trait}", signs_in=self.signs_in())
