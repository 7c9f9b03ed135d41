"""Makes the plainest value that a JSON Schema takes, for the local provider (draft 2020-12).

What frameworks write is followed: references, choices, constants, bounds. A pattern is not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from microapp_llm.json_pointer import pointed_at

DEEP = 3  # from here on only what must be there: a schema may hold itself
DEEPEST = 8
MOST_PARTS = 64  # of one value: what it points to, joins and chooses
MOST_VALUES = 2000
MOST_ITEMS = 100
MOST_CHARACTERS = 1_000_000  # of all texts
FORMATS = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "PT1S",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
Part = Mapping[str, Any]


def made(schema: Part, said: str) -> Any:
    """Give a value that the schema takes; its texts say what was asked."""
    return _Making(schema, said).of(schema, 0)


class _Making:
    """One schema, and what was asked."""

    def __init__(self, root: Part, said: str) -> None:
        self._root = root
        self._said = said
        self._values_left = MOST_VALUES
        self._characters_left = MOST_CHARACTERS

    def of(self, schema: Any, depth: int) -> Any:
        """Give a value of a part of the schema."""
        self._values_left -= 1
        part = self._whole(schema, depth)
        if "const" in part:
            return part["const"]
        if part.get("enum"):
            return part["enum"][0]
        match _kind(part):
            case "object":
                return self._object(part, depth)
            case "array":
                return self._array(part, depth)
            case "string":
                return self._text(part)
            case "integer" | "number":
                with suppress(OverflowError):
                    return _number(part)
                return 1
            case "boolean":
                return True
            case _:
                return None

    def _object(self, part: Part, depth: int) -> dict[str, Any]:
        if self._is_enough(depth):
            return {}
        fields = part.get("properties") or {}
        kept = fields.keys() & (part.get("required") or ()) if depth >= DEEP else fields.keys()
        return {name: self.of(fields[name], depth + 1) for name in fields if name in kept}

    def _array(self, part: Part, depth: int) -> list[Any]:
        if self._is_enough(depth):
            return []
        firsts = [self.of(one, depth + 1) for one in part.get("prefixItems") or ()]
        usual = 1 if depth < DEEP and part.get("items") else 0
        most = min(_count(part, "maxItems", MOST_ITEMS), MOST_ITEMS)
        more = min(max(_count(part, "minItems"), usual), most) - len(firsts)
        items = part.get("items", {"type": "string"})
        return firsts[:most] + [self.of(items, depth + 1) for _ in range(more)]

    def _text(self, part: Part) -> str:
        text = FORMATS.get(str(part.get("format")), self._said)[: self._characters_left]
        least = min(_count(part, "minLength"), self._characters_left)
        text = text.ljust(least, ".")[: _count(part, "maxLength", MOST_CHARACTERS)]
        self._characters_left -= len(text)
        return text

    def _is_enough(self, depth: int) -> bool:
        return depth >= DEEPEST or self._values_left < 0

    def _whole(self, schema: Any, depth: int) -> dict[str, Any]:
        """Give a part with what it points to, the first of its choices, and all that it joins."""
        whole: dict[str, Any] = {}
        waiting = [schema]
        for _ in range(MOST_PARTS):
            if not waiting:
                break
            part = waiting.pop()
            if not isinstance(part, Mapping):
                continue
            fields = {**(part.get("properties") or {}), **whole.get("properties", {})}
            whole = {**part, **whole} | ({"properties": fields} if fields else {})
            waiting.append(pointed_at(self._root, part.get("$ref")))
            waiting += part.get("allOf") or ()
            for choices in (part.get("anyOf"), part.get("oneOf")):
                waiting += sorted(choices or (), key=_is_null, reverse=depth >= DEEP)[:1]
        return whole


def _is_null(choice: Any) -> bool:
    return isinstance(choice, Mapping) and choice.get("type") == "null"


def _kind(part: Part) -> str:
    """Give the first type of a part that is not null; what has none is taken for an object."""
    told = part.get("type", "array" if "items" in part else "object")
    kinds = told if isinstance(told, list) else [told]
    return next((str(kind) for kind in kinds if kind != "null"), "null")


def _count(part: Part, name: str, otherwise: int = 0) -> int:
    told = part.get(name)
    return told if type(told) is int and told >= 0 else otherwise


def _number(part: Part) -> float:
    """Give 1 if the bounds let it pass, or else a number beside or between them."""
    low, above = (_bound(part, name, -math.inf) for name in ("minimum", "exclusiveMinimum"))
    high, below = (_bound(part, name, math.inf) for name in ("maximum", "exclusiveMaximum"))
    least, most = max(low, above), min(high, below)
    step = _bound(part, "multipleOf", 1)
    tried: list[float] = [step * math.ceil(1 / step) if step > 0 else 1]
    for bound in filter(math.isfinite, (least, most)):
        near = math.floor(bound / step) if step else 0
        tried += [step * near, step * (near + 1), step * (near - 1)]
    if _kind(part) == "number" and math.isfinite(least + most):
        tried.append((least + most) / 2)
    return next((one for one in tried if low <= one <= high and above < one < below), 1)


def _bound(part: Part, name: str, otherwise: float) -> float:
    told = part.get(name)
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told):
        return otherwise
    return told
