"""What a person does with indexes in a session: logging in, using, testing and asking, over real servers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from altindex_magic import environment, request
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.credential import NoPrompt
from altindex_magic.event import Found, Installed, Tested, Used, Why
from altindex_magic.render.text import to_text
from altindex_magic.secret import Secret
from altindex_magic.service import AltIndex, Session, World
from tests.packages import wheel
from tests.servers.moody import Mood

DEFAULT = "127.0.0.1"
"""The name of the default index: that of its host."""


class Person:
    """Someone with a private index, whose token is in a variable, and a default index that the environment names."""

    def __init__(self, moody, public) -> None:
        self.moody = moody
        self.environ = {"PIP_INDEX_URL": public.url, "TOKEN": moody.password}
        self.service = self.session()
        self.does(request.Add("team", moody.url, username=moody.username))
        self.does(request.Login("team", env="TOKEN"))

    def session(self) -> AltIndex:
        """Begin another session in what the environment is now."""
        return AltIndex(Session(World(environ=self.environ, project_dir=None, ask_line=_nobody)))

    def does(self, wanted, service=None):
        """Perform a request and give its events."""
        return list((service or self.service).perform(wanted))

    def fails(self, wanted, service=None) -> str:
        """Perform a request that has to fail, and give the error as it is shown."""
        with pytest.raises(AltIndexError) as caught:
            self.does(wanted, service)
        return str(caught.value)

    def sees_fail(self, wanted) -> tuple[list[str], AltIndexError]:
        """Perform a request that has to fail; give what was shown before that, and the error."""
        shown = []
        try:
            shown.extend(to_text(event) for event in self.service.perform(wanted))
        except AltIndexError as problem:
            return shown, problem
        pytest.fail("it did not fail")


def _nobody(index, _question):
    raise NoPrompt(index)


@pytest.fixture
def person(moody, public):
    wheel(moody.folder, "acme-models", "1.0")
    made = Person(moody, public)
    yield made
    made.service.session.close()


def test_a_test_says_where_each_credential_comes_from(person):
    """And not merely that the index answers."""
    (tested,) = [event for event in person.does(request.Test()) if isinstance(event, Tested)]
    assert {row.index: row.credential for row in tested.rows} == {DEFAULT: "none", "local": "none", "team": "env TOKEN"}


def test_a_test_that_fails_tells_its_error_once(person):
    """A reader of the cell sees the table, and then one error; among others, the error stands below the table."""
    person.moody.become(Mood.BROKEN)
    shown, error = person.sees_fail(request.Test(("team",)))
    assert error.reference == "server-error"
    assert "✗ failed" in shown[0]
    assert "[server-error]" not in shown[0]
    assert to_text(person.does(request.Test())[0]).count("[server-error]") == 1


def test_a_declared_variable_takes_the_place_of_what_was_typed(person):
    """What was said last counts: a typed token that has expired does not go before it."""
    index = person.service.session.find("team")
    person.service.session.credentials.keep(index, person.moody.username, Secret("typed"), "session")
    said = person.does(request.Login("team", env="TOKEN"))
    assert said[0].text == "The secret for team comes from env TOKEN."
    assert said[1].rows[0].ok


def test_an_index_that_is_named_twice_is_used_once(person):
    """In the place of its first naming."""
    person.does(request.Use(("team", "local", "team")))
    assert [index.name for index in person.service.session.routes().active] == ["team", "local"]


def test_the_default_index_can_be_named_as_it_is_listed(person):
    """By ``use``, ``test``, ``login`` and ``logout``: ``list`` shows it by this name."""
    (used,) = [event for event in person.does(request.Use(("team", DEFAULT))) if isinstance(event, Used)]
    assert used.default == DEFAULT
    assert [proof.index for proof in used.proofs] == ["team", DEFAULT]
    assert person.does(request.Test((DEFAULT,)))[0].rows[0].ok
    assert person.does(request.Login(DEFAULT, env="TOKEN"))[0].text.endswith("comes from env TOKEN.")
    assert person.does(request.Logout(DEFAULT))[0].text.endswith("comes from env TOKEN no more.")
    person.does(request.Remove("team"))
    assert person.service.session.in_use.names == (DEFAULT,), "it stays in use when another goes"


def test_an_unknown_index_is_told_with_those_there_are(person):
    """Each once, and the default one among them."""
    assert person.fails(request.Allow(("acme-models",), "tame")) == (
        "There is no index called `tame`. Did you mean `team`?  [unknown-index]\n"
        f"  why     Known are: {DEFAULT}, local, team.\n"
        "  do      %altindex list"
    )


def test_a_choice_of_indexes_that_nobody_makes_is_no_matter_of_a_secret(person):
    """The error names what is lacking, as papermill's log will show it."""
    assert person.fails(request.Use(())) == (
        "This line is not understood: it lacks NAME, and nobody is here to choose one.  [bad-usage]\n"
        "  do      %altindex use NAME …"
    )


