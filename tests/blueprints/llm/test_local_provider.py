"""The local provider answers every form that OpenAI's clients ask for."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microapp_llm.prompts.schema import schema_of_a_draft
from microapp_llm.providers.asking import Ask, Body
from microapp_llm.providers.local import LocalProvider
from tests.blueprints.llm.test_breaker import MODEL

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
NAMED = {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}
TREE = {
    "$ref": "#/$defs/Node",
    "$defs": {
        "Node": {
            "type": "object",
            "properties": {
                "name": TEXT,
                "left": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
                "right": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
                "others": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
            },
            "required": ["name", "left", "right"],
            "additionalProperties": False,
        }
    },
}
FIELDS: dict[str, Body] = {
    "a type that may be null": {"type": ["string", "null"]},
    "null": {"type": "null"},
    "one of two words": {"enum": ["red", "blue"]},
    "a constant": {"const": 5},
    "what is null or a number": {"anyOf": [{"type": "null"}, WHOLE]},
    "one of two forms": {"oneOf": [NAMED, WHOLE]},
    "two forms at once": {
        "allOf": [NAMED, {"properties": {"age": WHOLE}, "required": ["age"]}],
    },
    "a reference": {"$ref": "#/$defs/person"},
    "a reference with a slash": {"$ref": "#/$defs/a~1b"},
    "a reference to a choice": {"$ref": "#/$defs/either/anyOf/1"},
    "a date": {"type": "string", "format": "date"},
    "a long text": {"type": "string", "minLength": 30},
    "a short text": {"type": "string", "maxLength": 2},
    "a list with items": {"type": "array", "items": NAMED, "minItems": 2},
    "a list of anything": {"type": "array", "minItems": 2},
    "a list of nothing": {"type": "array", "items": NAMED, "maxItems": 0},
    "a pair": {"type": "array", "prefixItems": [TEXT, WHOLE], "minItems": 2, "items": False},
    "a number from 5": {"type": "integer", "minimum": 5},
    "a number above 5 and below 7": {
        "type": "integer",
        "exclusiveMinimum": 5,
        "exclusiveMaximum": 7,
    },
    "a number below nothing": {"type": "integer", "exclusiveMaximum": 0},
    "a share": {"type": "number", "minimum": 0.25, "maximum": 0.5},
    "a share between": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "dozens": {"type": "integer", "multipleOf": 12, "minimum": 13},
    "words by key": {"type": "object", "additionalProperties": TEXT},
}


def asked(wish: Body, **more: Any) -> Body:
    """Ask the local provider, and give its message."""
    messages = [{"role": "user", "content": "Ann"}]
    body = {"messages": messages, "max_tokens": 100_000, **wish, **more}
    answer = asyncio.run(LocalProvider().whole(Ask(MODEL, body, "r")))
    message: Body = answer["choices"][0]["message"]
    return message


def told(schema: Body) -> Any:
    """Ask for JSON of a schema, and give it."""
    form = {"type": "json_schema", "json_schema": {"name": "leave", "schema": schema}}
    return json.loads(asked({"response_format": form})["content"])


def faults(schema: Body) -> Any:
    """Give what a validator finds wrong with the answer to a schema."""
    return schema_of_a_draft(schema).faults(told(schema), "answer")


@pytest.mark.parametrize("name", FIELDS)
def test_the_answer_is_one_that_its_schema_takes(name: str) -> None:
    defs = {"person": NAMED, "a/b": WHOLE, "either": {"anyOf": [TEXT, WHOLE]}}
    schema = {"type": "object", "properties": {"it": FIELDS[name]}, "required": ["it"]}
    schema = {**schema, "$defs": defs}

    assert not faults(schema)


def test_a_text_says_what_was_asked() -> None:
    assert told({"type": "object", "properties": {"who": {"type": ["string", "null"]}}}) == {
        "who": "Ann"
    }


def test_a_list_has_an_item_to_look_at() -> None:
    schema = {"type": "object", "properties": {"all": {"type": "array", "items": NAMED}}}

    assert told(schema) == {"all": [{"name": "Ann"}]}


def test_a_schema_that_asks_for_a_great_many_items_is_answered_soon() -> None:
    schema: Body = TEXT
    for _ in range(6):
        schema = {"type": "array", "items": schema, "minItems": 10**9}
    began = time.process_time()

    told({"type": "object", "properties": {"all": schema}})

    assert time.process_time() - began < 5


def test_a_schema_that_holds_itself_is_answered_with_an_end() -> None:
    assert not faults(TREE)


def test_a_schema_that_holds_itself_many_times_is_answered_soon() -> None:
    inner = {f"f{number}": {"$ref": "#"} for number in range(100)}
    schema = {"type": "object", "properties": inner, "required": list(inner)}
    began = time.process_time()

    told(schema)

    assert time.process_time() - began < 5


@given(st.integers(-50, 50), st.integers(0, 50), st.sampled_from(["integer", "number"]))
def test_a_number_is_within_its_bounds(least: int, width: int, kind: str) -> None:
    schema = {"type": kind, "minimum": least, "maximum": least + width}

    value = told({"type": "object", "properties": {"it": schema}})["it"]

    assert least <= value <= least + width


def test_a_tool_that_must_be_called_is_called_behind_the_answer_of_another() -> None:
    tool = {"type": "function", "function": {"name": "hire", "parameters": NAMED}}
    named = {"type": "function", "function": {"name": "hire"}}
    messages = [{"role": "tool", "tool_call_id": "c", "content": "done"}]

    free, bound = (
        asked({"tools": [tool]}, messages=messages, tool_choice=choice)
        for choice in ("auto", named)
    )

    assert "tool_calls" not in free
    assert bound["tool_calls"][0]["function"]["name"] == "hire"
