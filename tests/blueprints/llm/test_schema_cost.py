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
@pytest.mark.parametrize("levels", [30, 40, 2000])
def test_a_schema_that_unfolds_without_end_is_refused_soon(word: str, levels: int) -> None:
    began = time.process_time()

    with pytest.raises(BadSchema):
        schema_of_a_draft(doubling(levels, word))

    assert time.process_time() - began < 2


UNEVALUATED = {
    "$defs": {
        **{
            f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}], "unevaluatedProperties": False}
            for n in range(25)
        },
        "a25": {"properties": {"z": {}}},
    },
    "$ref": "#/$defs/a0",
}
DECOY = {**doubling(40, "anyOf"), "x": [{"id": "/$defs/a1"}, {"$anchor": "/$defs/a1"}]}


@pytest.mark.parametrize("schema", [UNEVALUATED, DECOY], ids=["unevaluated", "a decoy"])
def test_a_schema_that_hides_how_much_it_asks_for_is_refused_soon(schema: dict[str, Any]) -> None:
    began = time.process_time()

    with pytest.raises(BadSchema):
        schema_of_a_draft(schema)

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
    ],
    ids=str,
)
def test_a_schema_that_leads_back_to_itself_comes_to_an_end(schema: dict[str, Any]) -> None:
    assert schema_of_a_draft(schema).holds({"a": 1})


def test_many_ways_through_a_schema_are_judged_soon_and_told_in_one_line() -> None:
    schema = schema_of_a_draft(doubling(16, "anyOf"))
    began = time.process_time()

    assert not schema.holds({"a": 1})
    assert len(schema.faults({"a": 1}, "answer")) <= 50
    assert time.process_time() - began < 3


@pytest.mark.parametrize("kinds", [2, 4, 8])
@pytest.mark.parametrize("levels", [1, 4, 5])
def test_a_tree_of_several_kinds_is_judged(kinds: int, levels: int) -> None:
    any_kind = {"anyOf": [{"$ref": f"#/$defs/k{n}"} for n in range(kinds)]}
    parts = {
        f"k{n}": {
            "type": "object",
            "properties": {
                "kind": {"const": f"k{n}"},
                "children": {"type": "array", "items": any_kind},
            },
            "required": ["kind", "children"],
            "additionalProperties": False,
        }
        for n in range(kinds)
    }
    tree: dict[str, Any] = {"kind": "k0", "children": []}
    for _ in range(levels):
        tree = {"kind": "k1", "children": [tree, {"kind": "k0", "children": []}]}

    assert schema_of_a_draft({"$defs": parts, **any_kind}).holds(tree)


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
