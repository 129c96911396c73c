"""PyPI's and TestPyPI's addresses are those of the installed tools, by whichever path they are found."""

import re
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from pip._internal.models.index import PyPI, TestPyPI
from twine.utils import DEFAULT_REPOSITORY, TEST_REPOSITORY

import altindex_magic
from altindex_magic import defaults

CACHED = (
    defaults.default_simple_url,
    defaults.test_simple_url,
    defaults.default_upload_url,
    defaults.test_upload_url,
)


@pytest.fixture(autouse=True)
def _forgotten():
    """Nothing that one test found is remembered in the next."""
    for function in CACHED:
        function.cache_clear()
    yield
    for function in CACHED:
        function.cache_clear()


@pytest.fixture
def no_pip(monkeypatch):
    """Make pip as absent as in an environment that uv has made."""
    monkeypatch.setitem(sys.modules, "pip", None)


def test_the_simple_apis_are_those_of_pip():
    """What pip asks when nothing is configured, with the slash at its end."""
    assert defaults.default_simple_url() == f"{PyPI.simple_url}/"
    assert defaults.test_simple_url() == f"{TestPyPI.simple_url}/"


def test_the_upload_addresses_are_those_of_twine():
    """What twine uploads to when nothing is configured."""
    assert defaults.default_upload_url() == DEFAULT_REPOSITORY
    assert defaults.test_upload_url() == TEST_REPOSITORY


def test_without_pip_twine_gives_the_same_simple_apis(no_pip):
    """Both paths agree."""
    assert defaults.default_simple_url() == f"{PyPI.simple_url}/"
    assert defaults.test_simple_url() == f"{TestPyPI.simple_url}/"


@pytest.mark.parametrize(
    "module", [None, "", "PyPI = None", "class PyPI: url = ''", "import no_such_module_of_pip"], ids=repr
)
def test_a_pip_that_has_changed_is_as_good_as_none(monkeypatch, tmp_path, module):
    """Inner modules are nobody's promise: where pip's are gone or different, twine answers."""
    if module is not None:
        models = tmp_path / "_internal" / "models"
        models.mkdir(parents=True)
        (models / "index.py").write_text(module)
    spec = ModuleSpec("pip", None, is_package=True)
    spec.submodule_search_locations.append(str(tmp_path))
    monkeypatch.setattr(defaults, "find_spec", lambda name: spec)
    assert defaults.default_simple_url() == f"{PyPI.simple_url}/"


def test_finding_the_default_index_loads_neither_tool():
    """It costs no import of pip or twine and leaves the logger class of the process alone."""
    program = (
        "import logging, sys\n"
        "from altindex_magic import defaults\n"
        "defaults.default_simple_url(), defaults.test_simple_url(), defaults.is_public('https://h.example/')\n"
        "print(sorted({'pip', 'twine', 'requests'} & {name.partition('.')[0] for name in sys.modules}))\n"
        "print(logging.getLoggerClass() is logging.Logger)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "True"]


def test_each_address_is_looked_up_when_it_is_asked_for(no_pip):
    """A preset gets the address that it names, and the others cost nothing."""
    found = defaults.addresses()
    assert list(found) == ["pypi_simple", "pypi_upload", "testpypi_simple", "testpypi_upload"]
    assert len(found) == 4
    assert [function.cache_info().currsize for function in CACHED] == [0, 0, 0, 0]
    assert found["testpypi_upload"] == TEST_REPOSITORY
    assert [function.cache_info().currsize for function in CACHED] == [0, 0, 0, 1]
    assert dict(found)["pypi_simple"] == f"{PyPI.simple_url}/"
    with pytest.raises(KeyError):
        found["conda"]


def test_both_indexes_are_public_in_every_address_of_theirs():
    """Reading or uploading, in whatever spelling."""
    for url in (*defaults.addresses().values(), f"{PyPI.simple_url}/numpy/", PyPI.simple_url.upper()):
        assert defaults.is_public(url), url
    assert defaults.is_public(PyPI.url.replace(PyPI.netloc, f"{PyPI.netloc}.:443"))


@pytest.mark.parametrize(
    "change", ["{0}.evil.example", "evil-{0}", "evil{0}", "pypi.example.com", "", "x/{0}", "x?{0}"]
)
def test_a_host_that_looks_like_pypi_is_not_public(change):
    """Only the host itself and what stands below it."""
    assert not defaults.is_public(f"https://{change.format(PyPI.netloc)}/simple/")


def test_no_file_of_the_package_writes_the_addresses_down():
    """The hosts stand in the tools alone, so that they change with the tools."""
    hosts = re.compile(rf"(?<![\w.-])(?:[\w-]+\.)*{re.escape(PyPI.netloc)}(?![\w-])")
    package = Path(altindex_magic.__file__).parent
    texts = {
        path: path.read_text(encoding="utf-8") for suffix in ("py", "toml") for path in package.rglob(f"*.{suffix}")
    }
    assert [path.name for path, text in texts.items() if hosts.search(text)] == []
    assert hosts.search(f"x {PyPI.simple_url}")
    assert hosts.search(TEST_REPOSITORY)
