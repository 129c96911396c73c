"""Three sites, and a gateway that looks among them for the owner of a name."""

import pytest

from altindex_magic.model import RouteSet
from tests.unit.gateway.sites import Gateway, Site


@pytest.fixture
def site():
    """Give a maker of sites, which are stopped in the end."""
    made = []

    def make(name):
        made.append(Site(name))
        return made[-1]

    yield make
    for each in made:
        each.server.stop()


@pytest.fixture
def acme(site):
    return site("acme")


@pytest.fixture
def team(site):
    return site("team")


@pytest.fixture
def public(site):
    """Stand for the default index, which has every name that is asked for here."""
    made = site("public")
    made.has("acme-models", "acme-tools", "requests-like", "other-like")
    return made


@pytest.fixture
def gateway(tmp_path):
    made = Gateway(tmp_path)
    yield made
    made.ledger.close()


def routes(*sites, default, **settings):
    return RouteSet(tuple(each.index(**settings) for each in sites), default.index(default=True))
