"""Requests that show or change which indexes are known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from altindex_magic import defaults, presets, request
from altindex_magic.address import folder_of, index_url, is_loopback, local_path
from altindex_magic.errors.usage import BadUsage, InvalidName, InvalidSetting, PlainHttp, ReservedName
from altindex_magic.event import Described, Event, Notice, PresetField, PresetRow, Presets
from altindex_magic.model import INDEX_NAME, LOCAL, Index, Layer
from altindex_magic.service.environment import refresh

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from altindex_magic.service.session import Session


def list_presets(_session: Session, _request: request.ListPresets) -> Iterator[Event]:
    """Show the catalogue of providers."""
    yield Presets(
        tuple(
            PresetRow(
                name=preset.name,
                title=preset.title,
                fields=tuple(
                    PresetField(field.name, field.hint, field.placeholder, field.default) for field in preset.fields
                ),
                token=preset.token,
                warning=preset.warning or "",
                token_url=preset.token_url or "",
                username=preset.username,
                command_hint=preset.command_hint or "",
            )
            for preset in presets.catalogue().values()
        )
    )


def add(session: Session, wanted: request.Add) -> Iterator[Event]:
    """Define an index, or redefine it."""
    index = described(session, wanted)
    if wanted.dry_run:
        session.store.check(index, wanted.scope, replace=wanted.replace)
        yield Described(index)
        return
    earlier = {each.name: each for each in session.store.indexes()}.get(index.name)
    session.store.add(index, wanted.scope, replace=wanted.replace)
    refresh(session)
    yield Notice(f"{index.name} is {index.url}", "done")
    if earlier and earlier.packages and not index.packages:
        lost = " ".join(f"'{glob}'" for glob in earlier.packages)
        yield Notice(f"Any index may answer for its names now. To keep its patterns: --packages {lost}", "warning")
    if wanted.preset:
        yield from _preset_notices(wanted.preset)
    folder = folder_of(index.url)
    if folder and not folder.is_dir():
        yield Notice(f"There is no folder {folder} yet.", "warning")
    is_public = index.preset and (index.default or not index.exclusive)
    if not (folder or is_public) and session.credentials.describe(index) == "none":
        yield Notice(f"If it wants a credential: %altindex login {index.name}")
    yield Notice(f"To use it: %altindex use {index.name}")


def amend(session: Session, wanted: request.Add, changed: Collection[str]) -> Iterator[Event]:
    """Redefine an index in the fields *changed* alone: what ``add`` cannot say of it stays as it is."""
    earlier = session.store.find(wanted.name)
    asked = described(session, wanted)
    index = replace(earlier, layer=asked.layer, **{name: getattr(asked, name) for name in changed if name != "scope"})
    if not wanted.dry_run:
        session.store.add(index, wanted.scope, replace=True)
        refresh(session)
    yield Described(index)


def described(session: Session, wanted: request.Add) -> Index:
    """Make the index that *wanted* describes.

    Raises:
        AltIndexError: something about it cannot be; nothing was stored.

    """
    if not INDEX_NAME.fullmatch(wanted.name):
        raise InvalidName(wanted.name)
    if wanted.name == LOCAL:
        raise ReservedName(wanted.name)
    base = _base(session, wanted)
    index = replace(
        base,
        layer=Layer(wanted.scope.value),
        username=wanted.username if wanted.username is not None else base.username,
        publish_url=_upload_url(wanted.publish_url, wanted.name) if wanted.publish_url else base.publish_url,
        packages=wanted.packages or base.packages,
        ca_cert=_existing("ca-cert", wanted.ca_cert, wanted.name),
        client_cert=_existing("client-cert", wanted.client_cert, wanted.name),
        allow_http=wanted.allow_http,
        default=wanted.default or base.default,
        cooldown=wanted.cooldown or base.cooldown,
        cooldown_except=wanted.cooldown_except or base.cooldown_except,
    )
    for url in filter(None, (index.url, index.publish_url)):
        if url.startswith("http:") and not index.allow_http and not is_loopback(url):
            raise PlainHttp(index.name, url)
    return index


def _base(session: Session, wanted: request.Add) -> Index:
    """Begin with the URL, or with the preset and its fields, or with what is redefined as that preset made it."""
    if wanted.preset and wanted.url and wanted.replace and not wanted.fields:
        earlier = next((index for index in session.store.indexes() if index.name == wanted.name), None)
        if earlier and earlier.preset == wanted.preset:
            return replace(earlier, url=index_url(wanted.url, index=wanted.name))
    if wanted.preset:
        preset = presets.find(wanted.preset)
        filled = presets.fill(preset, wanted.name, dict(wanted.fields), defaults.addresses())
        return replace(filled, url=index_url(wanted.url, index=wanted.name)) if wanted.url else filled
    if wanted.url is None:
        raise BadUsage("`add` needs the URL of the index, or a preset", "%altindex add NAME URL | --preset P k=v …")
    url = index_url(wanted.url, index=wanted.name)
    return Index(wanted.name, url, publish_url=url if url.startswith("file:") else None)


def _upload_url(text: str, index: str) -> str:
    """Check an upload address like any other, but leave its end as typed: some servers take no final slash."""
    url = index_url(text, index=index)
    return url if text.endswith("/") else url.rstrip("/")


def _existing(key: str, path: str | None, index: str) -> Path | None:
    """Take the path of a file that is there."""
    if path is None:
        return None
    file = local_path(path).absolute()
    if not file.is_file():
        raise InvalidSetting(key, f"there is no file {file}", index=index)
    return file


def _preset_notices(name: str) -> Iterator[Event]:
    preset = presets.find(name)
    if preset.token:
        yield Notice(preset.token)
    if preset.warning:
        yield Notice(preset.warning, "warning")


def remove(session: Session, wanted: request.Remove) -> Iterator[Event]:
    """Forget an index. Its secret stays in the keyring until ``logout``."""
    index = session.store.remove(wanted.name)
    refresh(session)
    yield Notice(f"{index.name} ({index.url}) is no longer defined.", "done")


def rename(session: Session, wanted: request.Rename) -> Iterator[Event]:
    """Give an index another name; its credential stays, since it belongs to the URL."""
    index = session.store.rename(wanted.old, wanted.new)
    refresh(session, renamed=(wanted.old, wanted.new))
    yield Notice(f"{wanted.old} is now called {index.name}.", "done")
