"""Import, export and undo as a person meets them: what is shown, asked, written and kept."""

import os
import traceback
from pathlib import Path

import keyring
import keyring.core
import pytest
from keyring.backends import fail
from keyrings.alt.file import PlaintextKeyring

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.credential import NoPrompt
from altindex_magic.model import SECRET_AS_USER, Scope
from altindex_magic.places import Places
from altindex_magic.render.html import to_html
from altindex_magic.render.text import to_text
from altindex_magic.secret import Secret
from altindex_magic.service import AltIndex, Session, World
from tests.canary import Canary
from tests.file_keyring import FileKeyring

SECRET = "c4nary+s3cr/et"
QUOTED = "c4nary%2Bs3cr%2Fet"
CANARY = Canary(SECRET, ("alice",))
URL = "https://h.example/acme/"


class Person:
    """Someone with a home, who answers questions."""

    def __init__(self, home, answer="y"):
        self.home, self.answer, self.questions, self.shown = home, answer, [], ""
        world = World(Places.of_user(), os.environ, None, ask_line=self._answer)
        self.session = Session(world)
        self.service = AltIndex(self.session)

    def _answer(self, index, question):
        self.questions.append(question)
        if self.answer is None:
            raise NoPrompt(index)
        return self.answer

    def does(self, wanted):
        """Perform a request; give what is shown, which no secret is ever in."""
        try:
            events = list(self.service.perform(wanted))
        except AltIndexError as problem:
            everything = traceback.TracebackException.from_exception(problem, capture_locals=True)
            everything.stack[:] = [frame for frame in everything.stack if "altindex_magic" in frame.filename]
            assert CANARY.dress_in("".join(everything.format())) is None
            raise
        text = "\n".join(to_text(event, 2000) for event in events)
        assert CANARY.dress_in(text + "".join(map(to_html, events)) + repr(events)) is None
        return text

    def knows(self, name="fury", url=URL, username="alice", **settings):
        """Define an index, and keep its secret where the keyring or the session is."""
        self.does(request.Add(name, url, username=username, **settings))
        index = self.session.store.find(name)
        self.session.credentials.keep(index, username, Secret(SECRET))

    def write(self, path, text):
        """Write a file below the home."""
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def leaks(self):
        """Find the secret outside of the keyring."""
        return [leak for leak in CANARY.search(self.home) if "python_keyring" not in leak]


@pytest.fixture
def person(hermetic, monkeypatch):
    """Give a function that makes the person with this keyring and answer."""
    for name in ("PIP_CONFIG_FILE", "UV_NO_CONFIG"):
        monkeypatch.delenv(name)
    monkeypatch.chdir(hermetic)
    people = []

    def make(backend=None, answer="y"):
        monkeypatch.setattr(keyring.core, "_keyring_backend", backend or PlaintextKeyring())
        people.append(Person(hermetic, answer))
        return people[-1]

    yield make
    for each in people:
        each.session.close()


PIP = ".config/pip/pip.conf"


def test_a_dry_run_shows_the_diff_and_changes_nothing(person):
    """Neither the file nor the keyring."""
    someone = person()
    someone.knows(publish_url="https://push.example/acme/")
    shown = someone.does(request.Export("pypirc", dry_run=True))
    assert shown.splitlines()[-5:] == [
        "+",
        "+[fury]",
        "+repository = https://push.example/acme/",
        "+username = alice",
        "Nothing was written.",
    ]
    assert not (someone.home / ".pypirc").exists()
    assert keyring.get_password("https://push.example/acme/", "alice") is None


def test_the_keyring_gets_an_entry_where_each_tool_looks(person):
    """The address for uploads is another one; a secret from a variable gets there as well."""
    someone = person()
    someone.does(request.Add("fury", URL, username="alice", publish_url="https://push.example/acme/"))
    someone.session.store.set_login(URL, "env:FURY", None)
    os.environ["FURY"] = SECRET
    someone.does(request.Export("pypirc"))
    someone.does(request.Export("pip"))
    assert keyring.get_password("https://push.example/acme/", "alice") == SECRET
    assert keyring.get_password(URL, "alice") == SECRET
    assert someone.leaks() == []


@pytest.mark.parametrize("backend", [PlaintextKeyring, FileKeyring])
def test_pip_gets_a_user_name_only_where_the_keyring_needs_it(person, backend):
    """One that finds an entry by its address spares pip a request without a password."""
    someone = person(backend())
    someone.knows()
    someone.does(request.Export("pip"))
    assert ("alice@" in (someone.home / PIP).read_text()) == (backend is PlaintextKeyring)


