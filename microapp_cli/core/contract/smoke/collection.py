"""Reads a Postman collection as far as it is understood; anything else in it is refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from microapp_cli.core.contract.smoke.script import read
from microapp_cli.core.contract.smoke.statements import Statement
from microapp_cli.core.errors import BadCollection

BASE = "{{baseUrl}}"
BASIC = "basic"
SIGNED_IN = {"username": "{{username}}", "password": "{{token}}"}
MAX_DEPTH = 10
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Step:
    """One request with its tests; `{{variables}}` stand where values come later."""

    folder: str
    name: str
    method: str
    path: str
    """What follows the base address, with its query."""
    headers: Pairs
    body: str | None
    key: tuple[str, str, str] | None
    """How it proves who calls: `header` or `query`, a name and a value; or BASIC."""
    tests: tuple[Statement, ...]


@dataclass(frozen=True)
class Collection:
    """A whole collection."""

    name: str
    steps: tuple[Step, ...]
    variables: Mapping[str, str]
    """What the variables are at the start."""

    @property
    def needs_token(self) -> bool:
        """Whether any request proves who calls."""
        return any(step.key for step in self.steps)

    @property
    def needs_username(self) -> bool:
        """Whether any request proves who calls by a name that only a person knows."""
        return any(step.key and step.key[0] == BASIC for step in self.steps)


def read_collection(data: object) -> Collection:
    """Understand a collection; raises BadCollection for what is not understood."""
    raw = _object(data, "The collection")
    name = str(_object(raw.get("info"), "info").get("name") or "API")
    steps = tuple(_steps(raw, "", raw.get("auth"), 0))
    if not steps:
        raise BadCollection("The collection has no request, so there is nothing to run.")
    _no_scripts(raw, "The collection")
    variables = [_object(entry, "variable") for entry in _list(raw.get("variable"), "variable")]
    return Collection(name, steps, {str(v.get("key")): str(v.get("value")) for v in variables})


def _steps(holder: Mapping[str, Any], folder: str, auth: object, depth: int) -> Iterator[Step]:
    if depth > MAX_DEPTH:
        raise BadCollection(f"{folder}: folders are nested more than {MAX_DEPTH} deep.")
    for entry in _list(holder.get("item"), folder or "item"):
        item = _object(entry, folder or "item")
        name = str(item.get("name") or "a request")
        if "request" in item:
            yield _step(item, folder, name, auth)
        else:
            _no_scripts(item, name)
            yield from _steps(item, name, item.get("auth") or auth, depth + 1)


def _step(item: Mapping[str, Any], folder: str, name: str, auth: object) -> Step:
    request = _object(item.get("request"), name)
    step = Step(
        folder=folder,
        name=name,
        method=str(request.get("method") or "GET"),
        path=_path(request, name),
        headers=tuple(_headers(request, name)),
        body=_body(request, name),
        key=_key(request.get("auth") or auth, name),
        tests=tuple(map(read, _script(item, name))),
    )
    if not step.tests:
        raise BadCollection(f"{name}: there is no test, so it would prove nothing. Add one.")
    return step


def _path(request: Mapping[str, Any], name: str) -> str:
    """The address after the base; a token must not go to a host that the file names."""
    url = _object(request.get("url"), f"{name}: url")
    if url.get("host") != [BASE] or {"protocol", "port", "hash", "variable"} & url.keys():
        raise BadCollection(f"{name}: the address must begin with {BASE}.")
    path = "".join(f"/{part}" for part in _list(url.get("path"), f"{name}: path"))
    entries = [_object(entry, f"{name}: query") for entry in _list(url.get("query"), name)]
    query = [f"{e.get('key')}={e.get('value')}" for e in entries if e.get("disabled") is not True]
    return f"{path}?{'&'.join(query)}" if query else path


def _headers(request: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for entry in _list(request.get("header"), f"{name}: header"):
        header = _object(entry, f"{name}: header")
        if header.get("disabled") is not True:
            yield str(header.get("key")), str(header.get("value"))


def _body(request: Mapping[str, Any], name: str) -> str | None:
    body = request.get("body")
    if body is None:
        return None
    stated = _object(body, f"{name}: body")
    if stated.get("mode") != "raw":
        raise BadCollection(f"{name}: a body of mode {stated.get('mode')!a} is not understood.")
    return str(stated.get("raw") or "")


def _key(auth: object, name: str) -> tuple[str, str, str] | None:
    """How a request proves who calls."""
    stated = _object(auth, f"{name}: auth") if auth else {"type": "noauth"}
    kind = str(stated.get("type"))
    entries = [_object(entry, f"{name}: auth") for entry in _list(stated.get(kind), name)]
    parts = {str(entry.get("key")): str(entry.get("value")) for entry in entries}
    if kind == "noauth":
        return None
    if kind == "bearer" and "token" in parts:
        return "header", "Authorization", f"Bearer {parts['token']}"
    if kind == BASIC and parts == SIGNED_IN:
        return BASIC, "", ""
    if kind == "apikey" and parts.get("in") in ("header", "query"):
        return parts["in"], parts.get("key", ""), parts.get("value", "")
    raise BadCollection(f"{name}: auth of type {kind!a} is not understood. Use newman for it.")


def _script(item: Mapping[str, Any], name: str) -> Iterator[str]:
    for entry in _list(item.get("event"), f"{name}: event"):
        event = _object(entry, f"{name}: event")
        if event.get("listen") != "test":
            raise BadCollection(f"{name}: only test scripts are understood. Use newman for it.")
        script = _object(event.get("script"), f"{name}: script")
        yield from (str(line) for line in _list(script.get("exec"), f"{name}: script"))


def _no_scripts(holder: Mapping[str, Any], name: str) -> None:
    if holder.get("event"):
        raise BadCollection(f"{name}: scripts of a folder are not understood. Use newman for it.")


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadCollection(f"{where} must be an object. Is this a Postman collection, v2.1?")
    return value


def _list(value: object, where: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadCollection(f"{where} must be a list. Is this a Postman collection, v2.1?")
    return value
