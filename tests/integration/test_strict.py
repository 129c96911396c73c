"""Under strict nothing comes past the indexes in use, and nothing from an origin that nobody knows."""

from __future__ import annotations

import pytest

from tests.kernels import notebook
from tests.packages import project, sdist, wheel

TOOLS = ("pip", "uv")


@pytest.fixture
def kernel(env, json_only, public, tmp_path):
    """Give a kernel that uses one index strictly; ``PIP_FIND_LINKS`` and ``UV_FIND_LINKS`` have a tempting version."""
    wheel(json_only.folder, "acme-models", "1.0")
    links = wheel(tmp_path / "links", "acme-models", "9.0").parent
    conf = tmp_path / "pip.conf"
    conf.write_text(f"[install]\nfind-links = {links}\n")
    config = tmp_path / "uv.toml"
    config.write_text(f'find-links = ["{links.as_posix()}"]\n')
    variables = {
        "PIP_INDEX_URL": public.url,
        "PIP_CONFIG_FILE": str(conf),
        "PIP_FIND_LINKS": str(links),
        "UV_FIND_LINKS": str(links),
        "UV_CONFIG_FILE": str(config),
        "UV_NO_CONFIG": "0",
    }
    with notebook(env, variables) as running:
        run(running, "%load_ext altindex_magic", f"%altindex add team {json_only.url}", "%altindex use team --strict")
        yield running


def run(kernel, *cells):
    """Run cells that have to succeed, and give what they showed."""
    shown = [kernel.run(cell)[0] for cell in cells]
    assert all(each.ok for each in shown), "\n".join(each.shown for each in shown)
    return "".join(each.text for each in shown)


def refused(kernel, cell, reference):
    """Run a cell that has to fail with *reference*, and give what it showed."""
    failed = kernel.run(cell)[0]
    assert failed.error, failed.text
    assert f"[{reference}]" in failed.error.traceback, failed.shown
    return " ".join(failed.error.traceback.split())


@pytest.mark.parametrize(
    "way",
    ["%altindex install --with pip", "%altindex install --with uv", "%pip install", "!pip install", "!uv pip install"],
)
def test_links_of_variables_and_files_are_set_aside(kernel, env, way):
    """Whichever tool asks, the version of the index comes, and not the newer one of the links."""
    run(kernel, f"{way} acme-models")
    assert env.installed()["acme-models"] == "1.0"


def test_off_gives_the_links_back(kernel, tmp_path):
    """What was set aside stands again as it was."""
    names = "['PIP_FIND_LINKS', 'UV_FIND_LINKS', 'UV_CONFIG_FILE', 'UV_NO_CONFIG', 'PIP_NO_INDEX']"
    shown = run(kernel, "%altindex off", f"import os; print([os.environ.get(name) for name in {names}])")
    links = str(tmp_path / "links")
    assert f"{[links, links, str(tmp_path / 'uv.toml'), '0', None]}" in shown


REQUIREMENTS = {
    "index-url": ("--index-url {url}\nacme-models\n", "--index-url {url} (in requirements.txt)"),
    "extra index, abbreviated": ("--extra-index={url}\nacme-models\n", "--extra-index {url} (in requirements.txt)"),
    "find-links": ("-f ./links\nacme-models\n", "-f ./links (in requirements.txt)"),
    "direct URL": ("acme-models @ {url}x.whl\n", "acme-models @ {url}x.whl (in requirements.txt)"),
    "nested": ("acme-models\n-r more/deeper.txt\n", "--index-url {url} (in deepest.txt)"),
    "constraint": ("acme-models\n-c constraints.txt\n", "acme-models @ {url}y.whl (in constraints.txt)"),
}


@pytest.mark.parametrize("case", REQUIREMENTS)
@pytest.mark.parametrize("tool", TOOLS)
def test_requirement_files_are_read_before_the_installer_runs(kernel, env, public, case, tool):
    """Also those that they name, and theirs."""
    text, named = (part.replace("{url}", public.url) for part in REQUIREMENTS[case])
    env.work.joinpath("requirements.txt").write_text(text)
    env.work.joinpath("constraints.txt").write_text(f"acme-models @ {public.url}y.whl\n")
    env.work.joinpath("more").mkdir()
    env.work.joinpath("more", "deeper.txt").write_text("-r deepest.txt\n")
    env.work.joinpath("more", "deepest.txt").write_text(f"-r ../requirements.txt\n--index-url {public.url}\n")
    said = refused(kernel, f"%altindex install --with {tool} -r requirements.txt", "goes-round-the-gateway")
    assert f"{named} would take packages past the indexes in use." in said
    assert env.installed() == {}


def test_without_strict_requirement_files_that_lead_past_are_reported(kernel, env, public):
    """It is done, and said."""
    env.work.joinpath("requirements.txt").write_text(f"--extra-index-url {public.url}\nacme-models\n")
    said = run(kernel, "%altindex use team", "%altindex install --with pip -r requirements.txt")
    assert f"--extra-index-url {public.url} (in requirements.txt) leads past the indexes in use." in " ".join(
        said.split()
    )


