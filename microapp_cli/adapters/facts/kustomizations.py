"""What a kustomization brings together: files, patches and settings, followed from file to file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from microapp_cli.adapters.facts.yaml_documents import documents
from microapp_cli.core.plain_data import pointer

KIND = "Kustomization"
NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
ELSEWHERE = re.compile(r".*(://|\?ref=|^git@|^(github|gitlab|bitbucket)\.[a-z]+/)", re.IGNORECASE)
SETTING = re.compile(r"\s*([^=\s#][^=\s]*)\s*(?:=(.*))?")

Entry = dict[str, Any]
Problem = dict[str, Any]


class Kustomizations:
    """The objects of a repository with what each kustomization makes of them."""

    def __init__(self, objects: Iterable[Entry], files: Mapping[str, bytes]) -> None:
        self._files = files
        self.problems: list[Problem] = []
        self.entries: list[Entry] = list(objects)
        self._own = {e["path"]: e for e in self.entries if e["object"].get("kind") == KIND}
        brought: set[str] = set()
        for path, entry in self._own.items():
            entry["settings"] = list(self._settings(entry))
            entry["patches"] = list(self._patches(entry))
            entry["brings"] = sorted(self._brings(path, {path}))
            brought |= set(entry["brings"])
        for path, entry in self._own.items():
            entry["is_top"] = path not in brought

    def _brings(self, path: str, seen: set[str]) -> Iterator[str]:
        entry = self._own[path]
        for index, name in enumerate(_texts(entry["object"].get("resources"))):
            target = self._target(path, name)
            if target is None:
                self._report(entry, f"/resources/{index}", _why_not(name))
            elif target not in seen:
                seen.add(target)
                yield target
                if target in self._own:
                    yield from self._brings(target, seen)

    def _target(self, path: str, name: str) -> str | None:
        """The file that a resource means: itself, or the kustomization of a folder."""
        place = _joined(path, name)
        candidates = [place, *(f"{place}/{own}".removeprefix("./") for own in NAMES)]
        if ELSEWHERE.match(name):
            return None
        return next((found for found in candidates if found in self._files), None)

    def _patches(self, entry: Entry) -> Iterator[Entry]:
        given = entry["object"].get("patches")
        for index, patch in enumerate(given if isinstance(given, list) else []):
            if not isinstance(patch, dict):
                continue
            at = f"/patches/{index}"
            line = _line(entry, f"{at}/patch")
            operations: list[Any] = []
            if isinstance(patch.get("patch"), str):
                operations = self._inline(entry, patch["patch"], line)
            elif isinstance(patch.get("path"), str):
                operations = self._of_file(entry, patch["path"], f"{at}/path")
            target = patch.get("target")
            yield {
                "line": _line(entry, at),
                "target": target if isinstance(target, dict) else {},
                "operations": operations,
            }

    def _inline(self, entry: Entry, text: str, line: int) -> list[Any]:
        found, problems = documents(text.encode("utf-8", "replace"))
        for problem in problems:
            self._problem(entry["path"], line + problem.line, f"The patch {problem.message}")
        operations: list[Any] = []
        for document in found:
            lines = {at: number + line for at, number in document.lines.items()}
            if isinstance(document.data, list):
                operations += _operations(document.data, lines)
            elif isinstance(document.data, dict):
                self._add_patch(entry["path"], document.data, lines)
        return operations

    def _of_file(self, entry: Entry, name: str, at: str) -> list[Any]:
        place = _joined(entry["path"], name)
        if place not in self._files:
            self._report(entry, at, _why_not(name))
            return []
        operations: list[Any] = []
        for document in documents(self._files[place])[0]:
            if isinstance(document.data, list):
                operations += _operations(document.data, document.lines)
        return operations

    def _add_patch(self, path: str, data: Entry, lines: dict[str, int]) -> None:
        self.entries.append(
            {
                "path": path,
                "line": lines.get("", 1),
                "object": data,
                "lines": lines,
                "is_patch": True,
            }
        )

    def _settings(self, entry: Entry) -> Iterator[Entry]:
        given = entry["object"].get("configMapGenerator")
        for index, generator in enumerate(given if isinstance(given, list) else []):
            if not isinstance(generator, dict):
                continue
            at = f"/configMapGenerator/{index}"
            for number, literal in enumerate(_texts(generator.get("literals"))):
                line = _line(entry, f"{at}/literals/{number}")
                yield _setting(literal, entry["path"], line)
            for number, name in enumerate(_texts(generator.get("envs"))):
                place = _joined(entry["path"], name)
                if place in self._files:
                    yield from _variables(place, self._files[place])
                else:
                    self._report(entry, f"{at}/envs/{number}", _why_not(name))

    def _report(self, entry: Entry, at: str, message: str) -> None:
        self._problem(entry["path"], _line(entry, at), message)

    def _problem(self, path: str, line: int, message: str) -> None:
        problem = {"path": path, "line": line, "message": message}
        if problem not in self.problems:
            self.problems.append(problem)


def patch_files(objects: Iterable[Entry]) -> set[str]:
    """The files that kustomizations name as patches: their objects need not be whole."""
    found = set()
    for entry in objects:
        given = entry["object"].get("patches") if entry["object"].get("kind") == KIND else None
        for patch in given if isinstance(given, list) else []:
            if isinstance(patch, dict) and isinstance(patch.get("path"), str):
                found.add(_joined(entry["path"], patch["path"]))
    return found


def _operations(data: list[Any], lines: Mapping[str, int]) -> list[Entry]:
    return [
        {
            "op": str(operation.get("op")),
            "path": str(operation.get("path")),
            "value": operation.get("value"),
            "line": lines.get(pointer("", index), 1),
        }
        for index, operation in enumerate(data)
        if isinstance(operation, dict)
    ]


def _variables(path: str, content: bytes) -> Iterator[Entry]:
    text = content.decode("utf-8-sig", "replace")
    for number, line in enumerate(text.splitlines(), start=1):
        if SETTING.fullmatch(line):
            yield _setting(line, path, number)


def _setting(text: str, path: str, line: int) -> Entry:
    found = SETTING.fullmatch(text)
    name, value = (found[1], found[2] or "") if found else (text, "")
    return {"name": name, "value": value.strip(), "path": path, "line": line}


def _joined(path: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _line(entry: Entry, at: str) -> int:
    """The line of what a pointer names, or of the nearest thing around it."""
    lines: dict[str, int] = entry["lines"]
    while at and at not in lines:
        at = at.rpartition("/")[0]
    return lines.get(at, int(entry["line"]))


def _why_not(name: str) -> str:
    if ELSEWHERE.match(name):
        return f"{name[:120]} comes from elsewhere. Keep what is deployed in this repository."
    return f"{name[:120]} is not there. Add the file, or remove the line."
