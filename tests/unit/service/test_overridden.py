"""A project's file that takes the name of a user's index."""

from altindex_magic import request
from altindex_magic.routing import Knowledge, Refused, decide
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
