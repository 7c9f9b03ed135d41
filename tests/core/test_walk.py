"""A walk calls every operation once, in an order that works, with bodies that fit."""

from __future__ import annotations

from typing import Any

import pytest

from microapp_cli.core.walk import Call, example_of, operations, walk

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


def test_a_walk_ends_with_a_stream_and_with_a_key_that_must_be_refused() -> None:
    schema = {"properties": {"stream": {"type": "boolean"}}, "example": {"text": "Hello."}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Chat"}}}}
    document = {
        "security": [{"bearer": []}],
        "paths": {"/v1/me": {"get": {}}, "/v1/chat": {"post": {"requestBody": body}}},
        "components": {"schemas": {"Chat": schema}},
    }

    *plain, stream, refused = walk(document)

    assert [operation.path for operation in plain] == ["/v1/chat", "/v1/me"]
    assert stream.body == ("application/json", {"text": "Hello.", "stream": True})
    assert not stream.once
    assert (refused.path, refused.refused) == ("/v1/chat", True)


def test_a_walk_of_an_open_service_without_streams_is_its_operations() -> None:
    assert walk(DOCUMENT) == operations(DOCUMENT)


@pytest.mark.parametrize(("status", "fine"), [(200, False), (401, True), (500, False)])
def test_a_protection_that_does_not_hold_is_no_fine_call(status: int, fine: bool) -> None:
    assert Call("GET", "/v1/me", status, 1.0, expected=401).is_fine is fine
