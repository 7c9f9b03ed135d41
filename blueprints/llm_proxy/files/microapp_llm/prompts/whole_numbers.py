"""Whole numbers as people write them: JSON Schema takes `2.0` as an integer, and it reads as 2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from microapp_llm.json_pointer import pointed_at
from microapp_llm.prompts.schema_parts import parts

MOST_EXACT = 2**53
CHOICES = ("allOf", "anyOf", "oneOf")
Part = Mapping[str, Any]


class WholeNumbers:
    """Knows which numbers a schema declares integers, also behind `#/…` references and choices."""

    def __init__(self, schema: Part) -> None:
        self._schema = schema
        self._has_any = any("integer" in _kinds(part) for _, part in parts(schema))

    def of(self, value: Any) -> Any:
        """Give a value that fits the schema, where each number that is declared an integer is one.

        One that may be an integer or any number stays as it is.
        """
        return self._of(value, [self._schema]) if self._has_any else value

    def _of(self, value: Any, schemas: Iterable[Any]) -> Any:
        if isinstance(value, float):
            return int(value) if value.is_integer() and self._is_whole(value, schemas) else value
        if isinstance(value, list):
            told = self._told(schemas)
            return [self._of(one, _items(told, number)) for number, one in enumerate(value)]
        if isinstance(value, Mapping):
            told = self._told(schemas)
            return {name: self._of(one, _fields(told, name)) for name, one in value.items()}
        return value

    def _is_whole(self, value: float, schemas: Iterable[Any]) -> bool:
        kinds = {kind for one in self._told(schemas) for kind in _kinds(one)}
        return "integer" in kinds and "number" not in kinds and abs(value) <= MOST_EXACT

    def _told(self, schemas: Iterable[Any]) -> list[Part]:
        """Give all that schemas say of one value: with what they point to, and what they choose."""
        waiting = list(schemas)
        found: dict[int, Part] = {}
        while waiting:
            one = waiting.pop()
            if isinstance(one, Mapping) and id(one) not in found:
                found[id(one)] = one
                waiting.append(pointed_at(self._schema, one.get("$ref")))
                for name in CHOICES:
                    waiting += one.get(name) or ()
        return list(found.values())


def _kinds(schema: Part) -> list[Any]:
    told = schema.get("type")
    return told if isinstance(told, list) else [told]


def _items(schemas: Iterable[Part], number: int) -> list[Any]:
    """Give what schemas say of an entry of a list."""
    firsts = ((one.get("prefixItems") or (), one) for one in schemas)
    return [first[number] if number < len(first) else one.get("items") for first, one in firsts]


def _fields(schemas: Iterable[Part], name: str) -> list[Any]:
    """Give what schemas say of a field of a group."""
    return [
        (one.get("properties") or {}).get(name, one.get("additionalProperties")) for one in schemas
    ]
