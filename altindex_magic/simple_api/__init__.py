"""The simple API, read and written: PEP 503, 592, 629, 658, 691, 700, 714, 740 and 792.

A page becomes a value and a value becomes a page, in JSON and in HTML, and nothing that the index
said about a file is lost on the way. No line of this package does any input or output.
"""

from altindex_magic.simple_api.content import ACCEPT, HTML_LEGACY, HTML_V1, JSON_V1, negotiate
from altindex_magic.simple_api.page import File, MalformedPage, Page
from altindex_magic.simple_api.read import parse_list, parse_page
from altindex_magic.simple_api.write import render_html, render_json, render_list_html, render_list_json

__all__ = [
    "ACCEPT",
    "HTML_LEGACY",
    "HTML_V1",
    "JSON_V1",
    "File",
    "MalformedPage",
    "Page",
    "negotiate",
    "parse_list",
    "parse_page",
    "render_html",
    "render_json",
    "render_list_html",
    "render_list_json",
]
