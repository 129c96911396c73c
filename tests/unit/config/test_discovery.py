"""Both installers together, and our reading beside what they really do."""

import subprocess
import sys
import threading
import venv
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pip
import pytest
import uv

from altindex_magic.config import pip_files
from altindex_magic.config.discovery import Environment, discover
from altindex_magic.errors.usage import InvalidSetting
from altindex_magic.model import SECRET_AS_USER


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "cwd").mkdir()

    def make(**environ):
        return Environment(environ, "linux", tmp_path / "home", tmp_path / "cwd", tmp_path / "venv", tmp_path / "root")

    return make


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def test_with_nothing_configured_the_tools_have_their_own_default(environment):
    """Nothing is made up."""
    found = discover(environment())
    assert found.default is None
    assert (found.extras, found.settings, found.around, found.problems) == ((), (), (), ())
    assert found.credentials == {}


def test_the_default_of_pip_counts_before_that_of_uv(environment):
    """That of uv is not dropped: it becomes one of the others, after those of pip."""
    found = discover(
        environment(
            PIP_INDEX_URL="https://pip.example/simple",
            PIP_EXTRA_INDEX_URL="https://extra.example/simple",
            UV_DEFAULT_INDEX="https://uv.example/simple",
        )
    )
    assert found.default.url == "https://pip.example/simple/"
    assert [(index.url, index.default) for index in found.extras] == [
        ("https://extra.example/simple/", False),
        ("https://uv.example/simple/", False),
    ]
    assert (
        discover(environment(UV_DEFAULT_INDEX="https://uv.example/simple")).default.url == "https://uv.example/simple/"
    )


def test_an_index_that_both_name_is_found_once(environment):
    """Whatever its spelling, and with the credential that comes first."""
    found = discover(
        environment(PIP_EXTRA_INDEX_URL="https://a:1@x.example/simple", UV_INDEX="x=HTTPS://b:2@X.example:443/simple/")
    )
    assert [index.url for index in found.extras] == ["https://x.example/simple/"]
    assert found.credentials["https://x.example/simple/"].username == "a"


def test_names_are_readable_and_unique(environment, tmp_path):
    """The host or the folder, numbered where that is taken; never the name of the embedded index."""
    urls = [
        "https://x.example/a",
        "https://x.example/b",
        "http://127.0.0.1:1/",
        f"{tmp_path}/my wheels",
        "file:///srv/local/",
    ]
    found = discover(
        environment(
            PIP_EXTRA_INDEX_URL=" ".join(url.replace(" ", "%20") for url in urls[:3])
            + " file:///srv/my%20wheels/ file:///srv/local/"
        )
    )
    assert [index.name for index in found.extras] == ["x.example", "x.example-2", "127.0.0.1", "my-wheels", "local-2"]


def test_settings_that_lead_past_an_index_stand_out(environment, tmp_path):
    """Those in force: find-links that say something, and no-index that says yes."""
    write(tmp_path / "venv/pip.conf", "[global]\nno-index = false\nfind-links = /old\n")
    found = discover(environment(PIP_FIND_LINKS="/srv/wheels", UV_NO_INDEX="1", UV_FIND_LINKS="/srv/w"))
    assert [(setting.tool, setting.key, setting.value) for setting in found.around] == [
        ("pip", "find-links", "/srv/wheels"),
        ("uv", "find-links", "/srv/w"),
        ("uv", "no-index", "1"),
    ]


def test_a_requirement_with_a_url_that_uv_is_configured_with_stands_out(environment, tmp_path):
    """Without one it bears on no index, and is nobody's business here."""
    overrides = '["a @ https://me:p%40ss@x.example/a.whl", "b>1"]'
    write(tmp_path / "cwd/uv.toml", f'override-dependencies = {overrides}\nconstraint-dependencies = ["c<2"]\n')
    found = discover(environment())
    assert [setting.key for setting in found.around] == ["override-dependencies"]
    assert found.settings == found.around
    assert "p%40ss" not in found.around[0].value


def test_what_pip_is_configured_to_install_by_is_told_as_words_of_a_line(environment, tmp_path):
    """The strongest option of each, as for all others; none of it is a setting of an index."""
    write(tmp_path / "venv/pip.conf", "[install]\nconstraint = /a.txt /b.txt\neditable = ./mine\n")
    found = discover(environment(PIP_REQUIREMENT="/r.txt"))
    assert found.words == ("--requirement=/r.txt", "--constraint=/a.txt", "--constraint=/b.txt", "--editable=./mine")
    assert found.settings == ()


