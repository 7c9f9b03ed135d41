"""Facts about dependencies: what is declared, what is locked, and what pip is told to install.

dependencies {declared:     [{name, spec, line, group, kind}],
              locked:       [{name, version, line, hashes, digest, kind, url}],
              requires:     [{name, spec, group}] what the lock says that pyproject.toml declares,
              requirements: [{path, line, name, version, hashes, digest, kind, text}],
              settings:     [{path, line, key, text}] of uv that change where packages come from,
              files:        {pyproject.toml, uv.lock: bool}}
kind          registry | git | url | path, and for the app itself in the lock: self;
              of requirements also range (no exact version) and option
digest        of all hashes of a package; equal ones allow the very same files
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from microapp_cli.adapters.facts.requirement_lines import digest, name_of, requirement, requirements

PROJECT, LOCK = "pyproject.toml", "uv.lock"
REQUIREMENTS = re.compile(r"(?:[^/]+/)*requirements[^/]*\.txt")
WHERE_FROM = ("index", "index-url", "extra-index-url", "default-index", "find-links", "no-index")
HOW = ("index-strategy", "allow-insecure-host", "keyring-provider", "override-dependencies")
OWN = ("virtual", "editable", "directory")
MOST_LOCKED = 5_000
MOST_DOTS = {PROJECT: 100, LOCK: 5}
"""On a line; the lock as uv writes it has dots in strings alone, and no strings of many lines."""
STRING = re.compile(rb'"(?:[^"\\\n]++|\\.)*+"?|\'[^\'\n]*+\'?')
"""One that does not end is an error for TOML too; taken whole, no line costs its square."""
QUOTED = re.compile(r"""\"[^"\n]*\"|'[^'\n]*'""")
PACKAGE = "\n[[package]]\n"
LARGEST = {PROJECT: 256 * 2**10, LOCK: 5 * 2**20}
Fact = dict[str, Any]


def facts(files: Mapping[str, bytes]) -> dict[str, Any]:
    """What these files say about dependencies, and what of them could not be read."""
    project, project_problems = _toml(files, PROJECT)
    lock, lock_problems = _lock(files.get(LOCK))
    pinned = [
        entry
        for path, content in sorted(files.items())
        if REQUIREMENTS.fullmatch(path)
        for entry in requirements(path, content)
    ]
    return {
        "dependencies": {
            **project,
            **lock,
            "requirements": pinned,
            "files": {name: name in files for name in (PROJECT, LOCK)},
        },
        "unreadable": [*project_problems, *lock_problems],
    }


def _toml(files: Mapping[str, bytes], path: str) -> tuple[Fact, list[Fact]]:
    empty: Fact = {"declared": [], "settings": []}
    if path not in files:
        return empty, []
    data, problems = _parsed(path, files[path])
    rows = files[path].decode("utf-8", "replace").splitlines()
    if problems:
        return empty, problems
    try:
        declared = list(_declared(data, rows))
    except _Misshapen as error:
        return empty, [{"path": path, "line": 1, "message": str(error)}]
    return {"declared": declared, "settings": list(_settings(data, rows))}, []


def _parsed(path: str, content: bytes) -> tuple[Fact, list[Fact]]:
    if len(content) > LARGEST[path]:
        message = f"is larger than {LARGEST[path] // 2**10} KB, so it is not read."
        return {}, [{"path": path, "line": 1, "message": message}]
    if line := _endless_key(path, content):
        message = "holds what may be a key of very many parts, so it is not read."
        return {}, [{"path": path, "line": line, "message": message}]
    try:
        return _read_toml(content.decode("utf-8-sig")), []
    except RecursionError:
        return {}, [{"path": path, "line": 1, "message": "is nested too deep."}]
    except ValueError as error:
        place = re.search(r"at line (\d+)", str(error))
        message = f"is no TOML: {' '.join(str(error).split())[:200]}."
        return {}, [{"path": path, "line": int(place[1]) if place else 1, "message": message}]


def _read_toml(text: str) -> Fact:
    """The data of a TOML text; a list of packages is read package by package, each one once.

    Two apps share nearly all of their packages. Each part must stand on its own, or all is read
    at once, and says what is wrong.
    """
    head, *parts = text.split(PACKAGE)
    try:
        packages = [_package(part) for part in parts]
        data = tomllib.loads(head) if all(packages) else {"package": None}
    except ValueError:
        return tomllib.loads(text)
    if "package" in data:
        return tomllib.loads(text)
    return {**data, "package": packages} if packages else data


@lru_cache(maxsize=128)
def _package(text: str) -> Fact:
    """One package of a lock, or nothing where the text holds more than that."""
    data = tomllib.loads(f"{PACKAGE.lstrip()}{text}")
    alone = list(data) == ["package"] and len(data["package"]) == 1
    return cast(Fact, data["package"][0]) if alone else {}


def _endless_key(path: str, content: bytes) -> int:
    """The line that may hold a key of so many parts that tomllib needs their square in memory."""
    if path == LOCK:
        content = b"." * 99 if b'"""' in content or b"'''" in content else content
        content = STRING.sub(b"", content)
    most = MOST_DOTS[path]
    rows = content.split(b"\n") if content.count(b".") > most else []
    return next((at for at, row in enumerate(rows, 1) if row.count(b".") > most), 0)


class _Misshapen(Exception):
    """A part is there in another form than the format has."""


