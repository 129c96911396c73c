"""A folder of distributions, and the pages of the simple API that describe it (PEP 503, PEP 691)."""

from __future__ import annotations

import hashlib
import html
import json
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Repository:
    """The distributions in *folder*, read anew for every page, with what else is known of them."""

    folder: Path
    files_url: str = "../../files/"
    """Where the links of a project's page lead."""
    file_facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By file name: keys of PEP 691 that replace or extend those read from the file; ``None`` leaves one out."""
    project_facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By normalised project name: keys of PEP 691 that replace or extend those of the page."""

    def projects(self) -> dict[str, list[Path]]:
        """Give the files of each normalised project name."""
        found: dict[str, list[Path]] = {}
        for path in sorted(self.folder.iterdir()):
            if path.name.endswith((".whl", ".tar.gz")):
                found.setdefault(project_of(path.name), []).append(path)
        return found

    def describe(self, path: Path) -> dict[str, Any]:
        """Give everything that PEP 691, 700 and 714 say about a file."""
        facts: dict[str, Any] = {
            "filename": path.name,
            "url": self.files_url + path.name,
            "hashes": {"sha256": _sha256(path.read_bytes())},
            "size": path.stat().st_size,
            "upload-time": datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "yanked": False,
        }
        if path.suffix == ".whl":
            facts["core-metadata"] = {"sha256": _sha256(core_metadata(path))}
        told = facts | self.file_facts.get(path.name, {})
        return {key: value for key, value in told.items() if value is not None}

    def json_list(self) -> bytes:
        projects = [{"name": name} for name in self.projects()]
        return json.dumps({"meta": {"api-version": "1.4"}, "projects": projects}).encode()

    def json_project(self, name: str) -> bytes:
        paths = self.projects()[name]
        page = {
            "meta": {"api-version": "1.4"},
            "name": name,
            "versions": sorted({version_of(path.name) for path in paths}),
            "files": [self.describe(path) for path in paths],
        }
        return json.dumps(page | self.project_facts.get(name, {})).encode()

    def html_list(self) -> bytes:
        return _html([f'<a href="{name}/">{name}</a>' for name in self.projects()])

    def html_project(self, name: str) -> bytes:
        return _html([_anchor(self.describe(path)) for path in self.projects()[name]])


def project_of(filename: str) -> str:
    """Read the normalised project name from the name of a wheel or sdist, or of its metadata."""
    filename = filename.removesuffix(".metadata")
    if filename.endswith(".whl"):
        return parse_wheel_filename(filename)[0]
    return canonicalize_name(parse_sdist_filename(filename)[0])


def version_of(filename: str) -> str:
    if filename.endswith(".whl"):
        return str(parse_wheel_filename(filename)[1])
    return str(parse_sdist_filename(filename)[1])


def core_metadata(wheel: Path) -> bytes:
    """Read the METADATA file of a wheel, the one that PEP 658 serves beside it."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return archive.read(name)


def _anchor(facts: dict[str, Any]) -> str:
    attributes = {"href": f"{facts['url']}#sha256={facts['hashes']['sha256']}"}
    if "requires-python" in facts:
        attributes["data-requires-python"] = facts["requires-python"]
    if "core-metadata" in facts:
        attributes["data-core-metadata"] = f"sha256={facts['core-metadata']['sha256']}"
    if facts["yanked"] is not False:
        attributes["data-yanked"] = "" if facts["yanked"] is True else facts["yanked"]
    text = " ".join(f'{name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<a {text}>{facts['filename']}</a>"


def _html(lines: list[str]) -> bytes:
    head = '<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.4"></head><body>'
    return "\n".join([head, *(f"{line}<br>" for line in lines), "</body></html>"]).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
