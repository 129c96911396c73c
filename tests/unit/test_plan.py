"""From a request to install to one process: which tool, which words, what leads past the gateway."""

import os
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from altindex_magic.environment import UPLOAD_VARIABLES, GatewayAddress, apply, kernel_environment
from altindex_magic.errors.install import ExternallyManaged, GoesRound, NoInstaller, OptionConflict
from altindex_magic.errors.usage import BadUsage
from altindex_magic.model import Interpreter
from altindex_magic.plan import plan_install
from altindex_magic.request import Install

BOTH = Interpreter("/venv/bin/python", "3.13.0", "/venv", pip="26.3", uv="/venv/bin/uv")
ONLY_PIP = replace(BOTH, uv=None)
ONLY_UV = replace(BOTH, pip=None)
NEITHER = replace(BOTH, pip=None, uv=None)
MANAGED = replace(BOTH, externally_managed="Use apt.")

UV_HEAD = ("/venv/bin/uv", "pip", "install", "--python", "/venv/bin/python")
PIP_HEAD = ("/venv/bin/python", "-m", "pip", "install", "--progress-bar", "off", "--no-input", "--proxy=")


def plan(line, interpreter=BOTH, tool=None, *, strict=False):
    return plan_install(Install(tuple(line.split()), tool), interpreter, strict=strict)


@pytest.mark.parametrize(
    ("line", "interpreter", "wanted", "tool"),
    [
        ("acme", BOTH, None, "uv"),
        ("acme", BOTH, "pip", "pip"),
        ("acme", ONLY_PIP, None, "pip"),
        ("acme", ONLY_UV, None, "uv"),
        ("--user acme", BOTH, None, "pip"),
        ("-I acme", BOTH, None, "pip"),
        ("--report=- acme", BOTH, "pip", "pip"),
        ("--resolution lowest acme", BOTH, None, "uv"),
        ("-P acme acme", BOTH, "uv", "uv"),
        ("--force-reinstall --unheard-of acme", BOTH, None, "uv"),
        ("acme -- --user", BOTH, None, "uv"),
    ],
)
def test_the_tool_is_the_one_that_was_asked_for_or_has_the_options(line, interpreter, wanted, tool):
    """Where both would do, uv comes first."""
    assert plan(line, interpreter, wanted).tool == tool


def test_the_words_of_the_user_come_last_and_as_they_are():
    """They win over ours, and a ``--`` among them cuts off none of ours."""
    assert plan("-Ur req.txt acme[x]>=1 -- odd").argv == (*UV_HEAD, "-Ur", "req.txt", "acme[x]>=1", "--", "odd")
    assert plan("acme -- odd", ONLY_PIP).argv == (*PIP_HEAD, "acme", "--", "odd")


@pytest.mark.parametrize("interpreter", [ONLY_PIP, ONLY_UV])
def test_no_right_to_publish_reaches_a_build_backend(interpreter):
    """Whatever twine or uv could publish with is removed for the child."""
    environ = plan("acme", interpreter).environ
    assert {name for name, value in environ.items() if value is None} == set(UPLOAD_VARIABLES)


def test_the_child_of_pip_writes_plain_lines_at_once():
    """No colours, no version check, no keyring, no buffering."""
    assert {name: value for name, value in plan("acme", ONLY_PIP).environ.items() if value} == {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_KEYRING_PROVIDER": "disabled",
        "PIP_NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.mark.parametrize(
    ("line", "interpreter", "wanted", "what", "why"),
    [
        ("--user --resolution lowest acme", BOTH, None, "pip does not have the option --resolution.", "--user, which"),
        ("--resolution lowest acme", BOTH, "pip", "pip does not have the option --resolution.", "says --with pip"),
        ("--user acme", BOTH, "uv", "uv does not have the option --user.", "says --with uv"),
        ("--user acme", ONLY_UV, None, "uv does not have the option --user.", "pip is not there"),
        ("--exclude-newer 1d a", ONLY_PIP, None, "pip does not have the option --exclude-newer.", "uv is not there"),
    ],
)
def test_options_that_no_installer_has_together_are_refused(line, interpreter, wanted, what, why):
    """The error names both sides of the conflict."""
    with pytest.raises(OptionConflict) as caught:
        plan(line, interpreter, wanted)
    assert caught.value.what == what
    assert why in caught.value.why


@pytest.mark.parametrize(
    ("interpreter", "wanted", "what"),
    [
        (NEITHER, None, "There is no pip or uv for this environment."),
        (ONLY_PIP, "uv", "There is no uv for this environment."),
        (ONLY_UV, "pip", "There is no pip for this environment."),
    ],
)
def test_a_missing_installer_is_named(interpreter, wanted, what):
    """Nothing is run in place of what was asked for."""
    with pytest.raises(NoInstaller) as caught:
        plan("acme", interpreter, wanted)
    assert caught.value.what == what


@pytest.mark.parametrize("line", ["", "--upgrade", "-U --target out", "-c limits.txt"])
def test_a_line_that_names_nothing_to_install_is_refused(line):
    """Options alone, a constraints file among them, install nothing."""
    with pytest.raises(BadUsage, match="it names nothing to install") as caught:
        plan(line)
    assert caught.value.remedy == "%altindex install ARGS … [--with pip|uv]"


