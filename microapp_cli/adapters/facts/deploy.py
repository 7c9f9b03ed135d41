"""Facts of how an app is brought to people: Dockerfiles, compose files, Kubernetes objects.

dockerfiles          {path: {stages: [{name, from, is_stage, platform, line}],
                     instructions: [{stage, keyword, value, line, flags, words, pairs}]}}
                     stage -1 is before the first FROM; pairs: [{name, value}] of ENV and ARG
compose              {path: {services: {name: {line, lines, service}}}}
kubernetes           {path#Kind/name: {path, line, object, lines, is_patch}}, and a Kustomization
                     has is_top (no other one brings it), brings (paths of all that it brings),
                     patches: [{line, target, operations}], settings: [{name, value, path, line}]
kubernetes_problems  [{path, line, message}] against strict schemas, all at once
unreadable           [{path, line, message}]

A value that its name or form makes a secret reads `(hidden)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from microapp_cli.adapters.facts import dockerfiles, kubernetes_schemas
from microapp_cli.adapters.facts.hidden import without_secrets
from microapp_cli.adapters.facts.kustomizations import Kustomizations, patch_files
from microapp_cli.adapters.facts.yaml_documents import Document, Problem, documents
from microapp_cli.core.plain_data import pointer

FOLDER = "deploy/"
MANIFEST = "microapp.yaml"
COMPOSE = re.compile(r"(.*/)?(docker-)?compose([.-][\w.-]*)?\.ya?ml", re.IGNORECASE)
STRUCTURED = (".yaml", ".yml", ".json")
LARGEST = 1_000_000
MOST_PROBLEMS = 500
SIGNS = (
    re.compile(rb"^[ \t{]*\"?kind\"?[ \t]*:", re.MULTILINE),
    re.compile(rb"^[ \t{]*\"?apiVersion\"?[ \t]*:", re.MULTILINE),
)

Entry = dict[str, Any]


def facts(files: Mapping[str, bytes]) -> dict[str, Any]:
    """All that the files say of how the app is deployed."""
    unreadable: list[Entry] = []
    built = {
        path: dockerfiles.read(path, files[path])
        for path in sorted(files)
        if dockerfiles.is_one(path)
    }
    composed = {
        path: {"services": _services(_documents(path, files[path], unreadable))}
        for path in sorted(files)
        if COMPOSE.fullmatch(path)
    }
    kustomized = Kustomizations(_objects(files, unreadable), files)
    return {
        "dockerfiles": {path: found for path, (found, _) in built.items()},
        "compose": composed,
        "kubernetes": _named(kustomized.entries),
        "kubernetes_problems": [*_problems(kustomized.entries), *kustomized.problems],
        "unreadable": [*(wrong for _, found in built.values() for wrong in found), *unreadable],
    }


def _services(found: Iterable[Document]) -> Entry:
    """Every service by name; one of another form has no fields, and so no protection."""
    services: Entry = {}
    for document in found:
        given = document.data.get("services") if isinstance(document.data, dict) else None
        for name, service in (given if isinstance(given, dict) else {}).items():
            at = pointer("/services", name)
            lines = {p.removeprefix(at): n for p, n in document.lines.items() if _is_below(p, at)}
            services[name] = {
                "line": lines.get("", document.line),
                "lines": lines,
                "service": without_secrets(service) if isinstance(service, dict) else {},
            }
    return services


def _is_below(at: str, parent: str) -> bool:
    return at == parent or at.startswith(f"{parent}/")


def _objects(files: Mapping[str, bytes], unreadable: list[Entry]) -> list[Entry]:
    """Every object of every file that looks like Kubernetes, and all that lies in deploy/."""
    paths = [path for path in sorted(files) if _may_hold_objects(path, files[path])]
    found = [
        _object(path, document)
        for path in paths
        for document in _documents(path, files[path], unreadable)
        if document.data is not None
    ]
    patches = patch_files(found)
    entries = [{**entry, "is_patch": entry["path"] in patches} for entry in found]
    return [e for e in entries if not (e["is_patch"] and e["object"] == {})]


def _may_hold_objects(path: str, content: bytes) -> bool:
    if not path.endswith(STRUCTURED) or path == MANIFEST or COMPOSE.fullmatch(path):
        return False
    if path.startswith(FOLDER):
        return True
    return b"apiVersion" in content and all(sign.search(content) for sign in SIGNS)


def _object(path: str, document: Document) -> Entry:
    data = document.data if isinstance(document.data, dict) else {}
    return {"path": path, "line": document.line, "object": data, "lines": document.lines}


def _documents(path: str, content: bytes, unreadable: list[Entry]) -> Iterable[Document]:
    found: list[Document] = []
    problems = [Problem(1, f"is larger than {LARGEST} bytes and was not judged.")]
    if len(content) <= LARGEST:
        found, problems = documents(content)
    for problem in problems:
        unreadable.append({"path": path, "line": problem.line, "message": problem.message})
    return found


def _problems(entries: Iterable[Entry]) -> list[Entry]:
    return [
        {"path": entry["path"], "line": _line(entry, at), "message": message}
        for entry in entries
        for at, message in kubernetes_schemas.problems(entry["object"], is_patch=entry["is_patch"])
    ][:MOST_PROBLEMS]


def _line(entry: Entry, at: str) -> int:
    while at and at not in entry["lines"]:
        at = at.rpartition("/")[0]
    return int(entry["lines"].get(at, entry["line"]))


def _named(entries: Iterable[Entry]) -> dict[str, Entry]:
    named: dict[str, Entry] = {}
    for entry in entries:
        metadata = entry["object"].get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        key = f"{entry['path']}#{entry['object'].get('kind')}/{name}"
        while key in named:  # the same object twice in one file
            key += "+"
        named[key] = _shown(entry)
    return named


def _shown(entry: Entry) -> Entry:
    """The entry without its secrets."""
    return {
        key: without_secrets(part) if key in ("object", "patches", "settings") else part
        for key, part in entry.items()
    }