@pytest.mark.parametrize(
    ("url", "username", "secret"),
    [
        ("https://me:p%40ss@x.example/", "me", "p@ss"),
        ("https://TOKEN:@x.example/", SECRET_AS_USER, "TOKEN"),
        ("https://TOKEN@x.example/", "TOKEN", ""),
    ],
)
def test_a_credential_in_a_url_is_taken_out_of_it(environment, url, username, secret):
    """It is bound to the URL without it, and its source is told."""
    found = discover(environment(PIP_INDEX_URL=url))
    credential = found.credentials["https://x.example/"]
    assert found.default.url == "https://x.example/"
    assert (credential.username, credential.source) == (username, "$PIP_INDEX_URL")
    assert credential.secret.matches(secret)


@pytest.mark.parametrize("url", ["https://u:s3/cret@x.example/", "https://[bad/", "nonsense", "https://u:s3cret@"])
def test_an_address_that_is_none_is_a_problem_without_its_secret(environment, url):
    """All others are still found."""
    found = discover(environment(PIP_INDEX_URL=url, UV_INDEX="x=https://x.example"))
    assert [index.name for index in found.extras] == ["x"]
    (problem,) = found.problems
    assert isinstance(problem, InvalidSetting)
    assert "It stands in $PIP_INDEX_URL." in str(problem)
    assert "s3" not in str(problem)
    assert "s3" not in repr(found)


def test_the_gateway_of_a_parent_process_is_a_default_like_any_other(environment):
    """Its capability is a credential; what is shown does not have it."""
    found = discover(environment(PIP_INDEX_URL="http://altindex:capability@127.0.0.1:4040/set/simple/"))
    assert found.default.url == "http://127.0.0.1:4040/set/simple/"
    assert found.credentials[found.default.url].username == "altindex"
    assert "capability" not in repr(found)


def test_this_process_can_be_looked_at(monkeypatch, tmp_path, hermetic):
    """Its variables, home, working directory and interpreter."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIP_INDEX_URL", "https://x.example/")
    environment = Environment.current()
    assert (environment.home, environment.cwd, environment.prefix) == (hermetic, tmp_path, Path(sys.prefix))
    assert discover(environment).default.url == "https://x.example/"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of a working directory")
def test_a_deleted_working_directory_is_survived(monkeypatch, tmp_path, hermetic):
    """A kernel can outlive the folder that it was started in."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert Environment.current().cwd == hermetic


class _Asked(BaseHTTPRequestHandler):
    """Has no project, and notes which index was asked."""

    def do_GET(self):
        self.server.asked.append(self.path.split("/")[1])
        self.send_error(404)

    def log_message(self, *_args):
        pass


