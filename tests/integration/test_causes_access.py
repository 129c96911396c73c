"""Why an index does not answer as it should: each cause is brought about for real, and read as a person reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from aiohttp import web

from tests.integration.stage import SIGN_ON, SIGN_ONS, TOKEN, Stage, remedy, set_stage
from tests.servers import pypi_server
from tests.servers.certificates import FAULTS
from tests.servers.forward import PASSWORD, forward_proxy
from tests.servers.tokens import jwt

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Iterator[Stage]:
    """Give a kernel whose default index is empty, and the parts to bring the causes about."""
    with set_stage(tmp_path_factory.mktemp("causes")) as made:
        yield made


def test_a_token_that_tells_its_end_is_told_to_have_expired(stage):
    """Since when, in whose words, and where a new one goes."""
    index = stage.index("jwt", "--username me")
    ends = datetime.now(UTC) - timedelta(hours=2)
    index.tokens[jwt(ends)] = True
    stage.hold("jwt", jwt(ends))
    told = stage.faulty(
        "jwt",
        "credential-refused",
        "answered 401 Unauthorized to the user name `me` with the secret from env TOKEN_jwt.",
        "The token expired 2 hours ago",
        f"The index says: “The token expired at {ends:%Y-%m-%d %H:%M} UTC”.",
        "Put a new token into TOKEN_jwt, where the kernel is started or with %env, or: %altindex login jwt",
    )
    assert jwt(ends) not in told


def test_a_command_that_gives_expired_tokens_is_told_so(stage):
    """It was run again, so it is there that something has to be done."""
    index = stage.index("renew", "--username me")
    ended = jwt(datetime.now(UTC) - timedelta(minutes=3))
    index.tokens[ended] = True
    stage.fails(
        f"%altindex login renew --command 'echo {ended}'",
        "credential-refused",
        "with the secret from command echo. The token expired 3 minutes ago",
        "echo was asked again and gave no newer token: run it in a terminal, and sign in there anew.",
    )


def test_the_index_s_word_that_a_token_has_expired_is_taken(stage):
    """Where the token itself tells nothing."""
    index = stage.index("opaque", "--username me")
    index.expired = frozenset({TOKEN})
    stage.faulty("opaque", "credential-refused", "The token has expired. The index says: “The access token expired”.")


def test_an_index_that_repeats_the_token_is_quoted_without_it(stage):
    """Its words come into the output of a cell, and the token must not."""
    index = stage.index("echo", "--username me")
    index.tokens.clear()
    stage.faulty("echo", "credential-refused", "The index says: “No such token for me: ••••••”.")


def test_a_revoked_token_behind_a_404_is_named_as_a_cause(stage):
    """Of a name that came from the index before, of a name that it was never asked for, and of its list."""
    index = stage.index("hidden", "--username me", lists=False)
    with stage.using("hidden"):
        stage.run("%altindex install acme-hidden")
        index.hides = True
        index.tokens.clear()
        stage.run("import time; time.sleep(3.2)")  # what the gateway holds of a page grows stale
        revoked = "GitLab, Gemfury and others answer 404 to everybody who may not read"
        stage.fails("%altindex versions acme-hidden", "origin-vanished", revoked, "%altindex login hidden")
        anew = ("%unload_ext altindex_magic", "%load_ext altindex_magic", "%altindex use hidden")
        stage.run("%altindex forget acme-hidden", *anew)
        stage.fails("%altindex versions acme-other", "absence-unproven", revoked, "%altindex login hidden")
        noticed = " ".join(stage.run("%altindex test hidden").split())
    assert "hidden answered 404 to all that it was asked. It may be empty; or the token was revoked" in noticed
    assert f"({revoked}): %altindex login hidden" in noticed


def test_an_index_that_lost_its_list_is_told_with_the_token(stage):
    """It had a list of projects a moment ago."""
    index = stage.index("listed", "--username me")
    stage.run("%altindex test listed")
    index.hides = True
    index.tokens.clear()
    stage.faulty(
        "listed",
        "unexpected-answer",
        "now answers 404 to everything. The token was revoked or has expired (GitLab, Gemfury and others answer 404",
        "%altindex login listed",
    )


def test_a_user_name_against_the_custom_of_the_provider_is_told(stage):
    """A preset on this machine, and a definition that overrules what it prescribes."""
    fields = "domain=acme account=111122223333 region=eu-central-1 repository=python"
    index = stage.index("aws", f"--preset codeartifact {fields} --username bob")
    index.username = "aws"
    told = stage.faulty(
        "aws",
        "credential-refused",
        "to the user name `bob` with the secret from env TOKEN_aws. AWS CodeArtifact wants the user name `aws`.",
        f"%altindex add aws {index.url} --preset codeartifact --username aws",
        "%altindex login aws --env TOKEN_aws",
    )
    stage.run(*remedy(told), "%altindex test aws")


def test_a_missing_scope_is_told_in_the_words_of_the_index(stage):
    """The credential is good, and may not read."""
    stage.index("scope", "--username me").tokens[TOKEN] = False
    stage.faulty(
        "scope",
        "permission-denied",
        "answered 403 Forbidden: the credential may not read this.",
        "The index says: “The token lacks the scope read_packages”.",
        "or ask the owner of scope for read permission",
    )


@pytest.mark.parametrize("way", SIGN_ONS)
def test_a_single_sign_on_is_recognised(stage, way):
    """Its page has status 200, or is on another host."""
    index = stage.index(f"sso-{way}", "--username me")
    index.instead = SIGN_ONS[way]
    seen = {"page": "is titled `Sign in to Acme`", "redirect": f"redirects to {SIGN_ON}"}
    stage.faulty(
        f"sso-{way}",
        "not-an-index",
        seen[way],
        "A login page: its single sign-on (SSO) is for browsers, and wants a token from everything else.",
        f"Make a token in the web site of sso-{way}, then: %altindex login sso-{way}",
    )


def test_a_proxy_that_wants_a_login_is_named(stage):
    """Without the user and password that its address has, and for both schemes."""
    stage.index("office", "--username me")
    stage.add("far", "https://pypi.acme.invalid/simple/")
    refused = "answered 407 Proxy Authentication Required. The request did not get to"
    with forward_proxy() as proxy:
        proxy.wants_login = True
        address = proxy.url_with_login.replace(PASSWORD, f"not-{PASSWORD}")
        with stage.environ(HTTP_PROXY=address, HTTPS_PROXY=address):
            for name, host in (("office", "127.0.0.1"), ("far", "pypi.acme.invalid")):
                stage.faulty(
                    name,
                    "proxy-failed",
                    f"The proxy {proxy.url} {refused} {host}.",
                    "Put its user name and password into HTTP_PROXY and HTTPS_PROXY where the kernel is started.",
                    f"add {host} to NO_PROXY",
                )
        with stage.environ(HTTP_PROXY=proxy.url_with_login):
            stage.run("%altindex test office")


def test_the_page_of_a_proxy_is_not_taken_for_the_index_s(stage):
    """It forbids the address; what the proxy only passes on is the index's own."""
    index = stage.index("block", "--username me")
    stage.add("blocked", "https://pypi.acme.invalid/simple/")
    stage.add("lenient", f"{index.server.origin}/whl/", "--preset pytorch")  # its 403 stands for "no such project"
    with forward_proxy() as proxy, stage.environ(HTTP_PROXY=proxy.url, HTTPS_PROXY=proxy.url):
        proxy.blocks = True
        for name in ("block", "blocked", "lenient"):
            stage.faulty(name, "proxy-failed", f"The proxy {proxy.url} answered 403 Forbidden", "let", "through")
        proxy.blocks = False
        index.instead = lambda: web.Response(status=403, text="<html>no</html>", content_type="text/html")
        through = f"It came through the proxy {proxy.url}, which may have written it."
        stage.faulty("block", "permission-denied", through)


