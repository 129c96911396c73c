"""A private name stays private by whichever way an installer comes to it, and whatever else is in use.

As in ``test_confusion.py`` the private index has ``acme-models`` 1.0 and the public one has 99.0.
"""

import pytest

from altindex_magic import request
from altindex_magic.errors.ownership import AllowRefused, OriginChanged
from tests.packages import backend_wheel, sdist, wheel
from tests.servers.private import private_index
from tests.users import define, perform

PRIVATE, PUBLIC = "acme-models", "requests-like"
BOTH = {PRIVATE: "1.0", PUBLIC: "2.0"}


@pytest.fixture(autouse=True)
def distributions(private, public):
    """Put the private project on both indexes: the higher version is the attack."""
    wheel(private.folder, PRIVATE, "1.0")
    wheel(public.folder, PRIVATE, "99.0")
    wheel(public.folder, PUBLIC, "2.0", [f'{PRIVATE}; extra == "models"'], headers=["Provides-Extra: models"])


@pytest.fixture
def service(user):
    """Give a session with the private index defined, and not yet in use."""
    with user.session() as opened:
        define(opened, user.private)
        yield opened


@pytest.fixture
def in_use(service):
    """Give a session in which the private index is in use."""
    perform(service, request.Use(("private",)))
    return service


def check(user, attempts, installed):
    """See that every installer ended with exactly *installed*, and that the public index learnt no private name."""
    for attempt in attempts.values():
        assert attempt.installed == installed, attempt.output
        assert (attempt.status == 0) == bool(installed), attempt.output
    assert not {name for name in user.public.api.projects_asked() if name.startswith("acme")}


# Ways to a name.


@pytest.mark.usefixtures("in_use")
def test_by_an_extra_of_a_public_project(user):
    """The public project names it, and its own index has it too."""
    check(user, user.install(f"{PUBLIC}[models]"), BOTH)


def test_by_a_dependency(user, service):
    """Of a private project, at two removes."""
    wheel(user.private.folder, "acme-app", "1.0", ["acme-service"])
    wheel(user.private.folder, "acme-service", "1.0", [PRIVATE, PUBLIC])
    perform(service, request.Use(("private",)))
    check(user, user.install("acme-app"), {"acme-app": "1.0", "acme-service": "1.0", **BOTH})


@pytest.mark.usefixtures("in_use")
@pytest.mark.parametrize(
    ("constraint", "installed"),
    [("acme_models<2", BOTH), ("ACME.models>=2", {}), ("acme-models==99.0", {})],
    ids=["one it meets", "one it does not meet", "the version of the attack"],
)
def test_by_a_constraint_file(user, constraint, installed):
    """A constraint never widens where a name may come from."""
    constraints = user.folder / "constraints.txt"
    constraints.write_text(f"{constraint}\n")
    check(user, user.install("-c", str(constraints), PRIVATE, PUBLIC), installed)


@pytest.mark.usefixtures("in_use")
def test_by_a_requirements_file(user):
    """With a spelling and a range that only the public version would meet: nothing is installed."""
    requirements = user.folder / "requirements.txt"
    requirements.write_text(f"{PUBLIC}\nAcme_Models>1.0\n")
    check(user, user.install("-r", str(requirements)), {})


def test_by_the_build_requirement_of_an_sdist(user, service):
    """What builds a package runs with the user's rights: its name is as private as any."""
    backend_wheel(user.private.folder, "acme-backend", "1.0")
    wheel(user.public.folder, "acme-backend", "99.0", modules={"acme_backend.py": "raise SystemExit('attacked')"})
    settings = {"build_requires": ["acme-backend"], "build_backend": "acme_backend"}
    sdist(user.private.folder, "acme-native", "1.0", **settings)
    perform(service, request.Use(("private",)))
    check(user, user.install("acme-native"), {"acme-native": "1.0"})
    assert "acme-backend" in user.private.projects_asked()


@pytest.mark.usefixtures("in_use")
@pytest.mark.parametrize("option", ["--upgrade", "--pre"])
def test_by_asking_for_the_newest(user, option):
    """The newest that its own index has."""
    check(user, user.install(option, PRIVATE), {PRIVATE: "1.0"})


# Several indexes.


@pytest.fixture
def team(tmp_path):
    """Give a second private index, with a version of its own."""
    wheel(tmp_path / "team", PRIVATE, "5.0")
    with private_index(tmp_path / "team") as index:
        yield index


@pytest.mark.parametrize(
    ("order", "version"),
    [(("private", "team"), "1.0"), (("team", "private"), "5.0")],
    ids=["private first", "team first"],
)
def test_of_two_private_indexes_that_list_it_the_first_in_use_has_it(user, service, team, order, version):
    """And keeps it when the order changes later."""
    define(service, team, "team")
    perform(service, request.Use(order))
    check(user, user.install("--no-deps", PRIVATE), {PRIVATE: version})
    perform(service, request.Use(order[::-1]))
    check(user, user.install("--no-deps", PRIVATE), {PRIVATE: version})