@pytest.fixture
def loopback():
    """Serve on this machine; the first path part is the name of an index."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Asked) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def real_venv(tmp_path_factory):
    """Make an environment whose own pip.conf can be written."""
    folder = tmp_path_factory.mktemp("real") / "venv"
    venv.create(folder, symlinks=sys.platform != "win32")
    return folder


@pytest.fixture
def real(real_venv, loopback, tmp_path):
    """Arrange the world as the real tools find it: below the temporary directory, but for /etc."""
    (tmp_path / "cwd").mkdir()
    (real_venv / "pip.conf").unlink(missing_ok=True)
    base = f"http://127.0.0.1:{loopback.server_port}"
    folders = {"site": real_venv, "home": tmp_path / "home", "cwd": tmp_path / "cwd", "etc": tmp_path / "etc"}

    def make(files, environ):
        for path, content in files.items():
            root, _, rest = path.partition("/")
            write(folders[root] / rest, content.replace("{}", base))
        environ = {name: value.replace("{}", base) for name, value in environ.items()}
        environ |= {"HOME": str(folders["home"]), "XDG_CONFIG_DIRS": str(folders["etc"]), "PATH": ""}
        return Environment(environ, "linux", folders["home"], folders["cwd"], real_venv)

    return make


def run(environment, *argv):
    return subprocess.run(
        argv, env=environment.environ, cwd=environment.cwd, capture_output=True, text=True, timeout=60, check=False
    ).stdout


def run_pip(environment, *argv):
    return run(environment, str(environment.prefix / "bin" / "python"), str(Path(pip.__file__).parent), *argv)


def paths(indexes):
    """Give the first path part of each, in the order in which a tool asks: for uv the default is the last."""
    return [index.url.rstrip("/").rpartition("/")[2] for index in indexes]


linux = pytest.mark.skipif(sys.platform != "linux", reason="the layouts are those of Linux")


@linux
@pytest.mark.parametrize(
    ("files", "environ"),
    [
        ({"home/.config/pip/pip.conf": "[global]\nindex-url={}/d\nextra-index-url={}/a {}/b\n"}, {}),
        (
            {
                "etc/pip/pip.conf": "[install]\nindex-url={}/etc\n",
                "home/.pip/pip.conf": "[global]\nindex-url={}/old\nextra-index-url={}/x\n",
                "home/.config/pip/pip.conf": "[global]\nindex-url={}/user\nextra-index-url=\n",
                "site/pip.conf": "[global]\nindex-url={}/site\n",
            },
            {"PIP_EXTRA_INDEX_URL": ""},
        ),
        (
            {"cwd/named.conf": "[global]\nindex-url={}/named\n", "site/pip.conf": "[install]\nextra-index-url={}/s\n"},
            {"PIP_CONFIG_FILE": "named.conf"},
        ),
        (
            {"home/.config/pip/pip.conf": "[global]\nindex-url={}/d\nextra-index-url={}/a\n"},
            {"PIP_EXTRA_INDEX_URL": "{}/e {}/f"},
        ),
        ({"site/pip.conf": "[install]\nindex-url={}/d\n"}, {"PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": "{}/env"}),
    ],
)
def test_pip_asks_the_indexes_that_we_found(real, loopback, files, environ):
    """The real pip, the same files: the same indexes in the same order."""
    environment = real(files, environ)
    found = discover(environment)
    run_pip(environment, "install", "--dry-run", "--no-input", "--retries=0", "--disable-pip-version-check", "absent")
    assert loopback.asked == paths([found.default, *found.extras])


@linux
@pytest.mark.parametrize("named", [None, "named.conf", "missing.conf"])
def test_pip_names_the_files_that_we_read(real, named):
    """As ``pip config debug`` lists them, though in an order of its own."""
    environment = real({"cwd/named.conf": ""}, {"PIP_CONFIG_FILE": named} if named else {})
    lines = run_pip(environment, "config", "debug").splitlines()
    listed = {environment.cwd / line.strip().partition(", exists: ")[0] for line in lines if ", exists: " in line}
    assert listed == set(pip_files.config_files(environment))


@linux
def test_pip_reads_the_values_that_we_read(real):
    """As ``pip config list`` prints them: no interpolation, several lines, odd spellings."""
    content = "[global]\nIndex_URL = {}/a%%40${X}\nextra-index-url =\n  {}/b\n  {}/c ; no comment\n"
    environment = real({"site/pip.conf": content}, {})
    printed = dict(line.split("=", 1) for line in run_pip(environment, "config", "list").splitlines())
    found = {setting.key: setting.value for setting in discover(environment).settings}
    for key in ("index-url", "extra-index-url"):
        assert " ".join(printed[f"global.{key}"].strip("'").replace("\\n", " ").split()) == found[key]


@linux
@pytest.mark.parametrize(
    ("files", "environ"),
    [
        (
            {
                "cwd/uv.toml": '[[index]]\nname="one"\nurl="{}/one"\n[pip]\nextra-index-url=["{}/pip"]\n',
                "home/.config/uv/uv.toml": 'index-url="{}/d"\nextra-index-url=["{}/e"]\nindex=[{url="{}/u"}]\n',
                "etc/uv/uv.toml": 'index-url="{}/never"\n[[index]]\nname="one"\nurl="{}/weak"\n',
            },
            {},
        ),
        (
            {"cwd/pyproject.toml": '[tool.uv]\nindex=[{name="t", url="{}/t"}, {url="{}/d", default=true}]\n'},
            {"UV_INDEX": "x={}/x {}/y", "UV_EXTRA_INDEX_URL": "{}/z"},
        ),
        ({"cwd/uv.toml": '[[index]]\nname="t"\nurl="{}/t"\n'}, {"UV_NO_CONFIG": "1", "UV_DEFAULT_INDEX": "{}/d"}),
        (
            {"cwd/uv.toml": '[[index]]\nname="t"\nurl="{}/t"\n', "home/x.toml": '[[index]]\nname="x"\nurl="{}/x"\n'},
            {"UV_CONFIG_FILE": "../home/x.toml", "UV_DEFAULT_INDEX": "{}/d"},
        ),
    ],
)
def test_uv_asks_the_indexes_that_we_found(real, loopback, files, environ):
    """The real uv, the same files: the same indexes in the same order, the default last."""
    environment = real(files, environ)
    found = discover(environment)
    python = str(environment.prefix / "bin" / "python")
    run(environment, uv.find_uv_bin(), "pip", "install", "--dry-run", "--no-cache", f"--python={python}", "absent")
    assert loopback.asked == paths([*found.extras, found.default])