def test_a_proxy_that_is_not_there_is_told_from_the_index(stage):
    """Nobody listens, or nobody knows its name."""
    stage.index("noproxy", "--username me")
    for address, problem in (
        ("http://127.0.0.1:9", "nothing accepts connections there"),
        ("http://proxy.invalid:3128", "its name does not resolve"),
    ):
        with stage.environ(HTTP_PROXY=address):
            stage.faulty("noproxy", "proxy-failed", f"The proxy {address}: {problem}.", "Check HTTP_PROXY and")


CERTIFICATES: Final = {
    "unknown issuer": ("unable to get local issuer certificate. This machine does not know", "--ca-cert FILE"),
    "self-signed": ("self-signed certificate. 127.0.0.1 vouches for itself", "If the server is yours"),
    "foreign root": ("self-signed certificate in certificate chain.", "PIP_CERT or REQUESTS_CA_BUNDLE"),
    "wrong host": ("The certificate is for pypi.acme.example, localhost, and not for 127.0.0.1.", "Use a name that"),
    "expired": ("certificate has expired (since 20", "renew the certificate; if not, set the clock"),
    "not yet valid": ("certificate is not yet valid (before 20", "renew the certificate; if not, set the clock"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_certificate_is_rejected_with_what_is_wrong_with_it(stage, fault):
    """Each fault with its own remedy; names and dates where the authority is trusted."""
    name = f"tls-{FAULTS.index(fault)}"
    signed = fault not in FAULTS[:3]
    index = stage.index(name, f"--ca-cert {stage.authority.ca_cert}" if signed else "", fault)
    stage.faulty(name, "tls-failure", *CERTIFICATES[fault])
    if fault in {"expired", "not yet valid"}:
        index.late = timedelta(days=20 if fault == "expired" else -20)
        way = "ahead of" if fault == "expired" else "behind"
        stage.faulty(name, "tls-failure", f"The clock of this machine is 20 days {way} the index's.")


def test_nginx_with_the_authority_of_a_company_wants_its_certificate(stage, nginx_process):
    """As most first meetings with an internal index go; with the file all is well."""
    nginx_process.start()
    stage.add("company", nginx_process.url)
    stage.faulty("company", "tls-failure", "unable to get local issuer certificate", "--ca-cert FILE")
    stage.add("company", nginx_process.url, f"--ca-cert {nginx_process.ca_cert}")
    stage.faulty("company", "credential-missing")


def test_a_clock_that_is_wrong_is_told_by_how_much(stage):
    """The token is good for another hour by this clock, and the server's is a day further."""
    index = stage.index("clock", "--username me")
    good = jwt(datetime.now(UTC) + timedelta(hours=1))
    index.tokens[good] = True
    index.opaque = True
    index.late = -timedelta(days=1)
    stage.hold("clock", good)
    told = stage.faulty("clock", "credential-refused", "The token expired 23 hours ago")
    assert "is wrong, expired or revoked" not in told
    index.tokens.clear()
    index.late = timedelta(days=2)
    stage.faulty(
        "clock",
        "credential-refused",
        "The clock of this machine is 2 days ahead of the index's, and a token that is judged by the wrong time looks",
        "Set the clock of this machine, then: %altindex test clock",
    )


def test_a_name_that_does_not_resolve_is_told_from_a_missing_network(stage):
    """In the second half the resolver of the kernel says what it says to a machine without network."""
    stage.add("lost", "https://pypi.acme.invalid/simple/")
    alone = "The name pypi.acme.invalid does not resolve."
    stage.run("from altindex_magic.gateway import reasons", "reasons._has_way = lambda *_: True")
    stage.faulty("lost", "dns-failure", f"{alone} The network is there: the name is misspelt")
    nobody = "No other name would resolve either: this machine has no network, or its name server does not answer."
    with stage.without_network():
        stage.faulty("lost", "dns-failure", alone, nobody, "Connect to the network, then: %altindex test lost")


def test_an_address_beside_the_right_one_leads_to_it(stage, tmp_path_factory):
    """The root of a real pypiserver, and a devpi index without its own spelling; the line that is told mends it."""
    with pypi_server.pypiserver(tmp_path_factory.mktemp("near")) as server:
        stage.run(f"os.environ['NEAR'] = {server.password!r}")
        for number, wrong in enumerate((server.url.replace("simple/", ""), f"{server.url}simple/")):
            stage.add(f"near{number}", wrong, f"--username {server.username}")
            told = stage.fails(
                f"%altindex login near{number} --env NEAR",
                "wrong-address",
                f"{wrong} gives no index pages, and {server.url} is an index.",
                f"%altindex add near{number} {server.url} --username {server.username} --replace",
            )
            stage.run(*remedy(told))


def test_devpi_s_address_leads_to_its_own_spelling(stage, devpi):
    """It is not the plain ``/simple/`` that all others have."""
    stage.add("devpi", f"{devpi.upload_url}simple/")
    told = stage.faulty("devpi", "wrong-address")
    stage.run(*remedy(told), "%altindex test devpi")


def test_an_address_for_uploads_is_not_one_to_install_from(stage):
    """It answers 405 to whoever asks for a page."""
    index = stage.index("push", "--username me")
    index.instead = lambda: web.Response(status=405, headers={"Allow": "POST"})
    stage.faulty(
        "push",
        "upload-address",
        f"{index.url} takes uploads and gives no pages: the one to install from most often ends in /simple/.",
        f"%altindex add push URL --username me --publish-url {index.url} --replace",
    )


def test_the_terminal_tells_the_same(stage):
    """One door more: the command, with the exit status of a failure."""
    stage.index("door", "--username me").tokens[TOKEN] = False
    done = stage.env.run(*stage.env.command("test", "door"), TOKEN_door=TOKEN)
    assert done.returncode == 1, done.stdout + done.stderr
    told = " ".join((done.stdout + done.stderr).split())
    assert "[permission-denied]" in told
    assert "The index says: “The token lacks the scope read_packages”." in told
    assert TOKEN not in told
