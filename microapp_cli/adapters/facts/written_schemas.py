"""JSON Schemas that people write into prompts and evals: whether the proxy can use them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

import jsonschema_rs

from microapp_cli.adapters.facts.schema_cost import Cost, TooMuch
from microapp_cli.adapters.facts.schema_parts import crossed_bounds
from microapp_cli.core.plain_data import pointer

LINEAR = jsonschema_rs.RegexOptions(size_limit=1_000_000, dfa_size_limit=1_000_000)
POINTERS = ("$ref", "$dynamicRef", "$schema", "$id")
LONGEST = 300


class BadSchema(Exception):
    """A JSON Schema that cannot be used, and why."""


def problems_of_variables(variables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """JSON pointer and message of what is wrong with the variables of a prompt."""
    closed = {"type": "object", "additionalProperties": False, **variables}
    try:
        _compiled(closed)
    except BadSchema as error:
        yield "", said(error)
        return
    if crossed := next(_crossed(closed, "variables"), None):
        yield crossed
        return
    properties = closed.get("properties", {})
    if closed["additionalProperties"] is False:
        for name in closed.get("required", ()):
            if name not in properties:
                yield "/required", f"{name!r} is required, so it must be among the properties."
    yield from _defaults(closed, properties)


def problem_of(schema: Mapping[str, Any], root: str) -> tuple[str, str] | None:
    """JSON pointer and message of what is wrong with a schema; nothing where it can be used."""
    try:
        _compiled(schema)
    except BadSchema as error:
        return "", said(error)
    return next(_crossed(schema, root), None)


def _crossed(schema: Mapping[str, Any], root: str) -> Iterator[tuple[str, str]]:
    for place, message in crossed_bounds(schema, root):
        yield reduce(pointer, place, ""), message


def said(error: BadSchema) -> str:
    """A sentence on a schema that cannot be used."""
    return f"This is no JSON Schema: {error}. Correct it as JSON Schema 2020-12 says."


def _defaults(
    closed: Mapping[str, Any], properties: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """A default that its own schema refuses would fail every run."""
    found = {
        name: told["default"]
        for name, told in properties.items()
        if isinstance(told, Mapping) and "default" in told
    }
    if not found:
        return
    for error in _compiled({**closed, "required": []}).iter_errors(found):
        name = str(error.instance_path[0]) if error.instance_path else ""
        where = f"/properties/{name}/default" if name else ""
        yield where, f"The default of {name!r} does not fit: {error.message[:LONGEST]}."
        return


def _compiled(schema: Mapping[str, Any]) -> Any:
    _refuse_far_references(schema)
    try:
        Cost(schema)
    except (TooMuch, RecursionError) as error:
        raise BadSchema(str(error) if isinstance(error, TooMuch) else "too deep") from None
    try:
        return jsonschema_rs.Draft202012Validator(
            dict(schema),
            mask="this value",
            offline=True,
            pattern_options=LINEAR,
            validate_formats=True,
        )
    except (jsonschema_rs.ValidationError, ValueError) as error:
        message = getattr(error, "message", None) or str(error)
        raise BadSchema(message.splitlines()[0][:LONGEST]) from None


def _refuse_far_references(schema: Any) -> None:
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            for name in POINTERS:
                target = part.get(name)
                if isinstance(target, str) and not target.startswith("#"):
                    raise BadSchema(f"{name} may only point into the schema itself, with #")
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