def _declared(data: Mapping[str, Any], rows: list[str]) -> Iterator[Fact]:
    project = _table(data, "project")
    sources = _table(_table(_table(data, "tool"), "uv"), "sources")
    lines = _quoted(rows)
    groups = {
        "": _list(project, "dependencies"),
        **_lists(project, "optional-dependencies", "extra:"),
        **_lists(data, "dependency-groups", ""),
        **({"build": _list(_table(data, "build-system"), "requires")}),
    }
    for group, stated in groups.items():
        for entry in stated:
            if isinstance(entry, str):
                found = requirement(entry)
                origin = _origin(sources.get(found["name"], sources.get(_raw(entry))))
                line = lines.get(entry, 1)
                yield {**found, "kind": origin or found["kind"], "group": group, "line": line}


def _raw(entry: str) -> str:
    return re.split(r"[^\w.-]", entry.strip(), maxsplit=1)[0]


def _origin(source: object) -> str:
    """Where uv takes a package from when it is told so; an index is judged by its own line."""
    stated = source if isinstance(source, list) else [source]
    for one in stated:
        for key, kind in (("git", "git"), ("url", "url"), ("path", "path"), ("workspace", "path")):
            if isinstance(one, Mapping) and key in one:
                return kind
    return ""


def _settings(data: Mapping[str, Any], rows: list[str]) -> Iterator[Fact]:
    tool = _table(_table(data, "tool"), "uv")
    for holder in (tool, tool.get("pip") if isinstance(tool.get("pip"), Mapping) else {}):
        for key in (*WHERE_FROM, *HOW):
            if holder and key in holder:
                text = str(holder[key])[:200]
                yield {"path": PROJECT, "line": _line_of_key(rows, key), "key": key, "text": text}


def _lock(content: bytes | None) -> tuple[Fact, list[Fact]]:
    return _read_lock(content) if content is not None else ({"locked": [], "requires": []}, [])


@lru_cache(maxsize=4)
def _read_lock(content: bytes) -> tuple[Fact, list[Fact]]:
    """Remembered, for a thousand apps of one blueprint have the very same lock."""
    empty: Fact = {"locked": [], "requires": []}
    data, problems = _parsed(LOCK, content)
    if problems:
        return empty, problems
    try:
        packages = _list(data, "package")
        lines = _package_lines(content)
        if len(packages) > MOST_LOCKED or len(lines) != len(packages):
            raise _Misshapen("is not as uv writes it. Make it anew with: uv lock")
        found = [_locked(one, line) for one, line in zip(packages, lines, strict=True)]
        requires = [part for one in packages for part in _requires(one)]
    except _Misshapen as error:
        return empty, [{"path": LOCK, "line": 1, "message": str(error)}]
    return {"locked": found, "requires": requires}, []


def _package_lines(content: bytes) -> list[int]:
    rows = content.split(b"\n")
    return [number for number, row in enumerate(rows, 1) if row.strip() == b"[[package]]"]


def _locked(package: object, line: int) -> Fact:
    if not isinstance(package, Mapping) or not isinstance(package.get("name"), str):
        raise _Misshapen("holds a package without a name. Make it anew with: uv lock")
    files = [package.get("sdist"), *_list(package, "wheels")]
    listed = [part for part in files if isinstance(part, Mapping)]
    hashes = [str(part["hash"]) for part in listed if part.get("hash")]
    kind, url = _source(package.get("source"))
    return {
        "name": name_of(package["name"]),
        "version": str(package.get("version", "")),
        "line": line,
        "hashes": len(hashes) if len(hashes) == len(listed) else 0,
        "digest": digest(hashes),
        "kind": kind,
        "url": url,
    }


def _source(source: object) -> tuple[str, str]:
    stated = source if isinstance(source, Mapping) else {}
    for key in ("registry", "git", "url", "path", *OWN):
        if key in stated:
            own = key in OWN and stated[key] == "."
            kind = "self" if own else "path" if key in OWN else key
            return kind, str(stated[key])[:300]
    return "url", ""


def _requires(package: Mapping[str, Any]) -> Iterator[Fact]:
    """What the lock remembers of pyproject.toml; only the app itself has it."""
    if _source(package.get("source"))[0] != "self":
        return
    metadata = _table(package, "metadata")
    groups = {"": _list(metadata, "requires-dist"), **_lists(metadata, "requires-dev", "")}
    for group, stated in groups.items():
        for entry in stated:
            if isinstance(entry, Mapping) and "name" in entry:
                spec = requirement(f"x{entry.get('specifier', '')}")["spec"]
                extra = re.search(r"extra == '([^']*)'", str(entry.get("marker", "")))
                where = f"extra:{extra[1]}" if extra and not group else group
                yield {"name": name_of(str(entry["name"])), "spec": spec, "group": where}


def _table(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = holder.get(key, {})
    if not isinstance(value, Mapping):
        raise _Misshapen(f"has a {key} that is no table.")
    return value


def _list(holder: Mapping[str, Any], key: str) -> list[Any]:
    value = holder.get(key, [])
    if not isinstance(value, list):
        raise _Misshapen(f"has a {key} that is no list.")
    return value


def _lists(holder: Mapping[str, Any], key: str, prefix: str) -> dict[str, list[Any]]:
    table = _table(holder, key)
    return {f"{prefix}{name}": _list(table, name) for name in table}


def _quoted(rows: list[str]) -> dict[str, int]:
    """Every text that stands in quotes with its line; the first one where it stands twice."""
    found: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        for text in QUOTED.findall(row):
            found.setdefault(text[1:-1], number)
    return found


def _line_of_key(rows: list[str], key: str) -> int:
    pattern = re.compile(rf"\s*(?:\[+[\w.\"-]*)?\b{re.escape(key)}\b")
    return next((at for at, row in enumerate(rows, 1) if pattern.match(row)), 1)
