"""Documents that say the same in other words are the same contract."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from microapp_cli.core.contract.changes import diff
from microapp_cli.core.contract.comparison.moves import Change, Level
from microapp_cli.core.contract.document import Contract
from tests.core.contract.edits import drop, edited, found, move, put
from tests.yaml_text import parsed

ORDERS: dict[str, Any] = parsed(Path(__file__).with_name("orders.yaml").read_text("utf-8"))
UNORDERED = ("required", "enum", "parameters", "type", "oneOf", "anyOf", "security", "tags")


def changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[Change, ...]:
    return diff(Contract.parse(old), Contract.parse(new))


def reordered(value: Any, key: str = "") -> Any:
    """The same with every object, and every list without an order, turned around."""
    if isinstance(value, dict):
        return {name: reordered(value[name], name) for name in reversed(value)}
    if isinstance(value, list):
        parts = [reordered(part) for part in value]
        return parts[::-1] if key in UNORDERED else parts
    return value


def inlined(value: Any, above: tuple[str, ...] = ()) -> Any:
    """The same with every `$ref` replaced by what it names, loops left alone."""
    if isinstance(value, dict):
        reference = value.get("$ref")
        if reference in above:
            return value
        if reference:
            return inlined(found(ORDERS, reference[1:]), (*above, reference))
        return {name: inlined(part, above) for name, part in value.items()}
    return [inlined(part, above) for part in value] if isinstance(value, list) else value


def flattened(document: dict[str, Any]) -> dict[str, Any]:
    """The same with the `allOf` of Order written as one object."""
    one, other = found(document, "/components/schemas/Order/allOf")
    merged = {
        **other,
        "required": one["required"] + other["required"],
        "properties": {**one["properties"], **other["properties"]},
    }
    return edited(document, put("/components/schemas/Order", merged))


def renamed(document: dict[str, Any]) -> dict[str, Any]:
    """The same with another name for a component."""
    text = yaml.safe_dump(document, sort_keys=False)
    new: dict[str, Any] = parsed(text.replace("schemas/Card", "schemas/CreditCard"))
    return edited(new, move("/components/schemas/Card", "/components/schemas/CreditCard"))


def other_names(document: dict[str, Any]) -> dict[str, Any]:
    """The same with other names for what has no name on the wire."""
    path = "/paths/~1v1~1orders"
    headers = f"{path}/get/responses/200/headers"
    return edited(
        document,
        move("/components/securitySchemes/sign_in", "/components/securitySchemes/oauth"),
        put("/security", [{"oauth": ["orders.read"]}]),
        put(f"{path}/post/security", [{"oauth": ["orders.write"]}]),
        put(f"{path}/parameters/0/name", "x-trace"),
        move(f"{headers}/RateLimit", f"{headers}/ratelimit"),
    )


SAME: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "identical": lambda document: edited(document),
    "reordered": reordered,
    "inlined": inlined,
    "allOf flattened": flattened,
    "component renamed": renamed,
    "other names for what has none on the wire": other_names,
    "unused component added": lambda document: edited(
        document, put("/components/schemas/Unused", {"type": "string"})
    ),
    "unused component removed": lambda document: edited(
        document, drop("/components/securitySchemes/key")
    ),
}


@pytest.mark.parametrize("way", SAME)
def test_the_same_in_other_words_is_no_change(way: str) -> None:
    other = SAME[way](ORDERS)

    assert changes(ORDERS, other) == ()
    assert changes(other, ORDERS) == ()


def with_schema(schema: Any, version: str = "3.1.0") -> dict[str, Any]:
    """A document whose one operation takes and gives such values."""
    media = {"content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": media, "responses": {"200": {"description": "", **media}}}
    paths = {"/v1/things": {"post": operation}}
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": paths}


EQUAL: list[tuple[Any, Any]] = [
    ({"type": ["string", "null"]}, {"type": ["null", "string"]}),
    ({"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
    ({"type": ["string", "null"]}, {"oneOf": [{"type": "null"}, {"type": "string"}]}),
    ({"type": ["string", "integer"]}, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
    ({"type": "number"}, {"type": ["number", "integer"]}),
    ({"enum": ["a"], "type": "string"}, {"const": "a", "type": "string"}),
    ({"enum": ["a", "b"]}, {"oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]}),
    ({"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 0}),
    ({"type": "number", "maximum": 1}, {"type": "number", "maximum": 1.0}),
    ({"type": "string", "minLength": 0}, {"type": "string"}),
    ({"type": "string", "maxLength": 9}, {"allOf": [{"type": "string"}, {"maxLength": 9}]}),
    ({"type": "string"}, {"oneOf": [{"type": "string"}]}),
    ({"type": "object"}, {"type": "object", "additionalProperties": True, "required": []}),
    ({"type": "object", "additionalProperties": {}}, {"type": "object"}),
    ({"properties": {"a": {}}}, {"type": "object", "properties": {"a": True}}),
    ({"type": "array", "uniqueItems": False}, {"type": "array", "items": {}}),
    ({"type": "string", "readOnly": False}, {"type": "string", "deprecated": False}),
    ({"type": "integer", "default": 1}, {"type": "integer", "default": 1.0}),
    (
        {"oneOf": [{"type": "object", "title": "A"}, {"type": "array"}], "maxProperties": 2},
        {"oneOf": [{"type": "array"}, {"type": "object", "title": "A"}], "maxProperties": 2},
    ),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_two_ways_to_write_a_schema_are_no_change(one: Any, other: Any) -> None:
    levels = {c.level for c in changes(with_schema(one), with_schema(other))}
    back = {c.level for c in changes(with_schema(other), with_schema(one))}

    assert levels | back <= {Level.DOCUMENTATION}


MOVED_TO_3_1: list[tuple[Any, Any]] = [
    ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    ({"type": "string", "nullable": False}, {"type": "string"}),
    (
        {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        {"type": "number", "exclusiveMinimum": 0},
    ),
    (
        {"allOf": [{"type": "object"}], "nullable": True},
        {"anyOf": [{"type": "object"}, {"type": "null"}]},
    ),
    ({"type": "string", "enum": ["a", None], "nullable": True}, {"enum": ["a", None]}),
]


@pytest.mark.parametrize(("old", "new"), MOVED_TO_3_1)
def test_moving_from_3_0_to_3_1_is_no_change(old: Any, new: Any) -> None:
    assert changes(with_schema(old, "3.0.3"), with_schema(new)) == ()
