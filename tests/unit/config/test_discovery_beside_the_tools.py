"""Our reading of configurations, beside what the real pip and uv do with the same ones."""

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
from tests.unit.config.conftest import write


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
