"""Import as a person meets it: what is found, asked, taken over and cleaned, and how it is undone."""

import keyring
import keyring.core
import pytest
from keyring.backends import fail

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.model import SECRET_AS_USER
from tests.unit.service.tool_files.conftest import PIP, QUOTED, SECRET, URL

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
