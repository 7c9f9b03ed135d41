"""Reads what Python packages are asked for: one requirement, or a file of them for pip."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)")
EXACT = re.compile(r"===?([^,*\s]+)")
HASH = re.compile(r"--hash[= ](\S+)")
COMMENT = re.compile(r"(^|\s)#.*")
LONGEST = 2_000
Fact = dict[str, Any]


def name_of(text: str) -> str:
    """A package's name as all indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", text).lower()


def digest(hashes: Iterable[str]) -> str:
    """One hash of all hashes, whatever their order."""
    return hashlib.sha256("\n".join(sorted(set(hashes))).encode()).hexdigest()


def requirement(text: str) -> Fact:
    """The name, the versions in one order, and the kind of a requirement (PEP 508)."""
    plain = text[:LONGEST].partition(";")[0].strip()
    match = NAME.fullmatch(plain)
    name, rest = (name_of(match[1]), match[2].strip()) if match else ("", plain)
    if rest.startswith("@"):
        return {"name": name, "spec": rest, "kind": _kind(rest[1:].strip())}
    if not match or _is_place(plain):
        return {"name": "", "spec": plain, "kind": _kind(plain)}
    parts = (re.sub(r"\s+", "", part) for part in rest.strip("()").split(","))
    return {"name": name, "spec": ",".join(sorted(filter(None, parts))), "kind": "registry"}


@lru_cache(maxsize=32)
def requirements(path: str, content: bytes) -> tuple[Fact, ...]:
    """Every entry of a file for pip: pins, ranges, addresses and options; remembered by content."""
    return tuple(_requirements(path, content))


def _requirements(path: str, content: bytes) -> Iterator[Fact]:
    for line, text in _logical(content.decode("utf-8-sig", "replace")):
        hashes = HASH.findall(text)
        stated = text.partition(" --hash")[0].strip()
        yield {
            "path": path,
            "line": line,
            **_entry(stated),
            "hashes": len(hashes),
            "digest": digest(hashes),
            "text": stated[:200],
        }


def _entry(stated: str) -> Fact:
    if stated.startswith("-"):
        is_place = stated.startswith(("-e", "--editable"))
        return {"name": "", "version": "", "kind": "path" if is_place else "option"}
    found = requirement(stated)
    exact = EXACT.fullmatch(found["spec"])
    kind = "range" if found["kind"] == "registry" and not exact else found["kind"]
    return {"name": found["name"], "version": exact[1] if exact else "", "kind": kind}


def _kind(place: str) -> str:
    if place.startswith(("git+", "git@", "git:", "hg+", "svn+", "bzr+")):
        return "git"
    return "url" if "://" in place and not place.startswith("file:") else "path"


def _is_place(plain: str) -> bool:
    return "://" in plain or plain.startswith((".", "/")) or plain.endswith((".whl", ".tar.gz"))


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those that continue them, comments left out."""
    held: list[str] = []
    start = 0
    for number, row in enumerate(text.splitlines(), 1):
        plain = COMMENT.sub("", row).rstrip() if "#" in row else row.rstrip()
        start = start if held else number
        is_continued = plain.endswith("\\")
        held.append(plain[:-1] if is_continued else plain)
        if not is_continued:
            yield from _said(start, held)
            held = []
    yield from _said(start, held)


def _said(line: int, rows: list[str]) -> Iterator[tuple[int, str]]:
    said = " ".join(" ".join(rows).split())
    if said:
        yield line, said