@pytest.mark.parametrize("line", ["-r req.txt", "-rreq.txt", "-e .", "--group dev", "--requirement=req.txt"])
def test_files_folders_and_groups_are_something_to_install(line):
    """A requirement need not stand on the line itself."""
    assert plan(line).argv[-1] == line.split()[-1]


@pytest.mark.parametrize("line", ["--python /usr/bin/python acme", "-p 3.12 acme"])
def test_another_interpreter_is_refused(line):
    """What is installed is meant for this kernel."""
    with pytest.raises(BadUsage, match="`--python` is not taken: packages go into the environment that this runs in"):
        plan(line)


def test_an_interpreter_of_the_operating_system_is_left_alone():
    """PEP 668: the owner's reason is repeated."""
    with pytest.raises(ExternallyManaged) as caught:
        plan("acme", MANAGED)
    assert caught.value.why == "Use apt."


@pytest.mark.parametrize(
    ("line", "tool"),
    [
        ("--break-system-packages acme", "uv"),
        ("--target out acme", "uv"),
        ("-tout acme", "uv"),
        ("--prefix=out acme", "uv"),
        ("--dry-run acme", "pip"),
        ("--root out acme", None),
    ],
)
def test_the_owner_of_an_interpreter_is_overruled_as_the_tools_allow(line, tool):
    """By installing elsewhere, by not installing at all, or by saying so."""
    assert plan(line, MANAGED, tool).argv[-1] == "acme"


def test_uv_does_not_take_a_dry_run_for_an_exception():
    """It refuses a closed interpreter also when nothing would be written, and so do we."""
    with pytest.raises(ExternallyManaged):
        plan("--dry-run acme", MANAGED, "uv")


@pytest.mark.parametrize(
    ("line", "tool", "around"),
    [
        ("acme", None, ()),
        ("./wheels/acme-1.0-py3-none-any.whl", None, ()),
        ("-e file:///srv/acme", None, ()),
        ("-i https://a.example/simple/ acme", None, ("-i https://a.example/simple/",)),
        ("-ihttps://a.example/ acme", None, ("-i https://a.example/",)),
        ("--pypi-url=https://a.example/ acme", None, ("--pypi-url https://a.example/",)),
        ("--extra-index=https://a.example/ acme", "pip", ("--extra-index https://a.example/",)),
        ("--find-l wheels acme", "pip", ("--find-l",)),
        ("--find-links wheels acme", None, ("--find-links wheels",)),
        ("--no-index acme", None, ("--no-index",)),
        ("--trusted-host a.example acme", None, ("--trusted-host a.example",)),
        ("--isolated acme", "pip", ("--isolated",)),
        ("--isolated acme", "uv", ()),
        ("--proxy http://proxy.example:3128 acme", None, ("--proxy http://proxy.example:3128",)),
        ("--default-index https://a.example/ acme", None, ("--default-index https://a.example/",)),
        ("--index https://a.example/ acme", None, ("--index https://a.example/",)),
        ("--torch-backend cpu torch", None, ("--torch-backend cpu",)),
        (
            "acme@https://a.example/acme-1.0-py3-none-any.whl",
            None,
            ("acme@https://a.example/acme-1.0-py3-none-any.whl",),
        ),
        ("-e git+ssh://git@a.example/acme.git", None, ("-e git+ssh://git@a.example/acme.git",)),
        ("-r https://a.example/req.txt", None, ("-r https://a.example/req.txt",)),
        ("-i https://u:s3cret@a.example/ acme", None, ("-i https://••••••@a.example/",)),
        ("-f a -f a acme", None, ("-f a",)),
    ],
)
def test_what_leads_past_the_gateway_is_reported_or_refused(line, tool, around):
    """Options of both installers, their abbreviations, and URLs; never with a credential."""
    assert plan(line, BOTH, tool).around == around
    if around:
        with pytest.raises(GoesRound) as caught:
            plan(line, BOTH, tool, strict=True)
        assert caught.value.what.startswith(around[0])
    else:
        assert plan(line, BOTH, tool, strict=True).around == ()


@pytest.fixture
def index(tmp_path):
    """Serve a folder with one wheel as an index."""
    page = tmp_path / "index" / "acme"
    page.mkdir(parents=True)
    (page / "index.html").write_text('<a href="acme-1.0-py3-none-any.whl">acme-1.0-py3-none-any.whl</a>')
    with zipfile.ZipFile(page / "acme-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("acme-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
        wheel.writestr("acme-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("acme-1.0.dist-info/RECORD", "")
    handler = partial(SimpleHTTPRequestHandler, directory=page.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_the_plan_installs_for_real_whatever_proxy_pip_is_configured_with(tool, index, tmp_path, monkeypatch):
    """A proxy in pip.conf would get the requests for the gateway, whatever NO_PROXY says; the plan overrides it."""
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nproxy = http://127.0.0.1:9\nretries = 0\n")
    uv = Path(sys.executable).with_name("uv").as_posix()
    real = replace(BOTH, executable=sys.executable, uv=uv)
    environ = dict(os.environ)
    apply({**kernel_environment(GatewayAddress(index), environ), "PIP_CONFIG_FILE": str(config)}, environ)
    found = plan(f"--target {tmp_path / 'out'} acme", real, tool)
    apply(found.environ, environ)
    done = subprocess.run(found.argv, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "acme-1.0.dist-info").is_dir()
