"""Export as a person meets it: what is shown, written and kept, where the secret goes, and how it is undone."""

import os
from pathlib import Path

import keyring
import keyring.core
import pytest
from keyring.backends import fail
from keyrings.alt.file import PlaintextKeyring

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.model import SECRET_AS_USER, Scope
from tests.file_keyring import FileKeyring
from tests.unit.service.tool_files.conftest import PIP, SECRET, URL


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
