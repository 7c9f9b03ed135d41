"""Examples: valid by their schema, always the same, and never endless."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as some

from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.examples import example_of
from microapp_cli.core.contract.patterns import matching
from tests.core.contract.awkward import document

CONTRACT = Contract.parse(document({}))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 30},
        {"type": "string", "maxLength": 2},
        {"type": "string", "pattern": "^[a-z]{3}-\\d{2,}$", "minLength": 8},
        {"type": "string", "format": "uuid"},
        {"type": "string", "enum": ["a", "b"], "default": "b"},
        {"type": "integer", "minimum": 7, "multipleOf": 5},
        {"type": "integer", "maximum": -3},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        {"type": "array", "items": {"type": "boolean"}, "minItems": 3},
        {"type": ["object", "null"], "required": ["a"], "properties": {"a": {"const": 1}}},
        {"oneOf": [{"type": "integer", "minimum": 3}, {"type": "string"}]},
        {"allOf": [{"required": ["a"]}, {"properties": {"a": {"type": "string"}}}]},
    ],
)
def test_an_example_fits_its_schema(schema: dict[str, Any]) -> None:
    jsonschema_rs.Draft202012Validator(schema).validate(example_of(CONTRACT, schema))


def test_the_authors_own_example_comes_first() -> None:
    assert example_of(CONTRACT, {"type": "string", "example": "mine", "default": "x"}) == "mine"


def test_a_tree_that_holds_itself_comes_to_an_end() -> None:
    made = example_of(CONTRACT, {"$ref": "#/components/schemas/Tree"})

    assert made["children"] == []


@pytest.mark.parametrize(
    "pattern", [r"^(a+)+$", r"^\d{3}-[A-Z]{2}$", r"^(x|y)?z*$", r"^[^,]+@a\.b$"]
)
@given(least=some.integers(0, 6))
def test_a_text_made_from_a_pattern_matches_it(pattern: str, least: int) -> None:
    made = matching(pattern, least)

    assert made is None or (re.search(pattern, made) and len(made) >= least)


@given(pattern=some.text(alphabet="ab1[]()|*+?{},\\d^$.-", max_size=30))
def test_any_pattern_gives_a_text_or_nothing(pattern: str) -> None:
    assert matching(pattern) is None or isinstance(matching(pattern), str)
