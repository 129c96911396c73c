"""The line that corrects a definition is one that can be run, and changes nothing else."""

from __future__ import annotations

import shlex
from pathlib import PurePosixPath

from altindex_magic.explanations.redefinition import redefined
from altindex_magic.grammar import parse
from altindex_magic.model import Index, Layer, Scope
from altindex_magic.request import Add

URL = "https://pypi.acme.example/simple/"


def test_the_line_parses_to_the_definition_with_the_correction():
    """Every setting that ``add`` has is kept."""
    index = Index(
        "team",
        "https://pypi.acme.example/",
        publish_url="https://pypi.acme.example/upload",
        username="me",
        packages=("acme-*", "tools"),
        ca_cert=PurePosixPath("/etc/my ca.pem"),
        client_cert=PurePosixPath("/etc/me.pem"),
        default=True,
        cooldown="7d",
        cooldown_except=("acme-*",),
        layer=Layer.PROJECT,
    )
    line = redefined(index, url=URL)
    assert parse(shlex.split(line.removeprefix("%altindex "))) == Add(
        "team",
        URL,
        publish_url="https://pypi.acme.example/upload",
        username="me",
        packages=("acme-*", "tools"),
        ca_cert="/etc/my ca.pem",
        client_cert="/etc/me.pem",
        default=True,
        cooldown="7d",
        cooldown_except=("acme-*",),
        scope=Scope.PROJECT,
        replace=True,
    )


def test_a_plain_definition_gives_a_short_line():
    """What is as by default is not said."""
    assert redefined(Index("team", URL), username="aws") == f"%altindex add team {URL} --username aws --replace"
