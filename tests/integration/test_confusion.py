"""A private name never comes from elsewhere, whatever befalls its index.

The private index has ``acme-models`` 1.0, the public one has 99.0: dependency confusion as it was found in
the wild. Each test puts the private index into one state and lets real installers ask for it.

The session of most tests is a fresh one, as after a restart of the kernel: what it knows is in the
ledger and in the copies of lists, which an earlier session, in better times, has left behind.
"""

from contextlib import suppress
from dataclasses import dataclass

import pytest

from altindex_magic import request
from altindex_magic.errors.access import AccessError
from altindex_magic.errors.ownership import NameRefused, ProbeFailed
from tests.packages import wheel
from tests.servers.moody import Mood
from tests.users import define, perform, put_to_use

PRIVATE, PUBLIC = "acme-models", "requests-like"

CAUSES = {
    Mood.UNAUTHORIZED: "credential-refused",
    Mood.FORBIDDEN: "permission-denied",
    Mood.BROKEN: "server-error",
    Mood.REFUSED: "connection-failed",
    Mood.NO_DNS: "dns-failure",
    Mood.BAD_TLS: "tls-failure",
    Mood.SILENT: "index-timeout",
    Mood.LOGIN_PAGE: "not-an-index",
}
"""The one reason by which each state is told, except a 404 to everything: that is told by what is known."""
FAULTS = (Mood.NOT_FOUND, *CAUSES)


@dataclass(frozen=True)
class Mode:
    """One way in which the owner of a name is known, with what must have happened before."""

    name: str
    lists: bool = False
    packages: tuple[str, ...] = ()
    asked_before: tuple[str, ...] = ()
    """Projects that an earlier session got."""
    absent: str | None = None
    """How a 404 to everything is told; ``None`` when it counts as "there is no such project"."""

    def __str__(self):
        return self.name

    def refusal(self, mood):
        """Give the reference by which *mood* is told for a private name; ``None`` if nothing is refused."""
        if mood is Mood.NOT_FOUND:
            return self.absent
        return "probe-failed" if self is PROBED and mood is not Mood.HEALTHY else CAUSES.get(mood)


DECLARED = Mode("declared", packages=("acme-*",))
REMEMBERED = Mode("remembered", asked_before=(PRIVATE, PUBLIC), absent="origin-vanished")
LISTED = Mode("listed", lists=True, absent="origin-vanished")
PROBED = Mode("probed", asked_before=("acme-tools",), absent="absence-unproven")

in_every_mode = pytest.mark.parametrize("mode", [DECLARED, REMEMBERED, LISTED, PROBED], ids=str)


def in_each(*moods):
    return pytest.mark.parametrize("mood", moods, ids=lambda mood: mood.replace(" ", "-"))


@pytest.fixture(autouse=True)
def distributions(private, public):
    """Put the private project on both indexes: the higher version is the attack."""
    for project in (PRIVATE, "acme-tools"):
        wheel(private.folder, project, "1.0")
    wheel(public.folder, PRIVATE, "99.0")
    wheel(public.folder, PUBLIC, "2.0")


def prepare(user, mode):
    """Define the index, use it in good health, and leave behind what the mode builds on."""
    user.private.lists = mode.lists
    with user.session() as service:
        define(service, user.private, packages=mode.packages)
        perform(service, request.Use(("private",)))
        for project in mode.asked_before:
            perform(service, request.ListVersions(project))
    user.private.forget_what_was_asked()
    user.public.api.asked.clear()


def check_refusals(refusals, reference, mood):
    """See that there is exactly one refusal, for the one cause, or none at all."""
    assert [refusal.reference for refusal in refusals] == ([reference] if reference else [])
    for refusal in refusals:
        assert refusal.what.startswith(f"`{refusal.project}` is refused: ")
        assert refusal.index == "private"
        if isinstance(refusal, ProbeFailed):
            assert refusal.cause.reference == CAUSES[mood]
            assert f"[{CAUSES[mood]}]" in refusal.why


@in_each(Mood.HEALTHY, *FAULTS)
@in_every_mode
def test_a_private_name_comes_from_its_index_or_from_nowhere(user, mode, mood):
    """Old and new pip and uv get 1.0 or a refusal with its cause; what is public, they get in every state."""
    prepare(user, mode)
    user.private.become(mood)
    spellings = {"pip": "acme_models", "old pip": "ACME.Models", "uv": "acme-models"}
    with user.session() as service:
        put_to_use(service, "private")
        feed = service.session.gateway.feed
        private = user.install_each({name: ("--no-deps", spelt) for name, spelt in spellings.items()})
        refusals, mark = feed.refusals_since(0), feed.mark
        public = user.install("--no-deps", PUBLIC)
        public_refusals = feed.refusals_since(mark)

    healthy = mood is Mood.HEALTHY
    for attempt in private.values():
        assert attempt.installed == ({PRIVATE: "1.0"} if healthy else {}), attempt.output
        assert (attempt.status == 0) == healthy, attempt.output
    assert PRIVATE not in user.public.api.projects_asked()
    check_refusals(refusals, mode.refusal(mood), mood)

    held = mode is PROBED and not healthy  # without patterns or a list any name may be the private index's
    for attempt in public.values():
        assert attempt.installed == ({} if held else {PUBLIC: "2.0"}), attempt.output
    check_refusals(public_refusals, mode.refusal(mood) if held else None, mood)
    assert all('packages = ["acme-*"]' in refusal.remedy for refusal in public_refusals)
    if mode in {DECLARED, LISTED}:
        assert PUBLIC not in user.private.projects_asked()


@in_each(*FAULTS)
@in_every_mode
def test_an_index_may_break_in_the_middle_of_a_session(user, mode, mood):
    """It was put to use and has answered: what is still fresh may be given, and nothing else."""
    prepare(user, mode)
    with user.session() as service:
        perform(service, request.Use(("private",)))
        perform(service, request.ListVersions(PUBLIC))
        user.private.become(mood)
        with suppress(NameRefused, AccessError):
            *_, found = perform(service, request.ListVersions(PRIVATE))
            assert {(row.version, row.index) for row in found.rows} <= {("1.0", "private")}
    assert PRIVATE not in user.public.api.projects_asked()


@in_each(Mood.HEALTHY, Mood.FORBIDDEN)
@pytest.mark.parametrize("spelling", ["acme_models", "ACME.Models", "Acme-Models", "acme.-_models"])
def test_every_spelling_is_the_same_name(user, spelling, mood):
    """To pip they all are; to an attacker they would be four names."""
    prepare(user, LISTED)
    user.private.become(mood)
    with user.session() as service:
        put_to_use(service, "private")
        attempts = user.install("--no-deps", spelling)
    for attempt in attempts.values():
        assert attempt.installed == ({PRIVATE: "1.0"} if mood is Mood.HEALTHY else {}), attempt.output
    assert not {name for name in user.public.api.projects_asked() if "models" in name.lower()}


@in_every_mode
def test_a_lost_credential_is_no_reason_to_look_elsewhere(user, mode):
    """The variable is gone: the index answers 401 as to a stranger."""
    prepare(user, mode)
    del user.environ["PRIVATE_TOKEN"]
    with user.session() as service:
        service.session.store.drop_login(user.private.url)
        put_to_use(service, "private")
        attempts = user.install("--no-deps", PRIVATE)
        (refusal,) = service.session.gateway.feed.refusals_since(0)
    assert all(attempt.installed == {} for attempt in attempts.values())
    assert getattr(refusal, "cause", refusal).reference == "credential-missing"
    assert "%altindex login private" in refusal.remedy
    assert PRIVATE not in user.public.api.projects_asked()
