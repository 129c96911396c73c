"""An index is looked for close by only where that can be of use, and nothing else is taken for one."""

from __future__ import annotations

import asyncio

import pytest

from altindex_magic.errors.access import CredentialMissing, UnexpectedAnswer
from altindex_magic.errors.addresses import UploadAddress, WrongAddress
from altindex_magic.gateway.folder import Folders
from altindex_magic.gateway.listing import Listings
from altindex_magic.gateway.neighbours import corrected
from altindex_magic.gateway.patience import Patience
from altindex_magic.gateway.upstream import Upstream
from altindex_magic.model import Index
from tests.servers.simple import HTML
from tests.unit.gateway.sites import NoCredentials, Said, Site


@pytest.fixture
def site():
    """Give a tiny index that has a list."""
    made = Site("team")
    made.lists("acme-models")
    yield made
    made.server.stop()


@pytest.fixture
def ask(tmp_path):
    """Give the question, put with parts of its own."""

    def put(index, problem=None):
        async def work():
            upstream = Upstream(NoCredentials(), Patience())
            try:
                return await corrected(index, problem, Listings(upstream, Folders(), tmp_path / "pages"))
            finally:
                await upstream.close()

        return asyncio.run(work())

    return put


def test_the_index_is_found_behind_its_front_door(ask, site):
    """The root of the server was given; the line that is told keeps all else."""
    index = Index("team", site.server.origin + "/", username="me", packages=("acme-*",))
    found = ask(index)
    assert isinstance(found, WrongAddress)
    assert found.remedy == f"%altindex add team {site.url} --username me --packages acme-* --replace"


def test_an_upload_address_is_told_with_the_index_beside_it(ask, site):
    """It becomes the address to publish to."""
    index = Index("team", site.server.origin + "/")
    found = ask(index, UploadAddress("team", index.url, right=None, line=""))
    assert isinstance(found, UploadAddress)
    assert found.remedy == f"%altindex add team {site.url} --publish-url {index.url} --replace"


def test_an_upload_address_that_a_provider_is_known_for_needs_no_request(ask):
    """Azure takes uploads at one address and gives pages at another."""
    feed = "https://pkgs.dev.azure.com/acme/data/_packaging/python/pypi"
    found = ask(Index("az", f"{feed}/upload/"), UnexpectedAnswer("az", feed, problem="it answered 400"))
    assert isinstance(found, UploadAddress)
    assert found.remedy == f"%altindex add az {feed}/simple/ --publish-url {feed}/upload/ --replace"


def test_a_refused_login_is_no_question_of_the_address(ask, site):
    """The error stays as it is, and nobody is asked."""
    problem = CredentialMissing("team", site.url)
    assert ask(Index("team", site.server.origin + "/"), problem) is problem
    assert site.asked == []


def test_the_list_of_a_folder_is_not_taken_for_an_index(ask, site):
    """A web server that lists the folder in which the pages of an index lie gives one "project", called simple."""
    site.pages[""] = Said(404)
    site.everything = Said(body='<title>Index of /</title><a href="simple/">simple/</a>', content_type=HTML)
    assert ask(Index("team", site.url)) is None


def test_where_nothing_is_close_by_the_error_stays(ask, site):
    """Three requests, and no more."""
    site.everything = Said(404)
    problem = UnexpectedAnswer("team", site.url, problem="it answered 400")
    assert ask(Index("team", site.url), problem) is problem
    assert len(site.asked) == 3


def test_a_folder_has_no_other_address(ask, tmp_path):
    """Nothing on this machine is searched."""
    assert ask(Index("share", tmp_path.as_uri() + "/")) is None
