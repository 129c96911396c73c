"""``.pypirc`` gets the servers, and keeps the others."""

import pytest
from twine.utils import get_config

from altindex_magic.config.export.entry import Entry
from altindex_magic.config.export.pypirc import Pypirc
from altindex_magic.model import SECRET_AS_USER, Index
from altindex_magic.secret import Secret

INDEX = Index("fury", "https://h.example/acme/", publish_url="https://push.example/acme")
POINTING = Pypirc([Entry(INDEX, "alice")])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "",
            (
                "[distutils]\nindex-servers =\n    pypi\n    testpypi\n    fury\n"
                "\n[fury]\nrepository = https://push.example/acme\nusername = alice\n"
            ),
        ),
        (
            "[distutils]\nindex-servers = pypi\n\n[pypi]\nusername = __token__\npassword = x\n",
            (
                "[distutils]\nindex-servers =\n    pypi\n    fury\n\n[pypi]\nusername = __token__\npassword = x\n"
                "\n[fury]\nrepository = https://push.example/acme\nusername = alice\n"
            ),
        ),
        (
            "[distutils]\nindex-servers = fury\n[fury]\nrepository: https://old.example\nusername: b\npassword: x\n",
            "[distutils]\nindex-servers = fury\n[fury]\nrepository: https://push.example/acme\nusername: alice\n",
        ),
    ],
)
def test_the_file_reads_so(before, after):
    """The servers that it has, with ours behind them; an old secret goes."""
    assert POINTING.edited(before) == after


def test_a_token_in_the_users_place_goes_there(tmp_path):
    """An empty password is taken as it is."""
    text = Pypirc([Entry(INDEX, SECRET_AS_USER, Secret("t0ken"))]).edited("")
    path = tmp_path / ".pypirc"
    path.write_text(text)
    server = get_config(str(path))["fury"]
    assert (server["username"], server["password"]) == ("t0ken", "")


def test_twine_reads_what_is_written(tmp_path):
    """Certificates included, and the servers that there were."""
    index = Index("tls", "https://h.example/", publish_url="https://h.example/up/", ca_cert=tmp_path / "ca.pem")
    path = tmp_path / ".pypirc"
    path.write_text(Pypirc([Entry(index, "alice", Secret("100%; # a"))]).edited("[pypi]\nusername = __token__\n"))
    config = get_config(str(path))
    assert config["tls"]["repository"] == "https://h.example/up/"
    assert (config["tls"]["username"], config["tls"]["password"]) == ("alice", "100%; # a")
    assert config["tls"]["ca_cert"] == str(tmp_path / "ca.pem")
    assert config["pypi"]["username"] == "__token__"
