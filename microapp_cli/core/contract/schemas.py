"""Schemas made easy to read: one type, nullable or not, `allOf` merged, fields listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from microapp_cli.core.contract.document import Contract, Schema

MAX_NESTED = 40


@dataclass(frozen=True)
class Property:
    """One property of an object."""

    name: str
    required: bool
    schema: Schema
    """As `flat` gives it."""


def flat(contract: Contract, schema: object) -> dict[str, Any]:
    """Give a schema with `$ref` followed, `allOf` merged and a choice of one taken.

    `type` is then one name or absent, and `nullable` is True or absent, in 3.0 and 3.1 alike.
    What is inside (properties, items, the arms of a real choice) stays as the author wrote it.
    """
    return _flat(contract, schema, frozenset(), MAX_NESTED)


def properties(contract: Contract, schema: object) -> tuple[Property, ...]:
    """Give the properties of an object in their order; of anything else, nothing."""
    found = flat(contract, schema)
    required = found.get("required")
    stated = required if isinstance(required, list) else []
    names = {name for name in stated if isinstance(name, str)}
    listed = found.get("properties")
    entries = listed.items() if isinstance(listed, Mapping) else ()
    return tuple(Property(str(name), name in names, flat(contract, part)) for name, part in entries)


def arms(contract: Contract, found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the forms of a choice, each as `flat` does; null is none of them."""
    for keyword in ("oneOf", "anyOf"):
        for arm in _arms(contract, found.get(keyword)):
            yield flat(contract, arm)


def _flat(contract: Contract, schema: object, above: frozenset[str], depth: int) -> dict[str, Any]:
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    if not isinstance(reference, str) or not isinstance(schema, Mapping):
        return _own(contract, schema, above, depth)
    if depth == 0 or reference in above:  # a loop says nothing new
        return {}
    if reference not in contract.flattened:  # else a few lines could ask for 2**1000 merges
        target = contract.resolve({"$ref": reference})
        contract.flattened[reference] = _own(contract, target, above | {reference}, depth)
    return {**contract.flattened[reference], **{k: v for k, v in schema.items() if k != "$ref"}}


def _own(contract: Contract, schema: object, above: frozenset[str], depth: int) -> dict[str, Any]:
    found = _one_type(contract.resolve(schema))
    if depth == 0:
        return found
    parts = found.pop("allOf", None)
    for part in parts if isinstance(parts, list) else ():
        found = _merged(_flat(contract, part, above, depth - 1), found)
    for keyword in ("oneOf", "anyOf"):
        real = list(_arms(contract, found.get(keyword)))
        if len(real) == 1:
            nullable = len(found.pop(keyword)) > 1
            found = _merged(_flat(contract, real[0], above, depth - 1), found)
            if nullable:
                found["nullable"] = True
    return found


def _arms(contract: Contract, arms: object) -> Iterator[object]:
    """The arms of a choice that are more than null."""
    for arm in arms if isinstance(arms, list) else ():
        resolved = contract.resolve(arm)
        if resolved.get("type") not in ("null", ["null"]) and resolved.get("enum") != [None]:
            yield arm


def _one_type(schema: dict[str, Any]) -> dict[str, Any]:
    found = dict(schema)
    stated = found.get("type")
    if not isinstance(stated, (str, list)):
        found.pop("type", None)
    if isinstance(stated, list):
        names = [name for name in stated if name != "null" and isinstance(name, str)]
        found.pop("type")
        if len(names) == 1:
            found["type"] = names[0]
        if len(names) < len(stated):
            found["nullable"] = True
    if found.get("nullable") is not True:
        found.pop("nullable", None)
    if "const" in found:
        found.setdefault("enum", [found["const"]])
    if "type" not in found:
        if "properties" in found or "additionalProperties" in found:
            found["type"] = "object"
        elif "items" in found:
            found["type"] = "array"
    return found


def _merged(part: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one schema over another: properties and required add up, else what is over wins."""
    found = {**part, **over}
    for keyword in ("properties", "required"):
        low, high = part.get(keyword), over.get(keyword)
        if isinstance(low, Mapping) and isinstance(high, Mapping):
            found[keyword] = {**low, **high}
        elif isinstance(low, list) and isinstance(high, list):
            found[keyword] = [*low, *(name for name in high if name not in low)]
    return found
