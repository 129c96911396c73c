"""Requests that put indexes to use in this kernel, and take them out again."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from altindex_magic import defaults, environment, request
from altindex_magic.address import is_loopback
from altindex_magic.errors.credential import NoPrompt
from altindex_magic.errors.publish import NoPublishUrl
from altindex_magic.errors.trust import InsecureIndex
from altindex_magic.errors.usage import BadUsage
from altindex_magic.event import Event, Health, Notice, Used
from altindex_magic.service import inheritance, redefined
from altindex_magic.service.session import InUse, Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic.model import Index, RouteSet

_IN_USE_AROUND: Final = (
    "Nothing was put to use here: what is in use ends with the shell or kernel in which this was started."
)


def use(session: Session, wanted: request.Use) -> Iterator[Event]:
    """Make indexes the active set, proven by one real request each before anything changes."""
    names = tuple(dict.fromkeys(wanted.names)) or _picked(session)
    routes = session.routes_for(names, only=wanted.only, strict=wanted.strict)
    check_transport(routes)
    redefined.check_names(session, names, routes)
    found = session.discovered()
    chosen = [index for index in routes.all_active if index.name in names]
    target = _upload_index(chosen) if wanted.uploads else None
    if wanted.uploads and target is None:
        raise NoPublishUrl(chosen[0].name)
    proofs = session.gateway.call(session.gateway.inquiry.health(chosen))
    for proof in proofs:
        if proof.error:
            raise proof.error
    point_to(session, InUse(names, wanted.only, wanted.uploads, routes), target)
    yield from (Notice(problem.what, "warning") for problem in found.problems)
    yield from (Notice(text, "warning") for text in redefined.default_of_project(routes))
    yield from (Notice(_unlisted(proof), "warning") for proof in proofs if _is_unproven(proof, routes))
    yield from (Notice(text, "warning") for text in _undated(proofs, routes))
    around = () if routes.strict else found.around
    overridden = tuple(setting for setting in found.settings if setting not in around)
    yield Used(proofs, routes.default.name if routes.default else None, overridden, around)


def check_transport(routes: RouteSet) -> None:
    """Refuse an index without TLS under strict, whatever its own settings allow.

    Raises:
        InsecureIndex: there is one.

    """
    for index in routes.all_active if routes.strict else ():
        if index.url.startswith("http:") and not is_loopback(index.url):
            raise InsecureIndex(index.name, index.url)


def point_to(session: Session, coming: InUse, target: Index | None) -> None:
    """Point the environment to the gateway's address for a set; the earlier set is put back first."""
    gateway = session.gateway
    address = gateway.serve(coming.routes)
    if session.in_use:
        session.in_use.saved.restore(session.world.environ)
        gateway.revoke_uploads()
    uploads = gateway.upload_target(coming.routes, target) if target else None
    strict = coming.routes.strict
    wanted = environment.Wanted(coming.names, coming.only, strict)
    changes = {
        **environment.kernel_environment(address, session.world.environ, uploads, strict=strict),
        environment.USE_VARIABLE: wanted.words,
    }
    session.ledger.installs.meet(sys.prefix)
    session.in_use = replace(coming, saved=environment.apply(changes, session.world.environ))
    inheritance.settle(session)


def refresh(session: Session, renamed: tuple[str, str] | None = None) -> None:
    """Bring the set in use up to date after definitions have changed; a removed index leaves it."""
    current = session.in_use
    if current is None:
        return
    known = session.known().keys()
    names = tuple(renamed[1] if renamed and name == renamed[0] else name for name in current.names)
    if current.routes.unusable and not _is_mended(session, names):
        point_to(session, current, None)
        return
    names = tuple(name for name in names if name in known)
    routes = session.routes_for(names, only=current.only, strict=current.routes.strict)
    try:
        check_transport(routes)
    except InsecureIndex as problem:
        routes = replace(routes, unusable=problem.what)
    chosen = [index for index in routes.all_active if index.name in names]
    target = _upload_index(chosen) if current.uploads else None
    point_to(session, replace(current, names=names, routes=routes), target)


def _is_mended(session: Session, names: tuple[str, ...]) -> bool:
    """Tell whether a set that could not be made has all its indexes now, by the word of the server itself."""
    return session.world.hosting is not None and bool(names) and session.known().keys() >= set(names)


def _picked(session: Session) -> tuple[str, ...]:
    """Offer a picker when no name was given."""
    names = [index.name for index in session.store.indexes()]
    menu = "  ".join(f"{number} {name}" for number, name in enumerate(names, 1))
    try:
        answer = session.world.ask_line(names[0], f"Which index? {menu}: ").strip()
    except NoPrompt as problem:
        raise BadUsage("it lacks NAME, and nobody is here to choose one", "%altindex use NAME …") from problem
    if answer.isdecimal() and 0 < int(answer) <= len(names):
        return (names[int(answer) - 1],)
    if not answer:
        raise BadUsage("no index was chosen", "%altindex use NAME …")
    return tuple(answer.split())


def _upload_index(chosen: list[Index]) -> Index | None:
    """Find the first of the indexes that takes uploads; a public one only if it alone was named."""
    named_alone = len(chosen) == 1
    return next(
        (index for index in chosen if index.publish_url and (named_alone or not defaults.is_public_index(index))), None
    )


def _is_unproven(proof: Health, routes: RouteSet) -> bool:
    return proof.mode == "probed" and routes.default is not None


def _undated(proofs: tuple[Health, ...], routes: RouteSet) -> Iterator[str]:
    """Say of which indexes the cooldown cannot be kept, as far as their form tells: HTML and folders have no times."""
    for proof in proofs:
        index = routes.find(proof.index)
        if index and index.cooldown and proof.protocol and not proof.protocol.startswith("JSON"):
            yield (
                f"{index.name} gives no upload times, so its cooldown of {index.cooldown} cannot be kept: whatever is "
                f"not excepted from it is refused."
            )


def _unlisted(proof: Health) -> str:
    return (
        f"{proof.index} gives no list of its projects, so it must be asked for every name, and nothing else installs "
        f"while it is down. Say which names it owns: %altindex add {proof.index} … --replace --packages 'acme-*'"
    )


def off(session: Session, _wanted: request.Off) -> Iterator[Event]:
    """Restore the environment exactly as it was."""
    if session.in_use is None:
        joined = environment.use_around(session.world.environ)
        yield Notice(_IN_USE_AROUND if joined else "Nothing was in use.")
        return
    kept = session.in_use.saved.restore(session.world.environ)
    session.in_use = None
    inheritance.settle(session)
    if session.running_gateway:
        session.running_gateway.revoke_uploads()
    if kept:
        yield Notice(f"Changed meanwhile, and left as you set it: {', '.join(kept)}", "warning")
    yield Notice("The environment is as it was before.", "done")
