"""Reads a Make app as Make would: which files it has, and what its expressions refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

FUNCTIONS = {"encodeURL", "base64"}
"""Of the functions that Make documents, those we use."""
ANSWER = {"body", "headers", "statusCode", "item"}
"""Variables that exist once there is an answer: in `response` and `pagination`."""
EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
WORD = re.compile(r"'[^']*'|([A-Za-z_]\w*(?:\.[\w$-]+)*)(\(?)")


def unresolved(app: Mapping[str, Any]) -> list[str]:
    """Every reference that leads to nothing Make knows, with the file it stands in."""
    components = app["makecomapp.json"]["components"]
    found: list[str] = []
    connections: dict[str, set[str]] = {}
    for name, part in components["connection"].items():
        own = _names(app[part["codeFiles"]["params"]])
        connections[name] = own
        known = {f"parameters.{one}" for one in own}
        path = part["codeFiles"]["communication"]
        found += _in_request(path, app[path], known, set())
    for part in components["module"].values():
        files = part["codeFiles"]
        fields = [f for kind in ("staticParams", "mappableParams") for f in _file(app, files, kind)]
        known = {f"parameters.{one}" for one in _names(fields)}
        known |= {f"connection.{one}" for one in connections[part["connection"]]}
        items = _names(app[files["interface"]])
        for kind in ("communication", "epoch"):
            if kind in files:
                found += _in_request(files[kind], app[files[kind]], known, items)
        found += [path for path in _without_requests(files) if "{{" in str(app[path])]
    base = app["makecomapp.json"]["generalCodeFiles"]["base"]
    common = set.intersection(*connections.values())
    found += _in_request(base, app[base], {f"connection.{one}" for one in common}, set())
    return found


def unused(app: Mapping[str, Any]) -> list[str]:
    """Every field that people fill in for nothing."""
    found = []
    for name, part in app["makecomapp.json"]["components"]["module"].items():
        files = part["codeFiles"]
        fields = [f for kind in ("staticParams", "mappableParams") for f in _file(app, files, kind)]
        text = str(app[files["communication"]])
        words = {word for _, word in _references(text)}
        found += [f"{name}: {f}" for f in _names(fields) if f"parameters.{f}" not in words]
    return found


def _in_request(
    path: str, request: Mapping[str, Any], known: set[str], items: set[str]
) -> Iterator[str]:
    for directive, value in request.items():
        answered = directive in ("response", "pagination")
        for function, word in _references(str(value)):
            root, _, rest = word.partition(".")
            fine = word in known or (function and word in FUNCTIONS)
            fine = fine or (answered and root in ANSWER - {"item"})
            fine = fine or (answered and root == "item" and (not rest or rest in items))
            if not fine:
                yield f"{path}: {word}"


def _without_requests(files: Mapping[str, str]) -> list[str]:
    """The files of a module in which nothing may be an expression."""
    return [path for kind, path in files.items() if kind not in ("communication", "epoch")]


def _references(text: str) -> Iterator[tuple[bool, str]]:
    for expression in EXPRESSION.findall(text):
        for word, bracket in WORD.findall(expression):
            if word:
                yield bool(bracket), word


def _names(fields: list[dict[str, Any]]) -> set[str]:
    return {field["name"] for field in fields}


def _file(app: Mapping[str, Any], files: Mapping[str, str], kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = app[files[kind]] if kind in files else []
    return found
