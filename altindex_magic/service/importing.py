"""The request that takes over what the files and variables of other tools say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Final

from altindex_magic import defaults
from altindex_magic.address import is_loopback
from altindex_magic.config import keeping
from altindex_magic.config.imports.clean import cleaned, files
from altindex_magic.config.imports.gather import Found, gather
from altindex_magic.config.sections import project_file
from altindex_magic.errors.credential import NoPrompt, UnusableSecret
from altindex_magic.errors.files import NotConfirmed
from altindex_magic.event import Event, Finding, Findings, Notice
from altindex_magic.gateway.readers import READER
from altindex_magic.model import SECRET_AS_USER, Credential, Index, Layer, Scope
from altindex_magic.secret import Secret
from altindex_magic.service.environment import refresh

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from altindex_magic import request
    from altindex_magic.service.session import Session

_SHORTEST_TOKEN: Final = 16


@dataclass(slots=True)
class _Kept:
    """The secrets that were taken over, and where they are now."""

    credentials: list[Credential] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)

    def take(self, session: Session, index: Index, credential: Credential, *, clean: bool) -> None:
        """Keep one secret; what is to be taken out of a file has to be in the keyring."""
        try:
            kept = session.credentials.keep(index, credential.username, credential.secret, "keyring" if clean else None)
        except UnusableSecret as problem:
            self.warnings.append(f"{problem.what} {problem.why or ''}")
            return
        self.credentials.append(credential)
        self.places.add(kept.place)
        if kept.note and kept.note not in self.warnings:
            self.warnings.append(kept.note)


def import_settings(session: Session, wanted: request.ImportSettings) -> Iterator[Event]:
    """Show what there is, ask, define what is not known yet, and move secrets to the keyring."""
    around = session.surroundings()
    gathered = gather(around, defaults.is_public)
    found = [_resolved(session, each) for each in gathered.found if not _is_gateway(each)]
    known = _known(session)
    yield Findings(tuple(_finding(each, known.get(each.index.url)) for each in found), tuple(gathered.problems))
    if not found:
        return
    if wanted.dry_run or not (wanted.yes or _agreed(session, found)):
        yield Notice("Nothing was changed.")
        return
    kept = _keep_all(session, found, clean=wanted.clean)
    to_clean = files(around) if wanted.clean else []
    with session.backups.recording("import", [_store_file(session, wanted.scope), *to_clean]):
        added = _add_all(session, found, known, wanted.scope)
        changed = [path for path in to_clean if _clean(path, kept.credentials)]
    refresh(session)
    yield from _told(added, kept, changed, clean=wanted.clean)


def _is_gateway(found: Found) -> bool:
    """Tell whether an address is the gateway's that ``use`` has put around this process, and that ends with it."""
    login = found.credential
    return login is not None and login.username.startswith(READER) and is_loopback(found.index.url)


def _resolved(session: Session, found: Found) -> Found:
    """Make sense of ``user@host``: a user whose secret the keyring has, or a token alone."""
    lone = found.credential
    if lone is None or lone.secret:
        return found
    kept = session.credentials.find(replace(found.index, username=lone.username))
    is_user = kept is not None and kept.username == lone.username  # a token alone is found as what it is
    if is_user or not _looks_like_token(lone.username):
        return replace(found, credential=None, index=replace(found.index, username=lone.username))
    token = Credential(SECRET_AS_USER, Secret(lone.username), lone.source)
    return replace(found, credential=token, index=replace(found.index, username=SECRET_AS_USER))


def _looks_like_token(user: str) -> bool:
    """Tell a token from the name of a person or robot: it is long, has digits, and none of their signs."""
    return len(user) >= _SHORTEST_TOKEN and any(map(str.isdigit, user)) and user.replace("_", "").isalnum()


def _known(session: Session) -> dict[str, str]:
    """Give the names of the indexes that are defined in files of ours, by each of their addresses."""
    own = [index for index in session.store.indexes() if not index.source.startswith("[tool.uv]")]
    uploads = {index.publish_url: index.name for index in own if index.publish_url}
    return uploads | {index.url: index.name for index in own}


def _finding(found: Found, known_as: str | None) -> Finding:
    return Finding(found.index, bool(found.credential and found.credential.secret), found.sources, known_as)


