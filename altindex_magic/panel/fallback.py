"""The plain form: the main path with ipywidgets alone, for front ends that cannot load the panel.

No secret enters a widget here: the trait of a password field is saved with the notebook when widget state is saved.
It is typed at the hidden prompt of a cell, and the form says which.
"""

from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING, Final

import ipywidgets as widgets

from altindex_magic import grammar, request
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.credential import SecretInLine
from altindex_magic.errors.usage import SecretInUrl
from altindex_magic.event import Answer, Download, Indexes, LogLine, Refusal, Upload
from altindex_magic.panel.worker import Worker
from altindex_magic.render.html import to_html
from altindex_magic.render.live import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from altindex_magic.service import AltIndex

_ON_THE_WAY: Final = (Answer, Download, LogLine, Refusal, Upload)


class PlainForm:
    """Three rows: add, work with an index, install; below them the line that does the same, and what happened."""

    def __init__(self, service: AltIndex) -> None:
        """Build the rows and show which indexes there are."""
        self._service = service
        self._worker = Worker("altindex-plain-form")
        self.name = _text("Name", "fury")
        self.url = _text("URL", "https://pypi.example.com/simple/")
        self.index = widgets.Dropdown(description="Index", options=())
        self.wanted = _text("Install", "acme-models>=1")
        self.line = widgets.HTML()
        self.outcome = widgets.HTML()
        self.box = widgets.VBox((*self._rows(), self.line, self.outcome))
        self._show_indexes()

    def _rows(self) -> tuple[widgets.HBox, ...]:
        """Lay out what can be typed and pressed."""
        return (
            widgets.HBox((self.name, self.url, self._button("Add", self._add))),
            widgets.HBox(
                (
                    self.index,
                    self._button("Use", lambda: self._perform(request.Use((self._chosen,)))),
                    self._button("Log in", self._say_how_to_log_in),
                    self._button("Log out", lambda: self._perform(request.Logout(self._chosen))),
                    self._button("Test", lambda: self._perform(request.Test((self._chosen,)))),
                    self._button("Remove", lambda: self._perform(request.Remove(self._chosen))),
                    self._button("Stop using all", lambda: self._perform(request.Off())),
                )
            ),
            widgets.HBox((self.wanted, self._button("Install", self._install), self._stop_button())),
        )

    @property
    def _chosen(self) -> str:
        return str(self.index.value or "")

    def _button(self, text: str, work: Callable[[], None]) -> widgets.Button:
        """Make a button whose work is done off the main thread."""
        button = widgets.Button(description=text)
        button.on_click(lambda _button: self._worker.do(lambda: self._tell(work)))
        return button

    def _stop_button(self) -> widgets.Button:
        """Make the button that ends what is under way, at once and not in its turn."""
        button = widgets.Button(description="Stop")
        button.on_click(lambda _button: self._service.stop())
        return button

    def _add(self) -> None:
        self._perform(request_of_line("add", self.name.value, self.url.value))

    def _install(self) -> None:
        self._perform(request_of_line("install", self.wanted.value))

    def _say_how_to_log_in(self) -> None:
        """Name the cell that asks for the secret: a prompt belongs to a cell."""
        line = grammar.line_of(request.Login(self._chosen))
        self.line.value = ""
        self.outcome.value = f"<p>Run this in a cell; it asks for the secret and does not show it:<br>{_code(line)}</p>"

    def _tell(self, work: Callable[[], None]) -> None:
        """Do *work*, and show the error that ends it; what held a secret is emptied before anything saves it."""
        try:
            work()
        except (SecretInLine, SecretInUrl) as problem:
            self.url.value = self.wanted.value = ""
            self.outcome.value = to_html(problem)
        except AltIndexError as problem:
            self.outcome.value = to_html(problem)
        self._show_indexes()

    def _perform(self, wanted: request.Request) -> None:
        """Perform *wanted*, and show its progress and then its results."""
        self.line.value = f"<p>Same as {_code(grammar.line_of(wanted))}</p>"
        progress, results = Progress(), ""
        for event in self._service.perform(wanted):
            progress.take(event)
            if isinstance(event, _ON_THE_WAY):
                self.outcome.value = to_html(progress)
            else:
                results += to_html(event)
                self.outcome.value = results

    def _show_indexes(self) -> None:
        """Offer the indexes that there are now."""
        try:
            (shown,) = self._service.perform(request.ListIndexes())
        except AltIndexError as problem:
            self.outcome.value = to_html(problem)
            return
        if isinstance(shown, Indexes):
            chosen, names = self.index.value, [row.index.name for row in shown.rows]
            self.index.options = names
            self.index.value = chosen if chosen in names else names[0]


def request_of_line(verb: str, *texts: str) -> request.Request:
    """Read what was typed as the words after *verb*.

    Raises:
        BadUsage: the words are none that *verb* takes.
        SecretInLine: a word carries a credential.

    """
    return grammar.parse([verb, *(word for text in texts for word in grammar.split(text, windows=os.name == "nt"))])


def _text(label: str, placeholder: str) -> widgets.Text:
    return widgets.Text(description=label, placeholder=placeholder)


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
