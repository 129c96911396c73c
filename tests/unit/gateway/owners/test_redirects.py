"""A redirect leads to no other origin: at most it means that the project is not there."""

import pytest

from altindex_magic.errors.access import NotAnIndex, RedirectRefused
from altindex_magic.errors.ownership import AbsenceUnproven, ProbeFailed
from tests.unit.gateway.owners.conftest import routes
from tests.unit.gateway.sites import Said


def test_a_redirect_to_the_default_index_is_a_404(acme, public, gateway):
    """Some servers send the asker on for what they do not have: with a proof, that is absence."""
    acme.has("acme-tools")
    acme.pages["requests-like"] = Said(302, location=f"{public.url}requests-like/")
    assert gateway.ask(routes(acme, default=public), "acme-tools", "requests-like").index.name == "public"


def test_a_redirect_to_the_default_index_proves_nothing(acme, public, gateway):
    """A server that sends everything on may have lost its projects."""
    acme.pages["acme-models"] = Said(302, location=f"{public.url}acme-models/")
    with pytest.raises(AbsenceUnproven):
        gateway.ask(routes(acme, default=public), "acme-models")
    assert public.asked == []


ELSEWHERE = {
    "/sso/login?next=/simple/": NotAnIndex,
    "/oauth2/authorize": NotAnIndex,
    "/mirror/acme-models/": RedirectRefused,
}
"""What a redirect to another origin means, by its path."""


@pytest.mark.parametrize("path", ELSEWHERE)
@pytest.mark.parametrize("mode", ["declared", "listed", "probed"])
def test_a_redirect_elsewhere_is_never_followed(acme, public, gateway, path, mode):
    """To a login it means that somebody must log in; else the page would come from a stranger."""
    if mode == "listed":
        acme.lists("acme-models")
    stranger = f"http://localhost:{public.server.port}"
    acme.pages["acme-models"] = Said(302, location=f"{stranger}{path}")
    settings = {"packages": ("acme-*",)} if mode == "declared" else {}
    with pytest.raises((ELSEWHERE[path], ProbeFailed)) as caught:
        gateway.ask(routes(acme, default=public, **settings), "acme-models")
    cause = caught.value.cause if mode == "probed" else caught.value
    assert isinstance(cause, ELSEWHERE[path])
    assert f"{stranger}{path.partition('?')[0]}" in cause.why
    assert "next=" not in str(caught.value)
    assert public.asked == []


def test_a_redirect_of_a_declared_name_to_the_default_index_is_refused(acme, public, gateway):
    """Not even there: the owner is the only one who may answer."""
    acme.pages["acme-models"] = Said(302, location=f"{public.url}acme-models/")
    with pytest.raises(RedirectRefused):
        gateway.ask(routes(acme, default=public, packages=("acme-*",)), "acme-models")
    assert public.asked == []
