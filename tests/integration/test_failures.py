"""Each failure of an index is told once, under the cell, with its reference, its index, its cause and its remedy."""

from __future__ import annotations

import random
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import nbformat
import psutil
import pytest

from tests.frontend import frontend
from tests.kernels import Notebook, Outcome, environment, kernel_options, notebook, outcome
from tests.packages import wheel
from tests.servers.moody import Mood, Moody, moody_index
from tests.servers.own import public_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WAYS: Final = ("%altindex install", "%altindex install --with pip", "%pip install", "%uv pip install")
INTERNALS: Final = ("site-packages", "Traceback", "aiohttp", "asyncio", "altindex_magic", "Error:", "\x1b")
LONGEST_ERROR: Final = 15
PAYLOAD: Final = f"{random.Random(1).randbytes(40_000).hex()!r}\n"
"""Something that takes a while to come by drops."""


@dataclass(frozen=True)
class Fault:
    """What happens to an index after `use` has proven it, and what a person must read then."""

    reference: str
    why: str
    remedy: str
    mood: Mood = Mood.HEALTHY
    requirement: str = "acme-{index}"
    cell: str | None = None
    """What is run in the kernel after `use`."""
    act: Callable[[Moody], None] = lambda _moody: None
    of_one: bool = True
    """Whether one index is to blame, and its name to be told."""


def promise_another_hash(moody: Moody) -> None:
    for path in moody.folder.iterdir():
        moody.api.repository.file_facts[path.name] = {"hashes": {"sha256": "0" * 64}}


FAULTS: Final = {
    "no-login": Fault(
        "credential-missing",
        "answered 401 Unauthorized.",
        "%altindex login {index}",
        cell="%altindex logout {index}",
    ),
    "wrong-login": Fault(
        "credential-refused",
        "answered 401 Unauthorized to the user name `moody-user` with the secret from",
        "%altindex login {index}",
        cell="import os; os.environ['{variable}'] = 'a-token-of-yesterday'",
    ),
    "forbidden": Fault(
        "permission-denied",
        "answered 403 Forbidden: the credential may not read this.",
        "ask the owner of {index} for read permission",
        mood=Mood.FORBIDDEN,
    ),
    "gone": Fault("origin-vanished", "It was removed there", "%altindex test {index}", mood=Mood.NOT_FOUND),
    "broken": Fault("server-error", "answered 500", "Wait and try again", mood=Mood.BROKEN),
    "refused": Fault(
        "connection-failed", "nothing accepts connections there", "%altindex test {index}", mood=Mood.REFUSED
    ),
    "nowhere": Fault(
        "dns-failure",
        "The name index.invalid does not resolve.",
        "Check the URL (%altindex list), the network and the VPN.",
        cell="%altindex add {index} http://index.invalid/simple/ --replace --allow-http --packages acme-{index}",
    ),
    "untrusted": Fault(
        "tls-failure",
        "unable to get local issuer certificate",
        "%altindex add {index} … --replace --ca-cert FILE",
        cell="%altindex add {index} {tls_url} --replace --packages acme-{index}",
    ),
    "sso": Fault("not-an-index", "A login page", "Make a token in the web site of {index}", mood=Mood.LOGIN_PAGE),
    "tampered": Fault(
        "hash-mismatch",
        "Expected sha256 0000000000000000…, got",
        "tell those who run the index",
        act=promise_another_hash,
    ),
    "cut": Fault("download-cut", "the connection broke before the end", "Try again", mood=Mood.CUT),
    "absent": Fault(
        "project-not-found",
        "In use are: {index}, 127.0.0.1.",
        "%altindex use NAME",
        requirement="acme-nothing",
        of_one=False,
    ),
}
"""Each on an index of its own, so that no answer of one is remembered for another."""


@pytest.fixture(scope="module")
def moods(tmp_path_factory) -> Iterator[dict[str, Moody]]:
    """Run an index for each fault, all in good health."""
    root = tmp_path_factory.mktemp("moods")
    with ExitStack() as stack:
        found = {}
        for name in (*FAULTS, "papermill", "interrupt"):
            wheel(root / name, f"acme-{name}", "1.0", modules={"payload.py": PAYLOAD})
            found[name] = stack.enter_context(moody_index(root / name))
        yield found


@pytest.fixture(scope="module")
def public_url(tmp_path_factory) -> Iterator[str]:
    """Run an empty index in place of the default one."""
    with public_index(tmp_path_factory.mktemp("public")) as public:
        yield public.url


@pytest.fixture(scope="module")
def kernel(tmp_path_factory, moods, public_url) -> Iterator[Notebook]:
    """Give a kernel that knows them all and has their secrets in variables."""
    env = environment(tmp_path_factory.mktemp("failures") / "env")
    secrets = {variable(name): moody.password for name, moody in moods.items()}
    with notebook(env, {"PIP_INDEX_URL": public_url, **secrets}) as running:
        assert running.run("%load_ext altindex_magic")[0].ok
        yield running