def test_several_indexes_of_pip_are_warned_of(person):
    """With what is safer; a single index is not."""
    someone = person()
    someone.knows()
    warning = (
        "Warning: pip alone takes the highest version of all its indexes, even a stranger's; fury is one of 2. Safer "
        "are `%altindex export uv`, which asks in order and stops at the first that has the name; `--only`, where one "
        "index has all that is needed; and in a terminal `jupyter altindex use NAME -- pip …`."
    )
    assert warning in someone.does(request.Export("pip"))
    assert "pip alone" not in someone.does(request.Export("pip", only=True))


def test_a_folder_that_was_named_is_said_to_stay_out(person):
    """It is served in notebooks alone; the others are written."""
    someone = person()
    someone.knows()
    shown = someone.does(request.Export("pip", ("fury", "local")))
    assert "Warning: local is a folder, which only the gateway serves: it stays out." in shown
    assert f"extra-index-url = {URL}" in (someone.home / PIP).read_text().replace("alice@", "")


def test_a_host_without_tls_is_trusted_with_a_warning(person):
    """Only what was declared so, and only its port."""
    someone = person()
    someone.does(request.Add("lan", "http://lan.example/simple/", allow_http=True))
    assert "pip will trust lan.example:80 without encryption" in someone.does(request.Export("pip"))
    assert "trusted-host = lan.example:80\n" in (someone.home / PIP).read_text()


@pytest.mark.parametrize("form", ["pip", "pypirc", "uv", "netrc"])
def test_a_secret_is_written_on_demand_and_never_shown(person, form):
    """With a warning, into a file of the owner alone; undo takes it away again."""
    someone = person()
    someone.knows(publish_url=URL)
    shown = someone.does(request.Export(form, with_secret=True))
    (path,) = {leak.partition(": ")[0] for leak in someone.leaks()}
    assert f"Warning: The secret of fury stands in {path}, for everyone who can read that file." in shown
    assert Path(path).stat().st_mode & 0o777 == 0o600
    assert "••••••" in shown
    someone.does(request.Export(form, with_secret=True))
    someone.does(request.Undo())
    assert someone.leaks() == []


def test_a_token_in_the_users_place_needs_a_file(person):
    """No tool can ask a keyring for it; netrc serves pip and uv, .pypirc serves twine."""
    someone = person()
    someone.knows(username=SECRET_AS_USER, publish_url=URL)
    shown = someone.does(request.Export("pip", only=True))
    assert "To write it: %altindex export netrc fury --with-secret" in shown
    assert f"index-url = {URL}\n" in (someone.home / PIP).read_text()
    someone.does(request.Export("netrc", with_secret=True))
    assert (someone.home / ".netrc").read_text() == f'machine h.example login {SECRET} password ""\n'
    assert "username = ••••••" in someone.does(request.Export("pypirc", with_secret=True))
    assert f"username = {SECRET}\npassword = \n" in (someone.home / ".pypirc").read_text()


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (
            request.Export("netrc"),
            [
                "A netrc entry is a secret; {home}/.netrc was not changed.  [secret-needed]",
                "  why     The format has no way to point to a keyring.",
                "  do      %altindex export pip   (or uv, or pypirc: they find the secret in the keyring)",
                "          or, if it may stand in the file: %altindex export netrc --with-secret",
            ],
        ),
        (
            request.Export("uv", scope=Scope.PROJECT, with_secret=True),
            [
                "A secret does not go into {home}/uv.toml. Nothing was changed.  [secret-for-others]",
                "  why     The file belongs to a project or to all users of this machine, and so others read it.",
                "  do      Leave --with-secret out, or write your own file: --scope user --with-secret",
            ],
        ),
        (
            request.Export("pip", ("local",)),
            [
                "There is no index to write for pip. Nothing was changed.  [nothing-to-export]",
                "  why     Folders and explicit indexes stay out.",
                "  do      %altindex list",
                "          %altindex export pip NAME …",
            ],
        ),
        (
            request.Export("netrc", ("empty",), with_secret=True),
            [
                "No secret of empty is known, so none can be written. Nothing was changed.  [secret-unknown]",
                "  index   empty",
                "  do      %altindex login empty",
            ],
        ),
        (
            request.Export("pypirc", ("empty",)),
            ["empty has no publish URL, so nothing can be uploaded to it.  [no-publish-url]"],
        ),
    ],
)
def test_what_cannot_be_exported_is_one_clear_error(person, wanted, lines):
    """Nothing is written, and nothing can be undone."""
    someone = person()
    someone.knows()
    someone.does(request.Add("empty", "https://empty.example/"))
    with pytest.raises(AltIndexError) as caught:
        someone.does(wanted)
    expected = [line.format(home=someone.home) for line in lines]
    assert str(caught.value).splitlines()[: len(expected)] == expected
    with pytest.raises(AltIndexError, match="nothing to undo"):
        someone.does(request.Undo())


