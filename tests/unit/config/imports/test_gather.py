"""Real configurations of ten kinds become indexes with their logins."""

from pathlib import Path

import pytest

from tests.unit.config.imports.conftest import QUOTED, SECRET

FURY = "https://pypi.fury.io/acme/"
DEVPI = "https://devpi.acme.example/root/prod/"
LAB = "https://gitlab.example.com/api/v4/projects/42/packages/pypi"
ART = "https://acme.jfrog.example/artifactory/api/pypi/python-local"
AWS = "https://acme-111122223333.d.codeartifact.eu-central-1.amazonaws.com/pypi/python/"
GAR = "https://europe-west3-python.pkg.dev/acme-prod/python/"
AZURE = "https://pkgs.dev.azure.com/acme/data/_packaging/python/pypi/"

CASES = {
    "Gemfury: a token in pip's extra index, and in .pypirc in the user's place": (
        {
            "pip": f"[global]\nextra-index-url = https://{QUOTED}:@pypi.fury.io/acme/\n",
            "pypirc": "[distutils]\nindex-servers =\n    fury\n\n"
            f"[fury]\nrepository: {FURY}\nusername: {SECRET}\npassword: NOPASS\n",
        },
        {},
        [("fury", FURY, FURY, "$secret", False)],
        [FURY],
    ),
    "devpi: pip.conf after `devpi use --set-cfg`, and .pypirc beside it": (
        {
            "pip": f"[global]\nindex-url = {DEVPI}+simple/\n\n[search]\nindex = {DEVPI}\n",
            "pypirc": f"[distutils]\nindex-servers = dev\n[dev]\nrepository = {DEVPI}\n"
            f"username = alice\npassword = {SECRET}\n",
        },
        {},
        [("dev", f"{DEVPI}+simple/", DEVPI, "alice", True)],
        [f"{DEVPI}+simple/"],
    ),
    "GitLab: a personal token in .pypirc, a deploy token in pip.conf": (
        {
            "pip": f"[global]\nextra-index-url = https://__token__:{QUOTED}@{LAB.removeprefix('https://')}/simple\n",
            "pypirc": f"[distutils]\nindex-servers =\n  gitlab\n[gitlab]\nrepository = {LAB}\n"
            f"username = __token__\npassword = {SECRET}\n",
        },
        {},
        [("gitlab", f"{LAB}/simple/", LAB, "__token__", False)],
        [f"{LAB}/simple/"],
    ),
    "Artifactory: a user with an @ in pip.conf": (
        {"pip": f"[global]\nindex-url = https://me%40acme.example:{QUOTED}@{ART.removeprefix('https://')}/simple\n"},
        {},
        [("acme.jfrog.example", f"{ART}/simple/", None, "me@acme.example", True)],
        [f"{ART}/simple/"],
    ),
    "CodeArtifact: what `aws codeartifact login --tool pip` and `--tool twine` write": (
        {
            "pip": f"[global]\nindex-url = https://aws:{QUOTED}@{AWS.removeprefix('https://')}simple/\n",
            "pypirc": "[distutils]\nindex-servers=\n\tpypi\n\tcodeartifact\n\n"
            f"[codeartifact]\nrepository={AWS}\nusername=aws\npassword={SECRET}\n",
        },
        {},
        [("codeartifact", f"{AWS}simple/", AWS, "aws", True)],
        [f"{AWS}simple/"],
    ),
    "Google: no secret at all, for the keyring plugin": (
        {
            "pip": f"[global]\nextra-index-url = {GAR}simple/\n",
            "pypirc": f"[distutils]\nindex-servers =\n    python\n\n[python]\nrepository: {GAR}\n",
        },
        {},
        [("python", f"{GAR}simple/", GAR, None, False)],
        [],
    ),
    "Azure and uv: an index by name, its login in variables": (
        {
            "project": "[project]\nname = 'x'\nversion = '1'\n"
            f'[[tool.uv.index]]\nname = "corp"\nurl = "{AZURE}simple/"\npublish-url = "{AZURE}upload/"\n'
            "explicit = true\n"
        },
        {"UV_INDEX_CORP_USERNAME": "VssSessionToken", "UV_INDEX_CORP_PASSWORD": SECRET},
        [("corp", f"{AZURE}simple/", f"{AZURE}upload/", "VssSessionToken", False)],
        [f"{AZURE}simple/"],
    ),
    "poetry: a primary and a supplemental source, the login in variables": (
        {
            "project": f'[[tool.poetry.source]]\nname = "main"\nurl = "{DEVPI}+simple/"\n\n'
            f'[[tool.poetry.source]]\nname = "fury"\nurl = "{FURY}"\npriority = "supplemental"\n'
        },
        {"POETRY_HTTP_BASIC_FURY_USERNAME": "alice", "POETRY_HTTP_BASIC_FURY_PASSWORD": SECRET},
        [("main", f"{DEVPI}+simple/", None, None, True), ("fury", FURY, None, "alice", False)],
        [FURY],
    ),
    "pdm: a private source with a login from variables, and patterns": (
        {
            "project": f'[[tool.pdm.source]]\nname = "private"\nurl = "{DEVPI}+simple/"\nusername = "alice"\n'
            'password = "${CORP_PASSWORD}"\ninclude_packages = ["acme-*"]\nverify_ssl = true\n'
        },
        {"CORP_PASSWORD": SECRET},
        [("private", f"{DEVPI}+simple/", None, "alice", False)],
        [f"{DEVPI}+simple/"],
    ),
    "variables alone, as in a CI job": (
        {},
        {
            "PIP_INDEX_URL": f"https://ci:{QUOTED}@devpi.acme.example/root/prod/+simple/",
            "TWINE_REPOSITORY_URL": DEVPI,
            "TWINE_USERNAME": "ci",
            "TWINE_PASSWORD": SECRET,
        },
        [("devpi.acme.example", f"{DEVPI}+simple/", DEVPI, "ci", True)],
        [f"{DEVPI}+simple/"],
    ),
    "uv.toml of the user: a mirror as the default, and a token in an address": (
        {
            "uv": 'keyring-provider = "subprocess"\n'
            '[[index]]\nurl = "https://mirror.acme.example/simple"\ndefault = true\n'
            f'[[index]]\nname = "fury"\nurl = "https://alice:{QUOTED}@pypi.fury.io/acme/"\nauthenticate = "always"\n'
        },
        {},
        [
            ("mirror.acme.example", "https://mirror.acme.example/simple/", None, None, True),
            ("fury", FURY, None, "alice", False),
        ],
        [FURY],
    ),
    "an old .pypirc alone: PyPI, and a server that is known for uploads only": (
        {
            "pypirc": "[distutils]\nindex-servers =\n    pypi\n    testpypi\n    old\n\n[pypi]\nusername = __token__\n"
            "password = pypi-x\n\n[testpypi]\nrepository = https://test.public.example/legacy/\n\n"
            f"[old]\nrepository = https://old.acme.example/up\nusername = bob\npassword = {SECRET}\n"
        },
        {},
        [("old", "https://old.acme.example/up/", "https://old.acme.example/up", "bob", False)],
        ["https://old.acme.example/up/"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_real_configuration_becomes_indexes(home, case):
    """Their names, addresses and users; which is the default; and the secret, where there is one."""
    files, variables, found, secrets = CASES[case]
    user = home(**variables)
    user.write(**files)
    assert user.found() == found
    assert user.secrets() == secrets
    assert user.gather().problems == []
    assert SECRET not in repr(user.gather())


def test_one_index_in_three_files_is_found_once(home):
    """With the best of its names, and all its sources."""
    user = home()
    user.write(
        pip="[global]\nextra-index-url = https://alice@pypi.fury.io/acme/\n",
        uv=f'[[index]]\nname = "fury"\nurl = "{FURY}"\n',
        pypirc=f"[distutils]\nindex-servers = x\n[x]\nrepository = {FURY}\nusername = alice\npassword = {SECRET}\n",
    )
    (found,) = user.gather().found
    assert (found.index.name, found.index.username, found.index.publish_url) == ("fury", "alice", FURY)
    assert [source.partition(" ")[0].rpartition("/")[2] for source in found.sources] == [
        "pip.conf",
        "uv.toml",
        ".pypirc",
    ]
    assert found.credential.secret.matches(SECRET)


def test_an_upload_with_a_login_of_its_own_keeps_it(home):
    """A deploy token reads, a push token uploads."""
    user = home()
    user.write(
        pip="[global]\nextra-index-url = https://alice:deploy-token@pypi.fury.io/acme/\n",
        pypirc=f"[distutils]\nindex-servers = f\n[f]\nrepository = {FURY}\nusername = alice\npassword = {SECRET}\n",
    )
    (found,) = user.gather().found
    assert found.credential.secret.matches("deploy-token")
    assert found.upload.secret.matches(SECRET)


@pytest.mark.parametrize(
    ("variables", "user", "origin"),
    [
        ({"UV_PUBLISH_TOKEN": SECRET}, "__token__", "$UV_PUBLISH_TOKEN"),
        ({"UV_PUBLISH_USERNAME": "alice", "UV_PUBLISH_PASSWORD": SECRET}, "alice", "$UV_PUBLISH_PASSWORD"),
    ],
)
def test_a_secret_in_a_variable_is_found_and_the_variable_named(home, variables, user, origin):
    """Not the one that holds the address."""
    (found,) = home(UV_PUBLISH_URL=FURY, **variables).gather().found
    assert (found.index.username, found.credential.username, found.credential.source) == (user, user, origin)
    assert found.credential.secret.matches(SECRET)
    assert found.sources == ("$UV_PUBLISH_URL",)


def test_the_certificates_of_twine_come_along(home):
    """Where the file names them relatively, from where the tool would run."""
    user = home()
    user.write(
        pypirc=f"[distutils]\nindex-servers = f\n[f]\nrepository = {FURY}\nca_cert = /ca.pem\nclient_cert = me.pem\n"
    )
    (found,) = user.gather().found
    assert found.index.ca_cert == Path("/ca.pem").absolute()
    assert found.index.client_cert == user.environment.cwd / "me.pem"


def test_a_section_that_is_no_name_gives_none(home):
    """It may hold anything, and an error about its address names the index."""
    user = home()
    url = f"https://alice:{QUOTED}@h.example/"
    user.write(pypirc=f"[{url}]\nrepository = {url}\n[see {url}]\nrepository = {url},{url}\n")
    assert [name for name, *_ in user.found()] == ["h.example"]
    (problem,) = user.gather().problems
    assert SECRET not in str(problem)
    assert QUOTED not in str(problem)


def test_what_an_old_recipe_never_filled_in_is_no_secret(home):
    """Twine takes ``${TOKEN}`` as it stands, and nobody has such a password."""
    user = home()
    user.write(
        pypirc=f"[distutils]\nindex-servers = f\n[f]\nrepository = {FURY}\nusername = a\npassword = ${{TOKEN}}\n"
    )
    (found,) = user.gather().found
    assert (found.index.username, found.credential) == ("a", None)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"pip": f"[global]\nindex-url = https://a:{SECRET}@h/\nindex-url = x\n"}, "it sets one option twice"),
        ({"pypirc": f"password = {SECRET}\n"}, "twine could not read it"),
        ({"project": f'[tool.pdm\npassword = "{SECRET}"\n'}, "it is not valid TOML"),
        ({"pypirc": f"[x]\nrepository = ftp://a:{QUOTED}@h/\n"}, "it must start with https://"),
    ],
)
def test_a_broken_file_is_told_and_harms_no_other(home, files, problem):
    """Without a word of the secret in it."""
    user = home(PIP_EXTRA_INDEX_URL=FURY)
    user.write(**files)
    gathered = user.gather()
    assert [each.index.url for each in gathered.found] == [FURY]
    told = " ".join(str(each) for each in gathered.problems)
    assert problem.lower() in told.lower()
    assert SECRET not in told


def test_names_are_unique_and_one_index_is_the_default(home):
    """Two hosts with one index each of the same name, and two that would be the default."""
    user = home()
    user.write(
        pip="[global]\nindex-url = https://one.example/\n",
        uv='[[index]]\nname = "corp"\nurl = "https://two.example/"\ndefault = true\n',
        project='[[tool.poetry.source]]\nname = "corp"\nurl = "https://three.example/"\npriority = "supplemental"\n',
    )
    assert [(name, default) for name, _, _, _, default in user.found()] == [
        ("one.example", True),
        ("corp", False),
        ("corp-2", False),
    ]


def test_a_host_is_trusted_without_tls_only_where_pip_was_told_so(home):
    """And never one with TLS, though uv accepts both."""
    user = home()
    user.write(
        pip="[global]\nextra-index-url = http://lan.example:8080/simple/\ntrusted-host = lan.example:8080\n",
        uv='[[index]]\nname = "tls"\nurl = "https://tls.example/"\n',
    )
    assert [(each.index.name, each.index.allow_http) for each in user.gather().found] == [
        ("lan.example", True),
        ("tls", False),
    ]
