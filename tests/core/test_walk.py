"""A walk calls every operation once, in an order that works, with bodies that fit."""

from __future__ import annotations

from typing import Any

import pytest

from microapp_cli.core.walk import example_of, operations

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
MATCH = {"name": "If-Match", "in": "header", "required": True}
PATHS: dict[str, Any] = {
    "/v1/notes/purge": {"post": {}},
    "/v1/notes/export": {"get": {"parameters": [{"$ref": "#/components/parameters/Format"}]}},
    "/v1/notes/{id}/restore": {"post": {}},
    "/v1/notes/{id}": {
        "parameters": [ID],
        "delete": {"parameters": [MATCH]},
        "patch": {"parameters": [MATCH]},
        "get": {"parameters": [{"name": "If-None-Match", "in": "header"}]},
    },
    "/v1/notes": {
        "get": {"parameters": [{"name": "limit", "in": "query", "schema": {}}]},
        "post": {
            "requestBody": {
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}
            }
        },
    },
    "/v1/me": {"get": {}},
}
DOCUMENT: dict[str, Any] = {
    "paths": PATHS,
    "components": {
        "parameters": {
            "Format": {
                "name": "format",
                "in": "query",
                "required": True,
                "schema": {"enum": ["csv", "jsonl"]},
            }
        },
        "schemas": {
            "Note": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": {"type": "string", "minLength": 9}},
            }
        },
    },
}


def test_what_is_off_until_somebody_turns_it_on_is_not_called() -> None:
    paths = {"/v1/notes/search": {"post": {"x-optional": "SEARCH=on", "responses": {}}}}

    found = operations({**DOCUMENT, "paths": {**DOCUMENT["paths"], **paths}})

    assert [o.path for o in found] == [o.path for o in operations(DOCUMENT)]


def test_the_order_is_that_of_a_life() -> None:
    walk = [(operation.method, operation.path) for operation in operations(DOCUMENT)]

    assert walk == [
        ("get", "/v1/me"),
        ("post", "/v1/notes"),
        ("get", "/v1/notes"),
        ("get", "/v1/notes/{id}"),
        ("patch", "/v1/notes/{id}"),
        ("get", "/v1/notes/export"),
        ("delete", "/v1/notes/{id}"),
        ("post", "/v1/notes/{id}/restore"),
        ("post", "/v1/notes/purge"),
    ]


def test_an_operation_says_what_it_needs() -> None:
    by_name = {(found.method, found.path): found for found in operations(DOCUMENT)}

    assert by_name["post", "/v1/notes"].body == ("application/json", {"title": "exampleee"})
    assert by_name["get", "/v1/notes/export"].query == (("format", "csv"),)
    assert by_name["get", "/v1/notes"].query == ()
    assert by_name["patch", "/v1/notes/{id}"].headers == {"if-match"}
    assert by_name["get", "/v1/notes/{id}"].headers == set()
    assert by_name["post", "/v1/notes/{id}/restore"].collection == "/v1/notes"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "example": "a"}, "a"),
        ({"type": "string", "examples": ["a", "b"]}, "a"),
        ({"type": "string", "default": ""}, ""),
        ({"const": 1}, 1),
        ({"enum": ["x"]}, "x"),
        ({"type": "string", "maxLength": 3}, "exa"),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": ["boolean", "null"]}, True),
        ({"type": "array"}, []),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, 1),
        ({"$ref": "#/components/schemas/Note"}, {"title": "exampleee"}),
        ({"type": "object", "properties": {"a": {"type": "string"}, "b": {}}}, {"a": "example"}),
    ],
)
def test_an_example_fits_its_schema(schema: dict[str, Any], value: object) -> None:
    assert example_of(schema, DOCUMENT) == value


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    node = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/node"}}}

    assert example_of(node, {"node": node})["next"]["next"]