def test_without_a_keyring_there_is_nothing_to_point_to(person):
    """The way without one is named."""
    someone = person(fail.Keyring())
    someone.knows()
    with pytest.raises(AltIndexError) as caught:
        someone.does(request.Export("uv"))
    assert str(caught.value) == (
        "uv cannot be pointed to the keyring for fury. Nothing was changed.  [no-keyring-to-point-to]\n"
        "  index   fury\n"
        "  why     There is no keyring on this machine.\n"
        "  do      Set a keyring up (python -m keyring diagnose shows what there is)\n"
        "          or, if the secret may stand in a file of yours: %altindex export uv fury --with-secret"
    )
    assert not (someone.home / ".config/uv").exists()


FILES = {
    PIP: f"# mine\n[global]\nextra-index-url = https://alice:{QUOTED}@h.example/acme/\nproxy = http://p.example\n",
    ".pypirc": (
        f"[distutils]\nindex-servers = fury\n[fury]\nrepository = {URL}\nusername = alice\npassword = {SECRET}\n"
    ),
}


def test_an_import_shows_asks_and_takes_over(person):
    """The index under its own name, the secret in the keyring; the files stay as they are."""
    someone = person()
    files = [someone.write(path, text) for path, text in FILES.items()]
    shown = someone.does(request.ImportSettings())
    assert someone.questions == ["Take over 1 index and 1 secret? [y/N] "]
    assert "1 index found" in shown
    assert shown.splitlines()[-3:] == [
        "✓ 1 secret put into the keyring.",
        "The secrets are still where they were found. To take them out: %altindex import --clean",
        "✓ Taken over: fury.",
    ]
    index = someone.session.store.find("fury")
    assert (index.url, index.publish_url, index.username) == (URL, URL, "alice")
    assert keyring.get_password(URL, "alice") == SECRET
    assert [file.read_text() for file in files] == list(FILES.values())


def test_a_clean_import_leaves_the_secret_in_the_keyring_alone(person):
    """Everything else in the files stays; undo brings every byte back."""
    someone = person()
    files = [someone.write(path, text) for path, text in FILES.items()]
    someone.does(request.ImportSettings(clean=True, yes=True))
    assert someone.questions == []
    assert someone.leaks() == []
    assert files[0].read_text() == FILES[PIP].replace(f":{QUOTED}", "")
    assert files[1].read_text() == FILES[".pypirc"].replace(f"password = {SECRET}\n", "")
    someone.does(request.Undo())
    assert [file.read_text() for file in files] == list(FILES.values())
    assert "fury" not in [index.name for index in someone.session.store.indexes()]


def test_a_clean_import_is_told_of_from_then_on(person):
    """Of the file that has no secret any more nobody hears, and the definition that took over counts."""
    someone = person()
    someone.write(PIP, FILES[PIP])
    someone.does(request.ImportSettings(yes=True, clean=True))
    row = next(row for row in next(someone.service.perform(request.ListIndexes())).rows if row.index.url == URL)
    assert row.credential == "keyring"
    assert row.index.layer == "user"


def test_a_clean_import_without_a_keyring_takes_nothing_out(person):
    """A secret must never be in a place that ends with the session alone."""
    someone = person(fail.Keyring())
    files = [someone.write(path, text) for path, text in FILES.items()]
    with pytest.raises(AltIndexError, match="The keyring cannot be used for fury"):
        someone.does(request.ImportSettings(clean=True, yes=True))
    assert [file.read_text() for file in files] == list(FILES.values())


@pytest.mark.parametrize(("answer", "dry_run"), [("n", False), ("", False), ("y", True)])
def test_an_import_that_is_not_agreed_to_changes_nothing(person, answer, dry_run):
    """No index, no secret, no backup."""
    someone = person(answer=answer)
    someone.write(PIP, FILES[PIP])
    assert someone.does(request.ImportSettings(dry_run=dry_run)).endswith("Nothing was changed.")
    assert len(someone.session.store.indexes()) == 1
    assert keyring.get_password(URL, "alice") is None


def test_an_import_where_nobody_answers_is_one_clear_error(person):
    """With the ways that ask nobody."""
    someone = person(answer=None)
    someone.write(PIP, FILES[PIP])
    with pytest.raises(AltIndexError) as caught:
        someone.does(request.ImportSettings())
    assert str(caught.value) == (
        "Nobody is here to agree to the change. Nothing was changed.  [not-confirmed]\n"
        "  why     This runs without a front end or terminal (nbconvert, papermill, a scheduled job, a pipe).\n"
        "  do      %altindex import --dry-run shows what would be done\n"
        "          or: %altindex import --yes"
    )


