"""A walk through an API: every operation of its OpenAPI document once, in an order that works."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
PARAMETER = re.compile(r"\{[^}]+\}")
DEEPEST = 8
REFUSED = "The same with a key that opens nothing: it must be refused"


@dataclass(frozen=True)
class Operation:
    """One operation, ready to be called once the ids in its path are known."""

    method: str
    path: str
    collection: str
    """The path of the collection that it works on."""
    headers: frozenset[str]
    """The request headers that it demands, in lower case."""
    places: tuple[tuple[str, str], ...]
    """Parameters in the path, each with its example; empty where it has none."""
    query: tuple[tuple[str, str], ...]
    body: tuple[str, Any] | None
    """Content type and value."""
    summary: str = ""
    streams: bool = False
    """Whether it can answer piece by piece."""
    once: bool = True
    """Whether a key says that it must not be done twice."""
    refused: bool = False
    """Whether it is called with a key that opens nothing."""


@dataclass(frozen=True)
class Call:
    """An operation that was called, and what came back."""

    method: str
    path: str
    status: int
    milliseconds: float
    summary: str = ""
    asked: str = ""
    answered: str = ""
    expected: int | None = None
    """The status that shows a protection at work; otherwise success is expected."""

    @property
    def is_fine(self) -> bool:
        """Whether the service did what it must."""
        if self.expected is not None:
            return self.status == self.expected
        return 200 <= self.status < 300


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """All operations: per collection create, list, read, change, delete, restore and the rest.

    One that the service leaves off until somebody turns it on (`x-optional`) is not among them.
    """
    paths: Mapping[str, Any] = document.get("paths", {})
    found = [
        _operation(document, path, method, item)
        for path, item in paths.items()
        for method in METHODS
        if method in item and not item[method].get("x-optional")
    ]
    return sorted(found, key=lambda operation: (operation.collection, _rank(operation)))


def walk(document: Mapping[str, Any]) -> list[Operation]:
    """All operations, then one that answers piece by piece, and one whose key opens nothing."""
    found = operations(document)
    first = next((operation for operation in found if operation.streams), None)
    streaming = [_streamed(first)] if first else []
    guarded = [first or found[0]] if found and document.get("security") else []
    refused = [replace(one, refused=True, summary=REFUSED) for one in guarded]
    return [*found, *streaming, *refused]


def _streamed(operation: Operation) -> Operation:
    assert operation.body is not None  # noqa: S101  (only a body has a field `stream`)
    kind, value = operation.body
    summary = f"{operation.summary}: the answer arrives piece by piece"
    return replace(operation, body=(kind, {**value, "stream": True}), summary=summary, once=False)


def _rank(operation: Operation) -> int:
    """Where an operation stands among those of its collection."""
    rest = operation.path.removeprefix(operation.collection)
    is_item = PARAMETER.fullmatch(rest.lstrip("/")) is not None
    order = [
        operation.method == "post" and not rest,
        operation.method == "get" and not rest,
        operation.method == "get" and is_item,
        operation.method in ("put", "patch"),
        operation.method == "get",
        operation.method == "delete" and is_item,
        operation.method == "post" and PARAMETER.search(rest) is not None,
        True,
    ]
    return order.index(True)


def _operation(
    document: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any]
) -> Operation:
    raw = item[method]
    listed = [*item.get("parameters", []), *raw.get("parameters", [])]
    parameters = [_resolved(parameter, document) for parameter in listed]
    return Operation(
        method=method,
        path=path,
        collection=_collection(path, document["paths"]),
        headers=frozenset(
            p["name"].lower() for p in parameters if p["in"] == "header" and p.get("required")
        ),
        places=tuple(
            (p["name"], str(p.get("example", ""))) for p in parameters if p["in"] == "path"
        ),
        query=tuple(_query(parameters, document)),
        body=_body(raw, document),
        summary=str(raw.get("summary", "")),
        streams=_streams(raw, document),
    )


def _collection(path: str, paths: Mapping[str, Any]) -> str:
    """The shortest path above this one that has items; the path itself where there is none."""
    parts = path.split("/")
    for end in range(2, len(parts) + 1):
        above = "/".join(parts[:end])
        if any(PARAMETER.match(other.removeprefix(f"{above}/")) for other in paths):
            return above
    return path


def _query(
    parameters: list[Mapping[str, Any]], document: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    for parameter in parameters:
        if parameter["in"] == "query" and parameter.get("required"):
            value = example_of({**parameter.get("schema", {}), **_examples(parameter)}, document)
            yield parameter["name"], str(value)


def _body(raw: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[str, Any] | None:
    content = _resolved(raw.get("requestBody", {}), document).get("content", {})
    for kind, media in content.items():
        if kind.endswith("json"):
            return kind, example_of({**media.get("schema", {}), **_examples(media)}, document)
    return None


def _streams(raw: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    content = _resolved(raw.get("requestBody", {}), document).get("content", {})
    schemas = [_resolved(media.get("schema", {}), document) for media in content.values()]
    return any("stream" in schema.get("properties", {}) for schema in schemas)


def _examples(holder: Mapping[str, Any]) -> dict[str, Any]:
    """The example of a parameter or a body, as a schema would hold it."""
    if "example" in holder:
        return {"example": holder["example"]}
    for example in holder.get("examples", {}).values():
        return {"example": example.get("value")}
    return {}


def example_of(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int = 0) -> Any:
    """A value that the schema accepts: its own example, or the plainest one."""
    if "example" in schema:
        return schema["example"]
    schema = _resolved(schema, document)
    for key in ("example", "const", "default"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    for key in ("allOf", "anyOf", "oneOf"):
        if schema.get(key) and depth < DEEPEST:
            return example_of(schema[key][0], document, depth + 1)
    return _plainest(schema, document, depth)


def _plainest(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object" and depth < DEEPEST:
        needed = schema.get("required") or list(schema.get("properties", {}))[:1]
        inner = schema.get("properties", {})
        return {
            name: example_of(inner[name], document, depth + 1) for name in needed if name in inner
        }
    if kind == "string":
        return "example".ljust(schema.get("minLength", 0), "e")[: schema.get("maxLength", 100)]
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return {"boolean": True, "array": [], "null": None}.get(kind, {})


def _resolved(value: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The value itself, or what its `$ref` names."""
    for _ in range(DEEPEST):
        if "$ref" not in value:
            return value
        target: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        value = target
    return value
