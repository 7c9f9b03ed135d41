"""Fingerprints of values and schemas: equal when they say the same, whatever the order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from microapp_cli.core.contract.comparison.places import Place

DEEPEST = 12
"""How many levels count; what lies deeper is compared where it is reached."""
TEXTS = frozenset(
    (
        *("title", "summary", "description", "example", "examples", "externalDocs"),
        *("$comment", "$id", "$schema"),
    )
)
UNORDERED = frozenset({"required", "enum", "type"})
WRITTEN = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str).encode


def canonical(value: Any) -> str:
    """Equal for values that JSON holds for equal: 1 and 1.0 are, 1 and true are not."""
    return WRITTEN(value if isinstance(value, str) else _plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Fingerprints:
    """Fingerprints of the schemas of one document; each is made once for each depth."""

    made: dict[tuple[Place, int], int] = field(default_factory=dict)

    def of(self, schema: Place, depth: int = DEEPEST) -> int:
        """Equal for schemas that differ in texts, order and `$ref` only."""
        here = schema.followed()
        if (here, depth) not in self.made:
            self.made[here, depth] = hash(self._content(here, depth))
        return self.made[here, depth]

    def _content(self, here: Place, depth: int) -> object:
        if not isinstance(here.value, (Mapping, list)):
            return canonical(here.value)
        if not depth:
            return type(here.value).__name__
        inside = [(key, here.at(key)) for key in self._keys(here)]
        return tuple((str(key), self._inner(str(key), part, depth - 1)) for key, part in inside)

    def _inner(self, key: str, part: Place, depth: int) -> object:
        if key in UNORDERED:
            values = part.entries or [part.value]
            return tuple(sorted(canonical(value) for value in values))
        return self.of(part, depth)

    def _keys(self, here: Place) -> list[Any]:
        if isinstance(here.value, list):
            return list(range(len(here.value)))
        kept = (key for key in here.fields if key not in TEXTS and not str(key).startswith("x-"))
        return sorted(kept, key=str)