@pytest.mark.parametrize("name", FAULTS)
def test_a_failure_is_told_once_with_cause_and_remedy(name, kernel, moods):
    """Whichever installer met it: the cell is red, and its few lines say what to do."""
    fault = bring_about(name, kernel, moods[name])
    for way in WAYS:
        failed = kernel.run(f"{way} '{fault.requirement.format(index=name)}'")[0]
        assert failed.error, f"green after {way}:\n{failed.text}"
        check(failed, fault, name)
    card = kernel.run(f"!pip install '{fault.requirement.format(index=name)}'")[0]
    assert card.ok, "a shell line cannot fail its cell"
    if fault.of_one:
        assert card.text.count(f"[{fault.reference}]") == 1, card.text
        assert f"Reference: <code>{fault.reference}</code>" in card.html
    assert not kernel.run("import payload")[0].ok, "something was installed"


def bring_about(name: str, kernel: Notebook, moody: Moody) -> Fault:
    """Put the index to use while it is well, as it is not when this is done again, then let the fault happen."""
    tls_url = moody._self_signed.origin + "/simple/"
    fault = FAULTS[name]
    moody.become(Mood.HEALTHY)
    moody.api.repository.file_facts.clear()
    ready = kernel.run(
        f"import os; os.environ[{variable(name)!r}] = {moody.password!r}",
        f"%altindex add {name} {moody.url} --username {moody.username} --replace",
        f"%altindex login {name} --env {variable(name)}",
        f"%altindex use {name}",
    )
    assert all(cell.ok for cell in ready), ready[-1].shown
    moody.become(fault.mood)
    fault.act(moody)
    if fault.cell:
        changed = kernel.run(fault.cell.format(index=name, tls_url=tls_url, variable=variable(name)))[0]
        assert changed.ok, changed.shown
    return fault


def variable(index: str) -> str:
    """Name the variable that holds the secret of *index*."""
    return f"SECRET_OF_{index.replace('-', '_')}"


def check(failed: Outcome, fault: Fault, index: str) -> None:
    """Read the error as a person does, and look for what a person has no use for."""
    error = failed.error
    lines = error.traceback.splitlines()
    assert error.ename == "InstallFailed"
    assert lines[0].startswith("altindex: "), error.traceback
    assert lines[0].endswith(f"[{fault.reference}]"), error.traceback
    assert (f"  index   {index}" in lines) == fault.of_one
    assert fault.why.format(index=index) in error.traceback
    assert fault.remedy.format(index=index) in error.traceback
    assert len(lines) < LONGEST_ERROR
    assert not [word for word in INTERNALS if word in error.traceback]
    assert error.evalue in error.traceback


def test_papermill_stops_at_a_failed_install(tmp_path, moods, public_url):
    """Its run fails, the cells below are not run, and the notebook says why."""
    env = environment(tmp_path / "env")
    kernel_options(env)  # papermill finds the kernel by its name
    moody = moods["papermill"]
    cells = [
        "%load_ext altindex_magic",
        f"%altindex add team {moody.url} --username {moody.username}",
        f"%altindex login team --env {variable('papermill')}",
        "%altindex use team",
        "%altindex install acme-papermill acme-nothing",
        "print('went on')",
    ]
    given = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(given, env.work / "given.ipynb")
    secret = {variable("papermill"): moody.password}
    argv = [env.python, "-m", "papermill", "given.ipynb", "done.ipynb", "--kernel", "throw-away"]
    done = env.run(*argv, JUPYTER_PATH=str(env.root), PIP_INDEX_URL=public_url, **secret)
    assert done.returncode != 0
    assert "[project-not-found]" in done.stderr
    written = [cell for cell in nbformat.read(env.work / "done.ipynb", 4).cells if cell.cell_type == "code"]
    assert outcome(written[-2].outputs).error.ename == "InstallFailed"
    assert written[-1].outputs == []
    assert env.installed() == {}, "nothing is installed halfway"


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_an_interrupt_ends_the_installer_and_tells_the_state(tmp_path, moods, public_url, tool):
    """The stop button during a slow download: no child is left, and nothing was changed."""
    env = environment(tmp_path / "env")
    moody = moods["interrupt"]
    moody.become(Mood.SLOW)
    children = set()
    with frontend(env, PIP_INDEX_URL=public_url, SECRET=moody.password) as person:

        def stop_while_it_downloads(text: str) -> None:
            if "acme-interrupt" in text and "%" in text and not children:
                children.update(psutil.Process(person.pid).children(recursive=True))
                person.interrupt()

        person.run("%load_ext altindex_magic")
        person.run(f"%altindex add team {moody.url} --username {moody.username}")
        person.run("%altindex login team --env SECRET")
        person.run("%altindex use team")
        stopped = person.run(f"%altindex install --with {tool} acme-interrupt", on_output=stop_while_it_downloads)
        assert children, "it was stopped before anything was on its way"
        assert stopped.error.traceback.splitlines() == [
            f"altindex: Stopped: {tool} was ended before it had finished.  [install-stopped]",
            "  why     The environment is as it was before: nothing had been installed yet.",
            "  do      Try again to finish; what was downloaded is kept.",
        ]
        assert not [child for child in children if child.is_running()]
        assert env.installed() == {}
        moody.become(Mood.HEALTHY)
        again = person.run("%altindex install acme-interrupt")
        assert again.ok, again.shown
        assert "Traceback" not in again.shown, "what the gateway met is no matter of the next cell"
