"""The software that an app is made of: CycloneDX 1.6, from the lock of its repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from microapp_cli.core.catalog.app import App

Json = dict[str, Any]
OWN = ("virtual", "editable")
"""How a lock says that a package is the app itself, if it lies at `.`."""
ALGORITHMS = {"sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}
HEX = re.compile(r"[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}")


def of_lock(lock: Mapping[str, Any], app: App, *, at: str) -> Json:
    """The document for a parsed uv.lock; what only development needs is marked as excluded."""
    packages = [_Package(entry) for entry in _mappings(lock.get("package"))]
    own = next((package for package in packages if package.is_app), None)
    others = sorted((p for p in packages if p is not own), key=lambda package: package.ref)
    by_name: dict[str, list[_Package]] = {}
    for package in others:
        by_name.setdefault(package.name, []).append(package)
    runs = _reached(own.dependencies if own else (), by_name)
    root = _root(app)
    graph = [
        _node(root["bom-ref"], own.dependencies if own else (), by_name),
        *(_node(package.ref, package.dependencies, by_name) for package in others),
    ]
    return {
        **_heading(app, root, at),
        "components": [_component(package, package.ref in runs) for package in others],
        "dependencies": graph,
    }


def of_pins(pins: Iterable[tuple[str, str]], app: App, *, at: str) -> Json:
    """The document for the names and versions of a requirements.txt, which tells no more."""
    root = _root(app)
    found = sorted({(_plain(name), version) for name, version in pins if name and version})
    packages = [_Package({"name": name, "version": version}) for name, version in found]
    return {
        **_heading(app, root, at),
        "components": [_component(package, runs=True) for package in packages],
        "dependencies": [{"ref": root["bom-ref"], "dependsOn": [p.ref for p in packages]}],
    }


class _Package:
    """One package of a lock."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        source = entry.get("source")
        self.source: Mapping[str, Any] = source if isinstance(source, Mapping) else {}
        self.name = _plain(str(entry.get("name") or ""))
        self.version = str(entry.get("version") or "")
        self.is_app = any(self.source.get(key) == "." for key in OWN)
        self.dependencies = tuple(_mappings(entry.get("dependencies")))
        extras = entry.get("optional-dependencies")
        for more in extras.values() if isinstance(extras, Mapping) else ():
            self.dependencies += tuple(_mappings(more))
        self.files = [*_mappings([entry.get("sdist")]), *_mappings(entry.get("wheels"))]

    @property
    def ref(self) -> str:
        """Its package URL, by which the document names it."""
        version = f"@{quote(self.version, safe='')}" if self.version else ""
        where = self.source.get("git") or self.source.get("url")
        kind = "vcs_url=git%2B" if "git" in self.source else "download_url="
        origin = f"?{kind}{quote(str(where), safe='')}" if where else ""
        return f"pkg:pypi/{quote(self.name, safe='')}{version}{origin}"


def _heading(app: App, root: Json, at: str) -> Json:
    text = f"{app.name} {app.content} {at}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, text)}",
        "version": 1,
        "metadata": {
            "timestamp": at,
            "tools": {"components": [{"type": "application", "name": "microapp"}]},
            "component": root,
        },
    }


def _root(app: App) -> Json:
    root = {"type": "application", "bom-ref": f"app:{app.name}", "name": app.name}
    hashes = [{"alg": "SHA-256", "content": app.content}] if app.content else []
    return {
        **root,
        "description": app.purpose,
        **({"version": app.commit} if app.commit else {}),
        **({"hashes": hashes} if hashes else {}),
    }


def _component(package: _Package, runs: bool) -> Json:
    files = [found for found in map(_file, package.files) if found]
    return {
        "type": "library",
        "bom-ref": package.ref,
        "name": package.name,
        **({"version": package.version} if package.version else {}),
        "scope": "required" if runs else "excluded",
        "purl": package.ref,
        **({"externalReferences": files} if files else {}),
    }


def _file(entry: Mapping[str, Any]) -> Json:
    """A file that may be installed, with the hash that it must have."""
    url = str(entry.get("url") or "")
    algorithm, _, content = str(entry.get("hash") or "").partition(":")
    if not url.startswith(("https://", "http://")) or " " in url:
        return {}
    if algorithm not in ALGORITHMS or not HEX.fullmatch(content):
        return {"type": "distribution", "url": url}
    hashes = [{"alg": ALGORITHMS[algorithm], "content": content}]
    return {"type": "distribution", "url": url, "hashes": hashes}


def _node(
    ref: str, wanted: Iterable[Mapping[str, Any]], by_name: Mapping[str, list[_Package]]
) -> Json:
    found = sorted({package.ref for package in _meant(wanted, by_name)} - {ref})
    return {"ref": ref, **({"dependsOn": found} if found else {})}


def _meant(
    wanted: Iterable[Mapping[str, Any]], by_name: Mapping[str, list[_Package]]
) -> Iterator[_Package]:
    """The packages that these dependencies name; all versions where none is named."""
    for entry in wanted:
        version = entry.get("version")
        for package in by_name.get(_plain(str(entry.get("name") or "")), ()):
            if version in (None, package.version):
                yield package


def _reached(
    wanted: Iterable[Mapping[str, Any]], by_name: Mapping[str, list[_Package]]
) -> set[str]:
    """What the app needs when it runs, through however many others."""
    seen: set[str] = set()
    left = list(_meant(wanted, by_name))
    while left:
        package = left.pop()
        if package.ref not in seen:
            seen.add(package.ref)
            left += _meant(package.dependencies, by_name)
    return seen


def _mappings(entries: object) -> Iterator[Mapping[str, Any]]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping):
            yield entry


def _plain(name: str) -> str:
    """A package's name as all indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
