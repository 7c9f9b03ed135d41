"""Schemas as Swagger 2.0 says them: one type, no choice, definitions by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.schemas import flat

COMPONENT = "#/components/schemas/"
DEFINITION = "#/definitions/"
MAX_NESTED = 16
LONGEST_TITLE = 80
NUMBERS = ("multipleOf", "minimum", "maximum")
COUNTS = ("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties")
FLAGS = ("uniqueItems", "readOnly")
FORMATS = frozenset(
    {"int32", "int64", "float", "double", "byte", "binary", "date", "date-time", "password"}
    | {"email", "uri", "uuid"}
)
HOLDERS = ("schema", "items", "additionalProperties", "parameters")
NAMED_HOLDERS = ("properties", "responses")
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
WRITTEN = json.JSONEncoder(sort_keys=True).encode


class Schemas:
    """Turns the schemas of one contract, and names the definitions that they refer to."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.notes: dict[Note, None] = {}
        self._names: dict[str, str] = {}
        self._made: dict[str, dict[str, Any]] = {}

    def definition(self, name: str) -> dict[str, Any]:
        """Give a definition by the name under which schemas refer to it."""
        if name not in self._made:
            reference = next(ref for ref, given in self._names.items() if given == name)
            self._made[name] = self._stated(flat(self.contract, {"$ref": reference}), name, 0)
        return self._made[name]

    def schema(self, schema: object, where: str, depth: int = 0) -> dict[str, Any]:
        """Give a schema as Swagger says it; objects with a name become references."""
        reference = schema.get("$ref") if isinstance(schema, Mapping) else None
        found = flat(self.contract, schema)
        is_component = isinstance(reference, str) and reference.startswith(COMPONENT)
        if is_component and found.get("type") == "object" and reference is not None:
            return {"$ref": DEFINITION + self._name(reference)}
        return self._stated(found, where, depth)

    def plain(self, schema: object, where: str) -> dict[str, Any]:
        """Give the schema of a parameter outside the body: a primitive, or a list of them."""
        stated = self._stated(flat(self.contract, schema), where, 0)
        for name in ("example", "readOnly", "title", "description", "x-nullable", "properties"):
            stated.pop(name, None)
        if stated.get("type") == "array":
            stated["collectionFormat"] = "csv"
            stated["items"] = self.plain(stated["items"], where)
        elif stated.get("type") not in ("string", "integer", "number", "boolean"):
            self.notes[Note(where, "An object or a choice is shown as text.")] = None
            return {"type": "string"}
        return stated

    def _name(self, reference: str) -> str:
        if reference not in self._names:
            plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", reference.removeprefix(COMPONENT)) or "_"
            name, count = plain, 1
            while name in self._names.values():
                count += 1
                name = f"{plain}_{count}"
            self._names[reference] = name
        return self._names[reference]

    def _stated(self, found: Mapping[str, Any], where: str, depth: int) -> dict[str, Any]:
        kind = found.get("type")
        made: dict[str, Any] = {"type": kind} if kind in TYPES else {}
        if depth > MAX_NESTED:
            self.notes[Note(where, f"Only {MAX_NESTED} levels of nesting are shown.")] = None
            return {**made, "items": {}} if kind == "array" else made
        for keyword in ("oneOf", "anyOf", "not"):
            if keyword in found:
                self.notes[Note(where, f"{keyword}: a choice of forms is not shown.")] = None
        made |= _words(found) | _bounds(found) | self._pattern(found, where)
        if kind == "array":
            made["items"] = self.schema(found.get("items", {}), where, depth + 1)
        if kind == "object":
            made |= self._object(found, where, depth)
        return made

    def _object(self, found: Mapping[str, Any], where: str, depth: int) -> dict[str, Any]:
        listed = found.get("properties")
        stated = listed if isinstance(listed, Mapping) else {}
        properties = {
            str(name): {
                **self.schema(part, where, depth + 1),
                "x-ms-summary": titled(str(name)),
            }
            for name, part in stated.items()
        }
        made: dict[str, Any] = {"properties": properties} if properties else {}
        required = found.get("required")
        names = [name for name in required if name in properties] if _is_list(required) else []
        if names:
            made["required"] = list(dict.fromkeys(names))
        more = found.get("additionalProperties")
        if isinstance(more, bool):
            made["additionalProperties"] = more
        elif isinstance(more, Mapping):
            made["additionalProperties"] = self.schema(more, where, depth + 1)
        return made

    def _pattern(self, found: Mapping[str, Any], where: str) -> dict[str, Any]:
        pattern = found.get("pattern")
        if not isinstance(pattern, str):
            return {}
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError):
            self.notes[Note(where, f"The pattern {pattern[:60]!r} is not understood.")] = None
            return {}
        return {"pattern": pattern}


def titled(name: str) -> str:
    """Give a name as people read it: `next_cursor` as "Next cursor"."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    words = " ".join(re.findall(r"[^\W_]+", spaced)) or name
    return (words[:1].upper() + words[1:])[:LONGEST_TITLE]


def references_in(value: object) -> Iterator[str]:
    """Give the name of every definition that a turned schema or operation refers to.

    It goes only where schemas are: a `$ref` inside an example is data.
    """
    if isinstance(value, list):
        for part in value:
            yield from references_in(part)
    if not isinstance(value, Mapping):
        return
    if isinstance(value.get("$ref"), str):
        yield value["$ref"].removeprefix(DEFINITION)
    for key in HOLDERS:
        yield from references_in(value.get(key))
    for key in NAMED_HOLDERS:
        named = value.get(key)
        for part in named.values() if isinstance(named, Mapping) else ():
            yield from references_in(part)


def _words(found: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in ("title", "description"):
        if isinstance(found.get(name), str) and found[name].strip():
            made[name] = found[name]
    if found.get("format") in FORMATS:
        made["format"] = found["format"]
    choices = found.get("enum")
    if _is_list(choices):
        any_value = {key: value for key, value in found.items() if key != "enum"}
        fitting = [choice for choice in choices if _fits(choice, any_value)]
        unique = list({WRITTEN(choice): choice for choice in fitting}.values())
        made |= {"enum": unique} if unique else {}
    if "default" in found and _fits(found["default"], found):
        made["default"] = found["default"]
    if "example" in found:
        made["example"] = found["example"]
    if found.get("nullable"):
        made["x-nullable"] = True
    return made


def _bounds(found: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in NUMBERS:
        if _is_number(found.get(name)) and (name != "multipleOf" or found[name] > 0):
            made[name] = found[name]
    for name in COUNTS:
        if type(found.get(name)) is int and found[name] >= 0:
            made[name] = found[name]
    for name in FLAGS:
        if found.get(name) is True:
            made[name] = True
    for name, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if _is_number(found.get(name)):  # 3.1 gives the number itself
            made |= {bound: found[name], name: True}
        elif found.get(name) is True and bound in made:
            made[name] = True
    return made


def _fits(value: object, found: Mapping[str, Any]) -> bool:
    """Whether a default or a choice is of the type; null is not, in Swagger 2.0."""
    kind = found.get("type")
    if kind is None:
        return value is not None
    if isinstance(value, bool) and kind != "boolean":
        return False
    choices = found.get("enum")
    listed = not _is_list(choices) or value in choices
    return kind in TYPES and isinstance(value, TYPES[kind]) and listed


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
