"""JSON Schemas that people write: compiled once, never fetched, matched in linear time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from microapp_kit.errors import Detail
from microapp_llm.meant import did_you_mean
from microapp_llm.prompts.fault_words import in_words
from microapp_llm.prompts.schema_cost import MOST_TOLD, Cost, TooMuch

MASK = "the value"
MOST_ERRORS = 50
MOST_HINTS = 5
TOO_LONG = "This does not fit, or is too much to say where: send less of it."
NO_NAME = "There is no such name here."
LINEAR = jsonschema_rs.RegexOptions(size_limit=1_000_000, dfa_size_limit=1_000_000)
NEWEST = jsonschema_rs.Draft202012Validator
DRAFTS: Mapping[str, type[Any]] = {
    "json-schema.org/draft/2020-12/schema": NEWEST,
    "json-schema.org/draft/2019-09/schema": jsonschema_rs.Draft201909Validator,
    "json-schema.org/draft-07/schema": jsonschema_rs.Draft7Validator,
    "json-schema.org/draft-06/schema": jsonschema_rs.Draft6Validator,
    "json-schema.org/draft-04/schema": jsonschema_rs.Draft4Validator,
}
"""What `$schema` may name, and what judges by it: programs write it down, nothing is fetched."""


class BadSchema(ValueError):
    """A JSON Schema that cannot be used, why, and at which place of it where that is known."""

    def __init__(self, why: str, place: tuple[str | int, ...] = ()) -> None:
        super().__init__(why)
        self.place = place


class Schema:
    """A compiled JSON Schema."""

    def __init__(self, schema: Mapping[str, Any], judge: type[Any] = NEWEST) -> None:
        _refuse_far_references(schema)
        self._names = frozenset(_names_in(schema))
        try:
            self._cost = Cost(schema)
        except (TooMuch, RecursionError) as error:
            raise BadSchema(str(error) if isinstance(error, TooMuch) else "too deep") from None
        try:
            self._validator = judge(
                dict(schema),
                mask=MASK,  # the messages go to callers and logs: they must not repeat values
                pattern_options=LINEAR,
                validate_formats=True,
            )
        except (jsonschema_rs.ValidationError, ValueError) as error:
            message = getattr(error, "message", None) or str(error)
            place = tuple(getattr(error, "instance_path", ()))
            raise BadSchema(message.splitlines()[0], place) from None

    def holds(self, value: Any) -> bool:
        """Whether nothing is wrong with a value; one that takes too long to judge does not hold."""
        return self._cost.is_bearable(value) and bool(self._validator.is_valid(value))

    def faults(self, value: Any, root: str) -> list[Detail]:
        """Give everything that is wrong with a value, each with its place below `root`."""
        if self.holds(value):
            return []
        if not self._cost.is_bearable(value, MOST_TOLD):
            return [Detail(root, TOO_LONG)]
        found: list[Detail] = []
        for error in self._validator.iter_errors(value):
            place = ".".join([root, *map(str, error.instance_path)])
            names = frozenset() if error.instance_path else self._names
            found += _details(error, place, names)
            if len(found) >= MOST_ERRORS:
                break
        return found[:MOST_ERRORS]


def schema_of_a_draft(schema: Mapping[str, Any]) -> Schema:
    """Compile a schema that says at its top which draft it is of; without that, of the newest."""
    stated = schema.get("$schema")
    name = stated.partition("://")[2].rstrip("#") if isinstance(stated, str) else ""
    if name not in DRAFTS:
        return Schema(schema)
    return Schema({key: part for key, part in schema.items() if key != "$schema"}, DRAFTS[name])


def _details(
    error: jsonschema_rs.ValidationError, place: str, known: frozenset[str]
) -> list[Detail]:
    """Name a field that is missing, and each that is not known, as every other one is named."""
    told = error.kind.as_dict()
    if error.kind.name == "required":
        return [Detail(f"{place}.{told['property'][:100]}", "This is missing.")]
    if error.kind.name in ("additionalProperties", "unevaluatedProperties"):
        names = [name[:100] for name in told["unexpected"]][:MOST_ERRORS]
        hints = {name: did_you_mean(name, known) for name in names[:MOST_HINTS]}
        return [Detail(f"{place}.{name}", NO_NAME + hints.get(name, "")) for name in names]
    return [Detail(place, in_words(error))]


def _names_in(schema: Mapping[str, Any]) -> list[str]:
    """Give the names that a group of values may hold, where the schema lists them."""
    properties = schema.get("properties")
    return [str(name) for name in properties] if isinstance(properties, Mapping) else []


def _refuse_far_references(schema: Any) -> None:
    """A reference may only point into the schema itself: nothing here goes to the network."""
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            for name in ("$ref", "$dynamicRef", "$schema", "$id"):
                target = part.get(name)
                if isinstance(target, str) and not target.startswith("#"):
                    raise BadSchema(f"{name} may only point into the schema itself, with #")
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
