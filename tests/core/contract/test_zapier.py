"""The Zapier app of a contract: which steps there are, what a person is asked, what is noted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from microapp_cli.core.contract import zapier
from microapp_cli.core.contract.derived import Derived
from microapp_cli.core.contract.document import Contract
from tests.core.contract.awkward import AWKWARD, answer, document

THING: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "title": {"type": "string", "maxLength": 200, "default": "New"},
        "body": {"type": "string", "maxLength": 4000, "description": "What it says."},
        "colour": {"type": "string", "enum": ["red", "green"]},
        "due": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "place": {"type": "object", "properties": {"lat": {"type": "number"}}},
        "about": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "choice": {"oneOf": [{"enum": ["any"], "type": "string"}, {"type": "object"}]},
        "created_at": {"type": "string", "format": "date-time", "readOnly": True},
    },
}
REF = {"$ref": "#/components/schemas/LeaveRequest"}
PAGE = {"type": "object", "properties": {"items": {"type": "array", "items": REF}}}
KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
LIST = [
    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 50}},
    {"name": "cursor", "in": "query", "schema": {"type": "string"}},
    {"name": "sort", "in": "query", "schema": {"enum": ["created_at", "-created_at"]}},
    {"name": "title[eq]", "in": "query", "schema": {"type": "string"}},
]
BODY = {"content": {"application/json": {"schema": REF}}}
THINGS = document(
    {
        "/v1/things": {
            "get": {"operationId": "list-things", "parameters": LIST, "responses": answer(PAGE)},
            "post": {"parameters": [KEY], "requestBody": BODY, "responses": answer(REF, "201")},
        },
        "/v1/things/{thingId}": {"get": {"responses": answer(REF)}},
        "/v1/things/{thingId}/restore": {"post": {"responses": answer(REF)}},
    },
    components={
        "schemas": {"LeaveRequest": THING},
        "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}},
    },
    security=[{"key": []}],
)


def derived(data: Any) -> Derived:
    return zapier.derive(Contract.parse(data), "5" * 64)


@pytest.fixture(scope="module")
def definition() -> Any:
    return derived(THINGS).files["zapier/definition.json"]


def test_there_is_a_trigger_a_search_and_a_create_named_after_the_thing(definition: Any) -> None:
    labels = {
        kind: [step["display"]["label"] for step in definition[kind].values()]
        for kind in zapier.KINDS
    }

    assert labels == {
        "triggers": ["New Leave Request"],
        "searches": ["Find Leave Request", "Get Leave Request by ID"],
        "creates": ["Create Leave Request"],
    }


def test_the_trigger_asks_for_a_full_page_with_the_newest_first(definition: Any) -> None:
    call = definition["triggers"]["list_things"]["call"]

    assert call["always"] == {"limit": 50, "sort": "-created_at"}
    assert (call["items"], call["id"], call["newest"]) == (["items"], "id", "created_at")


def test_a_search_asks_for_filters_by_names_that_zapier_takes(definition: Any) -> None:
    step = definition["searches"]["list_things"]

    assert [field["key"] for field in step["operation"]["inputFields"]] == ["title_eq"]
    assert step["call"]["query"] == [{"name": "title[eq]", "key": "title_eq"}]


def test_a_create_asks_for_what_is_a_person_s_to_give(definition: Any) -> None:
    (step,) = definition["creates"].values()

    fields = {field["key"]: field for field in step["operation"]["inputFields"]}
    assert {key: field["type"] for key, field in fields.items()} == {
        "title": "string",
        "body": "text",
        "colour": "string",
        "due": "datetime",
        "tags": "string",
        "place": "json",
        "about": "string",
        "choice": "text",
    }
    assert [key for key, field in fields.items() if field["required"]] == ["title"]
    assert fields["colour"]["choices"] == ["red", "green"]
    assert fields["title"]["default"] == "New"
    assert fields["tags"]["list"] is fields["about"]["list"] is True
    assert step["call"]["idempotent"] is True


def test_the_token_goes_where_the_contract_says(definition: Any) -> None:
    assert definition["key"] == {"place": "query", "name": "key", "prefix": ""}


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (THINGS, "POST /v1/things/{thingId}/restore", "Zapier gets no step for it"),
        (AWKWARD, "GET /trees", "Zapier gets no step for it"),
        (document({}), "authentication", "No operation can be read without input"),
        (
            {**AWKWARD, "security": [{"mutual": []}], "paths": {"/a": {"get": {}}}},
            "security",
            "Zapier cannot prove who calls",
        ),
    ],
)
def test_what_cannot_be_said_is_noted(data: Any, where: str, what: str) -> None:
    notes = {note.where: note.what for note in derived(data).notes}

    assert what in notes[where]


@pytest.mark.parametrize(
    ("version", "expected"),
    [("1.2.3", "1.2.3"), ("v2", "2.0.0"), ("2026-01-31", "2026.0.0"), ("", "1.0.0")],
)
def test_the_version_is_one_that_zapier_takes(version: str, expected: str) -> None:
    data = {**THINGS, "info": {"title": "T", "version": version}}

    assert derived(data).files["zapier/package.json"]["version"] == expected  # type: ignore[index]


def test_the_program_is_the_same_for_every_contract() -> None:
    programs = {derived(data).files["zapier/index.js"] for data in (THINGS, AWKWARD)}

    assert len(programs) == 1


def test_the_same_contract_gives_the_same_bytes() -> None:
    assert json.dumps(derived(AWKWARD).files) == json.dumps(derived(AWKWARD).files)