@pytest.mark.parametrize("name", ["../secrets", "acme-models>=1.0", "acme models", "", "zoë"])
@pytest.mark.parametrize("kind", [request.ListVersions, request.Explain])
def test_what_cannot_be_a_project_is_asked_of_nobody(person, kind, name):
    """Neither with a version behind it nor with characters of a path."""
    person.moody.api.asked.clear()
    assert person.fails(kind(name)) == (
        "This line is not understood: the name of a project has letters, digits, '.', '_' and '-' only, and no version "
        "behind it.  [bad-usage]\n"
        "  do      %altindex search TEXT"
    )
    assert person.moody.api.asked == []


def test_who_answers_is_told_apart_from_who_has_the_project(person):
    """The default index answers for what nobody owns, also for what it does not have."""
    (row,) = person.does(request.Explain("acme-nothing"))
    assert isinstance(row, Why)
    assert to_text(row).splitlines()[0] == f"Warning: {DEFAULT} answers for acme-nothing, and has no such project."


def test_a_search_with_nothing_to_search_says_so(person):
    """Instead of finding nothing in nothing."""
    (found,) = person.does(request.Search("acme"))
    assert isinstance(found, Found)
    assert to_text(found) == (
        "No private index is in use, so there is nothing to search. To use one: %altindex use NAME"
    )


def test_packages_for_another_folder_are_not_told_to_be_there_already(person, tmp_path):
    """The kernel's environment is as it was, and still something was done."""
    person.does(request.Use(("team",)))
    target = tmp_path / "lambda"
    *_, done = person.does(request.Install(("--target", str(target), "acme-models"), "pip"))
    assert isinstance(done, Installed)
    assert to_text(done, width=1000) == f"✓ Done with pip: what was asked for is in {target}."
    assert target.joinpath("acme_models.py").exists()


@pytest.mark.parametrize("only", [True, False])
def test_a_process_that_is_started_where_indexes_are_in_use_joins_in(person, only):
    """A ``jupyter altindex`` in that shell asks the same indexes: it is no stranger who finds a default index."""
    person.does(request.Use(("team",), only=only))
    child = person.session()
    routes = child.session.routes()
    assert [index.name for index in routes.active] == ["team"]
    assert (routes.default is None) == only
    (versions,) = person.does(request.ListVersions("acme-models"), child)
    assert [(row.version, row.index) for row in versions.rows] == [("1.0", "team")]
    assert person.does(request.Off(), child)[0].text == (
        "Nothing was put to use here: what is in use ends with the shell or kernel in which this was started."
    )
    child.session.close()


def test_what_was_removed_meanwhile_is_not_joined(person):
    """The child goes on with what is left of the set."""
    person.does(request.Use(("team", "local")))
    environ = dict(person.environ)
    person.does(request.Remove("team"))
    child = AltIndex(Session(World(environ=environ, project_dir=None)))
    assert [index.name for index in child.session.routes().active] == ["local"]
    child.session.close()


