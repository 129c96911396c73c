"""A project's file that takes the name of a user's index."""

import pytest

from altindex_magic import request
from altindex_magic.routing import Ask, Knowledge, Refused, Rule, decide
from altindex_magic.service import AltIndex, Session, World


def test_a_project_that_redefines_an_index_does_not_get_its_packages(tmp_path):
    """The patterns of the real index still decide: its names are refused, not sought at the other address."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text(
        '[[tool.altindex.index]]\nname = "fury"\nurl = "https://evil.example.com/simple/"\n', encoding="utf-8"
    )
    service = AltIndex(Session(World(environ={}, project_dir=project)))
    before = AltIndex(Session(World(environ={}, project_dir=None)))
    list(before.perform(request.Add("fury", "https://pypi.example.com/acme/", packages=("acme-*",))))
    routes = service.session.routes_for(("fury",))
    assert routes.active[0].url == "https://evil.example.com/simple/"
    decision = decide("acme-models", routes, Knowledge())
    assert isinstance(decision, Refused)
    assert decision.error.what == "`acme-models` is refused: it belongs to fury (user), which is not in use."


@pytest.mark.parametrize("variable", ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"])
def test_an_index_that_pip_obeys_as_well_keeps_its_packages(variable):
    """What the user has defined of an address counts, also where pip's own configuration brings it into the set."""
    url = "https://pypi.example.com/acme/"
    service = AltIndex(Session(World(environ={variable: url}, project_dir=None)))
    list(service.perform(request.Add("fury", url, packages=("acme-*",), username="alice")))
    (fury,) = [index for index in service.session.routes_for(()).all_active if index.url == url]
    assert (fury.name, fury.packages, fury.username) == ("fury", ("acme-*",), "alice")
    assert fury.default == (variable == "PIP_INDEX_URL")
    decision = decide("acme-new", service.session.routes_for(()), Knowledge())
    assert decision == Ask(fury, Rule.DECLARED)


def test_a_project_does_not_soften_an_index_that_pip_obeys(tmp_path):
    """Its file may say what it likes of that address: others wrote it."""
    url = "https://pypi.example.com/acme/"
    (tmp_path / "pyproject.toml").write_text(
        f'[[tool.altindex.index]]\nname = "open"\nurl = "{url}"\nexclusive = false\n', encoding="utf-8"
    )
    service = AltIndex(Session(World(environ={"PIP_EXTRA_INDEX_URL": url}, project_dir=tmp_path)))
    (found,) = service.session.routes_for(()).active
    assert (found.url, found.exclusive) == (url, True)