@pytest.mark.parametrize("tool", TOOLS)
def test_direct_urls_are_refused_also_those_of_others(kernel, env, json_only, public, tool):
    """On the line, in the metadata of a wheel, in an sdist, and in a project on the disk."""
    url = f"{public.url}x-1.0-py3-none-any.whl"
    refused(kernel, f"%altindex install --with {tool} {url}", "goes-round-the-gateway")
    wheel(json_only.folder, "acme-direct", "1.0", [f"acme-x @ {url}"])
    sdist(json_only.folder, "acme-source", "1.0", build_requires=[f"acme-x @ {url}"])
    run(kernel, "import time; time.sleep(10.5)")
    said = refused(kernel, f"%altindex install --with {tool} acme-direct", "direct-dependency")
    assert f"acme_direct-1.0-py3-none-any.whl from team is refused: it requires `acme-x @ {url}`." in said
    said = refused(kernel, f"%altindex install --with {tool} acme-source", "direct-dependency")
    assert f"acme_source-1.0.tar.gz from team is refused: it requires `acme-x @ {url}`." in said
    project(env.work / "mine", "mine", "1.0", build_requires=[f"acme-x @ {url}"])
    said = refused(kernel, f"%altindex install --with {tool} ./mine", "goes-round-the-gateway")
    assert f"acme-x @ {url} (in mine/pyproject.toml) would take packages past the indexes in use." in said
    assert env.installed() == {}


def test_shell_installers_meet_the_same_refusal(kernel, env, json_only, public):
    """The gateway itself looks into what it gives."""
    wheel(json_only.folder, "acme-direct", "1.0", [f"acme-x @ {public.url}x-1.0-py3-none-any.whl"])
    run(kernel, "import time; time.sleep(10.5)")
    for line in ("!pip install acme-direct", "!uv pip install acme-direct"):
        assert "[direct-dependency]" in kernel.run(line)[0].text
    assert env.installed() == {}


def test_sdists_of_the_default_index_are_not_built(kernel, env, public, json_only):
    """Its wheels are taken, and so are the sdists of an index that was chosen."""
    sdist(public.folder, "requests-like", "1.0")
    run(kernel, "%altindex allow requests-like --from default")
    for tool in TOOLS:
        said = refused(kernel, f"%altindex install --with {tool} requests-like", "versions-hidden")
        assert "The reason: an sdist of the default index, which strict does not take" in said
    wheel(public.folder, "requests-like", "0.9")
    sdist(json_only.folder, "acme-models", "2.0")
    run(kernel, "import time; time.sleep(3.2)", "%altindex install requests-like acme-models")
    assert env.installed() == {"requests-like": "0.9", "acme-models": "2.0"}


@pytest.mark.parametrize("way", ["%altindex install --with pip", "%altindex install --with uv", "%pip install"])
def test_a_name_that_nobody_knows_is_refused(kernel, env, public, way):
    """It may be misspelt or invented; ``allow`` says that it is not."""
    wheel(public.folder, "reqeusts", "1.0")
    said = refused(kernel, f"{way} reqeusts", "origin-unknown")
    assert "%altindex allow reqeusts --from 127.0.0.1" in said
    assert public.api.projects_asked() == set(), "the default index has learnt the name"
    run(kernel, "%altindex allow reqeusts --from default", f"{way} reqeusts")
    assert env.installed() == {"reqeusts": "1.0"}


def test_what_was_installed_before_needs_no_word(kernel, env, public):
    """Its origin is remembered."""
    wheel(public.folder, "requests-like", "1.0")
    run(kernel, "%altindex use team", "%altindex install requests-like", "%altindex uninstall requests-like")
    run(kernel, "%altindex use team --strict", "%altindex install requests-like")
    assert env.installed() == {"requests-like": "1.0"}


def test_plain_http_is_refused(kernel):
    """Whatever the index itself allows; what is in use stays as it is."""
    run(kernel, "%altindex add plain http://index.invalid/simple/ --allow-http")
    said = refused(kernel, "%altindex use plain --strict", "insecure-index")
    assert "plain is not encrypted, and strict takes no such index. Nothing was changed." in said
    assert "team" in run(kernel, "%altindex")


def test_an_index_in_use_that_is_redefined_without_tls_gives_nothing_more(kernel, json_only):
    """Until a set is put to use that strict takes."""
    run(kernel, "%altindex add team http://index.invalid/simple/ --allow-http --replace")
    assert "strict takes no such index" in refused(kernel, "%altindex install requests-like", "insecure-index")
    shell = kernel.run("!pip install requests-like")[0].shown
    assert "[set-unusable]" in shell
    assert "team is not encrypted, and strict takes no such index." in shell
    run(kernel, f"%altindex add team {json_only.url} --replace", "%altindex use team --strict")


def test_what_a_build_computes_is_found_out_afterwards(kernel, env, public, tmp_path):
    """Nobody can read it beforehand: the cell fails and says what to remove."""
    remote = wheel(public.folder, "acme-hidden", "1.0")
    url = f"{public.api.repository.files_url}{remote.name}"
    tree = project(env.work / "dynamic", "dynamic", "1.0", requires=[f"acme-hidden @ {url}"])
    assert url not in tree.joinpath("pyproject.toml").read_text()
    said = refused(kernel, "%altindex install --with pip ./dynamic", "came-round-the-gateway")
    assert f"Installed past the indexes in use: acme-hidden from {url}." in said
    assert "%altindex uninstall acme-hidden" in said


def test_the_administrator_or_the_user_can_make_it_the_rule(kernel, env, public):
    """``strict = true`` in ``[altindex]`` of a file of theirs needs no option; a project's file has no say."""
    wheel(public.folder, "reqeusts", "1.0")
    env.work.joinpath("pyproject.toml").write_text("[tool.altindex]\nstrict = false\n")
    file = env.home / ".config" / "altindex" / "indexes.toml"
    file.write_text(f"[altindex]\nstrict = true\n\n{file.read_text()}")
    run(kernel, "%altindex use team")
    refused(kernel, "%altindex install reqeusts", "origin-unknown")
    file.write_text(file.read_text().replace("strict = true", 'strict = "yes"'))
    said = refused(kernel, "%altindex use team", "invalid-setting")
    assert "`strict` cannot be used: it must be true or false, in the table [altindex]" in said