def test_off_leaves_nothing_to_join(person):
    """The variable that tells children goes with the others."""
    before = dict(person.environ)
    person.does(request.Use(("team",)))
    assert person.environ[environment.USE_VARIABLE] == "team"
    person.does(request.Off())
    assert person.environ == before
    child = person.session()
    assert child.session.routes().active == ()
    child.session.close()


def test_a_project_that_takes_the_name_of_an_index_is_not_joined_with(person, tmp_path):
    """A folder with a stranger's file makes a child refuse every name, and ask nobody."""
    person.does(request.Use(("team",)))
    tmp_path.joinpath("pyproject.toml").write_text(
        '[[tool.altindex.index]]\nname = "team"\nurl = "https://evil.example.com/simple/"\n', encoding="utf-8"
    )
    child = AltIndex(Session(World(environ=person.environ, project_dir=tmp_path)))
    assert "[set-unusable]" in person.fails(request.ListVersions("acme-models"), child)
    child.session.close()


def test_patterns_that_a_new_definition_leaves_out_are_named(person):
    """They kept strangers from its names: nobody should lose them by correcting an address."""
    again = request.Add("team", person.moody.url, username=person.moody.username, replace=True)
    assert not any("patterns" in event.text for event in person.does(again))
    person.does(replace(again, packages=("acme-*", "tool")))
    assert person.does(again)[1].text == (
        "Any index may answer for its names now. To keep its patterns: --packages 'acme-*' 'tool'"
    )


def test_an_index_at_the_address_of_the_default_one_is_in_use_once(person):
    """It answers as the default index, under the name that it was given."""
    person.does(request.Add("mirror", person.environ["PIP_INDEX_URL"]))
    person.does(request.Use(("mirror", "team")))
    routes = person.service.session.routes()
    assert [index.name for index in routes.active] == ["team"]
    assert routes.default.url == person.service.session.find("mirror").url


def test_a_folder_that_is_not_there_is_told_at_once(person, tmp_path):
    """It may be mounted later; until then the error speaks of folders, and of no server."""
    wheels = tmp_path / "wheels"
    said = [event.text for event in person.does(request.Add("share", str(wheels)))]
    assert said[1:] == [f"There is no folder {wheels} yet.", "To use it: %altindex use share"]
    assert person.fails(request.Use(("share",))) == (
        "The index share cannot be reached.  [connection-failed]\n"
        "  index   share\n"
        f"  why     {wheels.as_uri()}/: there is no such folder.\n"
        "  do      Make or mount the folder, or correct its path: %altindex add share FOLDER --replace"
    )
    wheels.mkdir()
    assert person.does(request.Use(("share",)))[-1].proofs[0].ok


def test_nobody_is_sent_to_log_in_where_no_login_is(person):
    """A public alternate and a mirror take no credential; an index of one's own may."""
    fields = (("variant", "cpu"),)
    for wanted in (request.Add("torch", preset="pytorch", fields=fields), request.Add("mirror", preset="tuna")):
        assert not any("login" in event.text for event in person.does(wanted))
    own = person.does(request.Add("own", "https://pypi.example.com/simple/"))
    assert own[1].text == "If it wants a credential: %altindex login own"


def test_a_port_without_tls_is_no_matter_of_a_certificate(person):
    """Where https:// is written of a server that speaks http:// only."""
    url = person.moody.url.replace("http:", "https:")
    person.does(request.Add("typo", url))
    assert person.fails(request.Use(("typo",))) == (
        "No encrypted connection to the index typo could be made.  [tls-failure]\n"
        "  index   typo\n"
        "  why     What answers at this port speaks no TLS. OpenSSL: WRONG_VERSION_NUMBER.\n"
        "  do      Correct the port of the URL. If the index has no TLS and the network is yours:\n"
        f"          %altindex add typo {person.moody.url} --allow-http --replace"
    )