def test_what_is_declared_by_an_index_that_is_not_in_use_is_refused(user, service, team):
    """The one in use lists it as well, and does not get it."""
    define(service, team, "team", packages=("acme-*",))
    perform(service, request.Use(("private",)))
    check(user, user.install(PRIVATE), {})
    (refusal,) = service.session.gateway.feed.refusals_since(0)
    assert refusal.reference == "owner-not-in-use"
    assert refusal.remedy == "%altindex use team"
    check(user, user.install(PUBLIC), {PUBLIC: "2.0"})


def test_only_leaves_the_default_index_out(user, service):
    """Public names do not exist then, and nobody outside hears of any name."""
    perform(service, request.Use(("private",), only=True))
    check(user, user.install("--no-deps", PRIVATE), {PRIVATE: "1.0"})
    check(user, user.install("--no-deps", PUBLIC), {})
    assert user.public.api.asked == []


# Decisions of a person.


def test_a_name_that_came_from_the_default_index_needs_a_decision_before_it_comes_from_another(user, service):
    """Once allowed it comes from there, and from nowhere else."""
    (user.private.folder / "acme_models-1.0-py3-none-any.whl").rename(user.folder / "kept.whl")
    wheel(user.private.folder, "acme-tools", "1.0")
    perform(service, request.Use(("private",)))
    assert {attempt.installed[PRIVATE] for attempt in user.install(PRIVATE).values()} == {"99.0"}
    user.public.api.asked.clear()

    wheel(user.private.folder, PRIVATE, "1.0")
    with user.session() as later:
        perform(later, request.Use(("private",)))
        check(user, user.install(PRIVATE), {})
        (refusal,) = later.session.gateway.feed.refusals_since(0)
        assert isinstance(refusal, OriginChanged)
        perform(later, request.Allow(("ACME_Models",), "private"))
        check(user, user.install(PRIVATE), {PRIVATE: "1.0"})


def test_a_listed_name_can_be_allowed_from_the_default_index(user, in_use):
    """A person who says so gets what they ask for, by every spelling."""
    perform(in_use, request.Allow(("Acme.Models",), "default"))
    attempts = user.install("acme_models").values()
    assert [attempt.installed for attempt in attempts] == [{PRIVATE: "99.0"}] * 3
    assert PRIVATE not in user.private.projects_asked()


def test_a_declared_name_cannot_be_allowed_from_elsewhere(user, service):
    """Patterns are changed where they stand, not passed by."""
    define(service, user.private, packages=("acme-*",), replace=True)
    perform(service, request.Use(("private",)))
    with pytest.raises(AllowRefused):
        perform(service, request.Allow(("acme_models",), "default"))
    check(user, user.install(PRIVATE), {PRIVATE: "1.0"})


# Indexes that are there already.


@pytest.fixture
def open_configuration(user):
    """Let pip and uv read their files, as they do for people."""
    for variable in ("PIP_CONFIG_FILE", "UV_NO_CONFIG"):
        user.environ.pop(variable)
    return user


def test_an_extra_index_of_pip_conf_joins_the_set(open_configuration, hermetic):
    """Plain pip takes the higher version from whichever index has it; in the set the private name has its owner."""
    user = open_configuration
    conf = hermetic / ".config" / "pip" / "pip.conf"
    conf.parent.mkdir(parents=True)
    conf.write_text(f"[global]\nextra-index-url = {user.private.url_with_login}\ncert = {user.private.ca_cert}\n")
    with user.session() as service:
        perform(service, request.Use(("local",)))
        assert [index.url for index in service.session.routes().active][1:] == [user.private.url]
        check(user, user.install("--no-deps", PRIVATE), {PRIVATE: "1.0"})
        check(user, user.install("--no-deps", PUBLIC), {PUBLIC: "2.0"})


def test_an_index_of_the_project_joins_the_set(open_configuration, monkeypatch):
    """``[[tool.uv.index]]`` in the ``pyproject.toml`` of the working folder, with uv's own login variables."""
    user = open_configuration
    folder = user.folder / "project"
    folder.mkdir()
    project = '[project]\nname = "notebook"\nversion = "1"\n'
    index = f'[[tool.uv.index]]\nname = "private"\nurl = "{user.private.url}"\n'
    folder.joinpath("pyproject.toml").write_text(project + index)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(user.private.ca_cert))
    user.environ["UV_INDEX_PRIVATE_USERNAME"] = user.private.username
    user.environ["UV_INDEX_PRIVATE_PASSWORD"] = user.private.password
    with user.session(project_dir=folder) as service:
        perform(service, request.Use(("local",)))
        assert [index.url for index in service.session.routes().active][1:] == [user.private.url]
        check(user, user.install("--no-deps", PRIVATE, folder=folder), {PRIVATE: "1.0"})
        check(user, user.install("--no-deps", PUBLIC, folder=folder), {PUBLIC: "2.0"})
