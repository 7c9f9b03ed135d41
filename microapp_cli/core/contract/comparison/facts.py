"""The keywords of a schema as facts that can be compared, each with its JSON pointer."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from microapp_cli.core.contract.comparison.fingerprints import canonical

OPAQUE = frozenset(
    (
        *("not", "if", "then", "else", "discriminator", "xml", "dependencies", "dependentRequired"),
        *("dependentSchemas", "contains", "minContains", "maxContains", "propertyNames"),
        *("unevaluatedProperties", "unevaluatedItems"),
        *("contentEncoding", "contentMediaType", "contentSchema"),
    )
)
"""Keywords of which only a change is seen, not whether it allows more or less."""


@dataclass(frozen=True)
class Fact:
    """One thing a schema says, and where."""

    value: Any
    pointer: str


Read = Callable[[Any, Mapping[str, Any]], Any]


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def _bound(keyword: str, *, exclusive: bool, lower: bool) -> Read:
    """A bound as (number, rank): the rank orders an exclusive bound beside an inclusive one."""

    def read(value: Any, schema: Mapping[str, Any]) -> Any:
        number = _number(value)
        if number is None:
            return None
        sharp = exclusive or schema.get(f"exclusive{keyword.capitalize()}") is True
        whole = schema.get("type") == "integer" and number == number // 1
        if sharp and whole:
            return (number + (1 if lower else -1), 0)
        return (number, (1 if lower else -1) if sharp else 0)

    return read


def _at_least_one(value: Any, _: Mapping[str, Any]) -> Any:
    return _number(value) or None


def _count(value: Any, _: Mapping[str, Any]) -> Any:
    return _number(value)


def _word(value: Any, _: Mapping[str, Any]) -> Any:
    return value if isinstance(value, str) else None


def _yes(value: Any, _: Mapping[str, Any]) -> Any:
    return True if value is True else None


def _no(value: Any, _: Mapping[str, Any]) -> Any:
    return True if value is False else None


def _values(value: Any, _: Mapping[str, Any]) -> Any:
    if not isinstance(value, list):
        return None
    return {canonical(one): one for one in value if one is not None}


READ: Mapping[str, tuple[str, Read]] = {
    "minimum": ("minimum", _bound("minimum", exclusive=False, lower=True)),
    "exclusiveMinimum": ("minimum", _bound("minimum", exclusive=True, lower=True)),
    "maximum": ("maximum", _bound("maximum", exclusive=False, lower=False)),
    "exclusiveMaximum": ("maximum", _bound("maximum", exclusive=True, lower=False)),
    "minLength": ("minLength", _at_least_one),
    "minItems": ("minItems", _at_least_one),
    "minProperties": ("minProperties", _at_least_one),
    "maxLength": ("maxLength", _count),
    "maxItems": ("maxItems", _count),
    "maxProperties": ("maxProperties", _count),
    "multipleOf": ("multipleOf", _count),
    "uniqueItems": ("uniqueItems", _yes),
    "nullable": ("nullable", _yes),
    "readOnly": ("readOnly", _yes),
    "writeOnly": ("writeOnly", _yes),
    "deprecated": ("deprecated", _yes),
    "additionalProperties": ("closed", _no),
    "pattern": ("pattern", _word),
    "format": ("format", _word),
    "enum": ("enum", _values),
    "const": ("enum", lambda value, _: {canonical(value): value}),
    "default": ("default", lambda value, _: canonical(value)),
    "type": ("type", lambda value, _: canonical(value)),
}
HIGHEST = {"minimum", "minLength", "minItems", "minProperties"}
LOWEST = {"maximum", "maxLength", "maxItems", "maxProperties"}


def both(keyword: str, one: Fact, other: Fact) -> Fact:
    """What two parts of `allOf` say together."""
    if keyword in HIGHEST:
        return max(one, other, key=lambda fact: fact.value)
    if keyword in LOWEST:
        return min(one, other, key=lambda fact: fact.value)
    if keyword == "enum":
        kept = {key: value for key, value in one.value.items() if key in other.value}
        return Fact(kept, one.pointer)
    if keyword in {"pattern", *OPAQUE} and one.value != other.value:
        return Fact(" and ".join(sorted({str(one.value), str(other.value)})), one.pointer)
    return one
