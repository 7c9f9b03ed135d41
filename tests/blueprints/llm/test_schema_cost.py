"""A JSON Schema asks for bounded work, however short it is written; what people write is taken."""

from __future__ import annotations

import time
from typing import Any

import pytest

from microapp_llm.prompts.schema import BadSchema, schema_of_a_draft

NEVER: dict[str, Any] = {"not": {}}
TREE = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "children": {"items": {"$ref": "#"}}},
    "required": ["name"],
}
SUM = {"$ref": "#/$defs/sum"}
SUMS = {
    "$defs": {
        "sum": {
            "anyOf": [
                {"type": "number"},
                {"properties": {"left": SUM, "right": SUM}, "required": ["left", "right"]},
                {"properties": {"minus": SUM}, "required": ["minus"]},
            ]
        }
    },
    **SUM,
}


def doubling(levels: int, word: str) -> dict[str, Any]:
    """Give definitions of which each one names the next one twice."""
    parts: dict[str, Any] = {
        f"a{n}": {word: [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(levels)
    }
    return {"$defs": {**parts, f"a{levels}": NEVER}, "$ref": "#/$defs/a0"}


def nested(name: str, levels: int, last: Any) -> Any:
    """Give a value of so many levels."""
    value = last
    for _ in range(levels):
        value = {name: value}
    return value


@pytest.mark.parametrize("word", ["anyOf", "oneOf", "allOf"])
@pytest.mark.parametrize("levels", [17, 40, 2000])
def test_a_schema_that_unfolds_without_end_is_refused_soon(word: str, levels: int) -> None:
    began = time.process_time()

    with pytest.raises(BadSchema):
        schema_of_a_draft(doubling(levels, word))

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"not": {"$ref": "#/$defs/a"}}}, **SUM},
    ],
    ids=str,
)
def test_a_schema_that_leads_back_to_itself_on_the_same_value_is_refused(
    schema: dict[str, Any],
) -> None:
    with pytest.raises(BadSchema):
        schema_of_a_draft({**schema, "$ref": schema.get("$ref", "#/$defs/a")})


def test_a_value_for_which_each_level_doubles_the_work_does_not_hold() -> None:
    again = {"properties": {"x": {"$ref": "#/$defs/a"}}, "required": ["x"]}
    schema = {"$defs": {"a": {"anyOf": [again, again, {"const": 1}]}}, "$ref": "#/$defs/a"}
    began = time.process_time()

    assert not schema_of_a_draft(schema).holds(nested("x", 60, 2))
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (TREE, {"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]}),
        (SUMS, nested("minus", 40, 1)),
        (SUMS, {"left": {"left": 1, "right": 2}, "right": {"minus": 3}}),
        (doubling(8, "anyOf") | {"$ref": "#/$defs/a8", "not": None}, None),
        ({"properties": {f"p{n}": {"type": "string"} for n in range(5_000)}}, {"p7": "x"}),
        ({"$anchor": "me", "properties": {"next": {"$ref": "#me"}}}, nested("next", 30, {})),
        ({"$defs": {"a/b~c": {"type": "number"}}, "$ref": "#/$defs/a~1b~0c"}, 3),
    ],
    ids=["a tree", "deep sums", "sums", "no way", "many fields", "an anchor", "an odd name"],
)
def test_what_people_write_is_judged(schema: dict[str, Any], value: Any) -> None:
    schema = {name: part for name, part in schema.items() if part is not None}
    expected = schema.get("$ref") != "#/$defs/a8"

    assert schema_of_a_draft(schema).holds(value) is expected