def _agreed(session: Session, found: list[Found]) -> bool:
    """Ask.

    Raises:
        NotConfirmed: nobody is here to answer.

    """
    secrets = sum(1 for each in found for login in (each.credential, each.upload) if login)
    question = f"Take over {_counted(len(found), 'index', 'indexes')} and {_counted(secrets, 'secret')}? [y/N] "
    try:
        return session.world.ask_line("import", question).strip().lower() in {"y", "yes"}
    except NoPrompt as problem:
        raise NotConfirmed from problem


def _keep_all(session: Session, found: list[Found], *, clean: bool) -> _Kept:
    kept = _Kept()
    for each in found:
        if each.credential and each.credential.secret:
            kept.take(session, each.index, each.credential, clean=clean)
        if each.upload and each.upload.secret and each.index.publish_url:
            kept.take(session, replace(each.index, url=each.index.publish_url), each.upload, clean=clean)
    return kept


def _store_file(session: Session, scope: Scope) -> Path:
    """Give the file that the definitions go to."""
    places = session.world.places
    if scope is Scope.PROJECT and session.world.project_dir:
        return project_file(session.world.project_dir)
    return places.site_file if scope is Scope.SITE else places.indexes_file


def _add_all(session: Session, found: list[Found], known: dict[str, str], scope: Scope) -> list[Found]:
    """Define what is not known yet, and give it with the names, which are free ones, that it has now."""
    added: list[Found] = []
    for each in found:
        if each.index.url in known:
            continue
        taken = {*known.values(), *(other.index.name for other in added)}
        candidates = (each.index.name if number == 1 else f"{each.index.name}-{number}" for number in count(1))
        name = next(candidate for candidate in candidates if candidate not in taken)
        index = replace(each.index, name=name, layer=Layer(scope.value))
        session.store.add(index, scope, replace=True)
        added.append(replace(each, index=index))
    return added


def _clean(path: Path, credentials: list[Credential]) -> bool:
    """Take the secrets out of one file, and tell whether it had any."""
    before = keeping.read(path)
    after = cleaned(path, before, credentials)
    if after == before:
        return False
    keeping.write(path, after, shared=True)
    return True


def _told(added: list[Found], kept: _Kept, changed: list[Path], *, clean: bool) -> Iterator[Event]:
    """Say what became of it."""
    yield from (Notice(warning, "warning") for warning in kept.warnings)
    for each in added:
        if each.guessed:
            yield Notice(
                f"Only the upload address of {each.index.name} is known; installs are taken to come from it too. "
                f"To correct it: %altindex add {each.index.name} URL --replace --publish-url {each.index.publish_url}",
                "warning",
            )
    yield from _told_of_secrets(kept, changed, clean=clean)
    names = ", ".join(each.index.name for each in added) or "nothing that was not defined already"
    yield Notice(f"Taken over: {names}.", "done")


def _told_of_secrets(kept: _Kept, changed: list[Path], *, clean: bool) -> Iterator[Event]:
    """Say where the secrets are now, and where they are still."""
    if kept.credentials:
        places = " and ".join({"keyring": "the keyring", "session": "this session"}[place] for place in kept.places)
        yield Notice(f"{_counted(len(kept.credentials), 'secret')} put into {places}.", "done")
    if changed:
        yield Notice(f"Without a secret now: {', '.join(map(str, changed))}. To take it back: %altindex undo", "done")
    variables = sorted({each.source for each in kept.credentials if each.source.startswith("$")})
    tokens = {each.source for each in kept.credentials if each.username == SECRET_AS_USER} - set(variables)
    if changed and tokens:
        yield Notice(
            f"A token stood in the user's place: {', '.join(sorted(tokens))}. No tool can ask a keyring for it, and "
            "outside of notebooks the login is missing now. To write it: %altindex export netrc NAME --with-secret, "
            "and for twine %altindex export pypirc NAME --with-secret",
            "warning",
        )
    if clean and variables:
        yield Notice(f"Variables keep their secrets where they are set: {', '.join(variables)}", "warning")
    elif kept.credentials and not clean:
        yield Notice("The secrets are still where they were found. To take them out: %altindex import --clean")


def _counted(number: int, one: str, many: str = "") -> str:
    """Count things: ``1 secret``, ``2 secrets``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
