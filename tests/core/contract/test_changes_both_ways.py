"""Laws of comparing that hold for any two schemas."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from microapp_cli.core.contract.changes import diff
from microapp_cli.core.contract.comparison.moves import Change, Direction, Effect, Level
from microapp_cli.core.contract.document import Contract
from tests.core.contract.test_no_false_alarm import with_schema

STEPS = re.compile(r"/(?:properties/\w|items|additionalProperties)\b")
SMALL = st.integers(0, 5)
WORDS = st.sampled_from(["a", "b", "c"])


def keywords(kind: str, **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas of one type with some of these keywords."""
    return st.fixed_dictionaries({"type": st.just(kind)}, optional=optional)


PLAIN = st.one_of(
    keywords(
        "string",
        minLength=SMALL,
        maxLength=SMALL,
        pattern=WORDS,
        format=st.sampled_from(["date", "uuid"]),
        enum=st.lists(WORDS, min_size=1, unique=True),
        nullable=st.booleans(),
    ),
    keywords(
        "integer",
        minimum=SMALL,
        exclusiveMaximum=SMALL,
        multipleOf=st.integers(1, 6),
        format=st.sampled_from(["int32", "int64"]),
        default=SMALL,
    ),
    keywords("number", maximum=st.floats(0, 5), minimum=SMALL),
    st.sampled_from([{}, {"type": ["string", "null"]}, {"const": "a"}, {"const": "b"}]),
)


def nested(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects, lists, merged schemas and choices of these schemas."""
    return st.one_of(
        keywords(
            "object",
            properties=st.dictionaries(WORDS, inside, max_size=3),
            required=st.lists(WORDS, unique=True),
            additionalProperties=st.one_of(st.booleans(), inside),
            maxProperties=SMALL,
        ),
        keywords("array", items=inside, maxItems=SMALL, uniqueItems=st.booleans()),
        st.fixed_dictionaries({"allOf": st.lists(inside, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"oneOf": st.lists(inside, min_size=1, max_size=3)}),
    )


SCHEMAS = st.recursive(PLAIN, nested, max_leaves=6)


def changes(old: Any, new: Any) -> tuple[Change, ...]:
    return diff(Contract.parse(with_schema(old)), Contract.parse(with_schema(new)))


def with_effect(found: tuple[Change, ...], effect: Effect) -> set[tuple[str, Direction, str]]:
    """The rule, direction and place of all changes with this effect.

    The place is the way through properties and items: which part of an `allOf` or `oneOf` says
    something depends on the document.
    """
    return {
        (one.rule, one.direction, "".join(STEPS.findall(one.pointer)))
        for one in found
        if one.effect is effect
    }


@given(SCHEMAS)
@settings(deadline=None)
def test_nothing_differs_from_itself(schema: Any) -> None:
    assert changes(schema, schema) == ()


@given(SCHEMAS, SCHEMAS)
@settings(deadline=None)
def test_what_tightens_one_way_loosens_the_other_way(one: Any, other: Any) -> None:
    there, back = changes(one, other), changes(other, one)

    gone = {(way, place) for _, way, place in with_effect(back, Effect.REMOVED)}
    for rule, way, place in with_effect(there, Effect.TIGHTENED):
        loosened = (rule, way, place) in with_effect(back, Effect.LOOSENED)
        assert loosened or (rule == "required" and (way, place) in gone)
    for found in with_effect(there, Effect.CHANGED):
        assert found in with_effect(back, Effect.CHANGED)
    assert with_effect(there, Effect.ADDED) == with_effect(back, Effect.REMOVED)


@given(SCHEMAS, SCHEMAS)
@settings(deadline=None)
def test_tighter_breaks_requests_and_looser_breaks_answers(one: Any, other: Any) -> None:
    for found in changes(one, other):
        if found.effect is Effect.TIGHTENED:
            breaks = found.direction is Direction.REQUEST
            assert (found.level is Level.BREAKING) == breaks
        if found.effect is Effect.LOOSENED and found.rule != "further-properties":
            breaks = found.direction is Direction.RESPONSE
            assert (found.level is Level.BREAKING) == breaks