def test_a_second_import_finds_all_of_it_known(person):
    """And takes over nothing twice."""
    someone = person()
    someone.write(PIP, FILES[PIP])
    someone.does(request.ImportSettings(yes=True))
    assert "(known as h.example)" in (shown := someone.does(request.ImportSettings(yes=True)))
    assert shown.endswith("Taken over: nothing that was not defined already.")


def test_a_token_alone_before_the_at_sign_is_no_user_name(person):
    """It goes into the keyring, and a user name of a person does not."""
    someone = person()
    token = "1a2b3c4d5e6f7g8h9i"
    someone.write(PIP, f"[global]\nextra-index-url = https://{token}@h.example/acme/ https://bob@o.example/\n")
    someone.does(request.ImportSettings(yes=True))
    assert keyring.get_password(URL, SECRET_AS_USER) == token
    assert [index.username for index in someone.session.store.indexes()[1:]] == [SECRET_AS_USER, "bob"]


@pytest.mark.parametrize("before", [request.ListIndexes(), request.ShowStatus()])
def test_a_token_alone_stays_a_secret_whatever_was_asked_before(person, before):
    """What has looked around already has found it; and an import that was undone has left it in the keyring."""
    someone = person()
    token = "1a2b3c4d5e6f7g8h9i"
    someone.write(PIP, f"[global]\nextra-index-url = https://{token}@h.example/acme/\n")
    for _ in range(2):
        someone.does(before)
        someone.does(request.ImportSettings(yes=True))
        assert someone.session.store.indexes()[1].username == SECRET_AS_USER
        assert token not in someone.session.world.places.indexes_file.read_text()
        someone.does(request.Undo())


def test_a_name_that_is_taken_by_another_address_gets_a_number(person):
    """Nothing that is defined is replaced."""
    someone = person()
    someone.does(request.Add("fury", "https://other.example/"))
    someone.write(".config/uv/uv.toml", f'[[index]]\nname = "fury"\nurl = "{URL}"\n')
    assert someone.does(request.ImportSettings(yes=True)).endswith("Taken over: fury-2.")
    assert someone.session.store.find("fury").url == "https://other.example/"


def test_an_address_for_uploads_alone_is_told_of_under_the_name_that_it_got(person):
    """Once: the line that corrects it replaces no other index, and a second import knows what was corrected."""
    someone = person()
    someone.does(request.Add("fury", "https://other.example/"))
    someone.write(".pypirc", FILES[".pypirc"])
    assert f"To correct it: %altindex add fury-2 URL --replace --publish-url {URL}" in someone.does(
        request.ImportSettings(yes=True)
    )
    someone.does(request.Add("fury-2", f"{URL}simple/", publish_url=URL, username="alice", replace=True))
    shown = someone.does(request.ImportSettings(yes=True))
    assert "(known as fury-2)" in shown
    assert "To correct it" not in shown
    assert shown.endswith("Taken over: nothing that was not defined already.")


def test_a_clean_import_tells_which_logins_no_tool_finds_any_more(person):
    """A token in the user's place is of no use in a keyring."""
    someone = person()
    file = someone.write(
        ".pypirc", FILES[".pypirc"].replace("= alice", f"= {SECRET}").replace(f"d = {SECRET}", "d = NA")
    )
    shown = someone.does(request.ImportSettings(yes=True, clean=True))
    assert f"A token stood in the user's place: {file}." in shown
    assert SECRET not in file.read_text()


def test_the_gateway_around_a_child_is_not_taken_over(person, monkeypatch):
    """As in a shell that `use` has opened: the address would be dead when that ends."""
    for name in ("PIP_INDEX_URL", "UV_INDEX"):
        monkeypatch.setenv(name, "http://altindex:capability@127.0.0.1:22816/team-b977090ef2/simple/")
    monkeypatch.setenv("TWINE_REPOSITORY_URL", "http://127.0.0.1:22816/team-b977090ef2/upload/team/")
    monkeypatch.setenv("TWINE_USERNAME", "altindex-upload")
    monkeypatch.setenv("TWINE_PASSWORD", "capability")
    someone = person()
    someone.write(PIP, FILES[PIP])
    assert someone.does(request.ImportSettings(yes=True)).endswith("Taken over: h.example.")


def test_variables_that_keep_their_secrets_are_named(person, monkeypatch):
    """No file can be cleaned of them."""
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", f"https://alice:{QUOTED}@h.example/acme/")
    shown = person().does(request.ImportSettings(yes=True, clean=True))
    assert "Variables keep their secrets where they are set: $PIP_EXTRA_INDEX_URL" in shown
