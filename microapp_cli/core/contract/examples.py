"""An example for every schema: the author's own where there is one, else one that fits."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from microapp_cli.core.contract.document import Contract, Media, Parameter
from microapp_cli.core.contract.patterns import matching
from microapp_cli.core.contract.schemas import Property, flat, properties

MAX_NESTED = 8
MAX_VALUES = 400
FORMATS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "ann@example.com",
    "idn-email": "ann@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "iri": "https://example.com/",
    "uri-reference": "/example",
    "uri-template": "/example/{id}",
    "json-pointer": "/example",
    "uuid": "01934f5e-7a10-7c3a-9b1e-2f6d8c4a5b70",
    "byte": "ZXhhbXBsZQ==",
    "regex": "^example$",
}
TEXT = "example"


def example_of(contract: Contract, schema: object) -> Any:
    """Give a value that fits a schema, always the same one."""
    return _Examples(contract).of(schema, 0, ())


def example_of_media(contract: Contract, media: Media) -> Any:
    """Give an example of a body: a whole one of the author's, or one that fits its schema."""
    return media.examples[0] if media.examples else example_of(contract, media.schema)


def example_of_parameter(contract: Contract, parameter: Parameter) -> Any:
    """Give an example of a parameter: the author's, or one that fits its schema."""
    if parameter.examples:
        return parameter.examples[0]
    return example_of(contract, parameter.schema)


class _Examples:
    """Makes one example; knows how much it has made, for a schema can ask for 2**100 values."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.made = 0

    def of(self, schema: object, depth: int, above: tuple[str, ...]) -> Any:
        self.made += 1
        reference = schema.get("$ref") if isinstance(schema, Mapping) else None
        if isinstance(reference, str):
            above = (*above, reference)
        found = flat(self.contract, schema)
        given = _given(found)
        if given:
            return given[0]
        for keyword in ("oneOf", "anyOf"):
            arms = found.get(keyword)
            if isinstance(arms, list) and arms:
                return self._arm(found, keyword, arms, depth, above)
        return self._made(found, depth, above)

    def _arm(
        self,
        found: dict[str, Any],
        keyword: str,
        arms: list[Any],
        depth: int,
        above: tuple[str, ...],
    ) -> Any:
        """An example of the first arm that goes on somewhere new, with what stands beside it."""
        arm = next((arm for arm in arms if not self._repeats(arm, above)), None)
        if arm is None or depth > MAX_NESTED:
            return None if found.get("nullable") else {}
        beside = {key: part for key, part in found.items() if key != keyword}
        value = self.of(arm, depth + 1, above)
        if isinstance(value, dict) and "properties" in beside:
            return {**self._object(beside, depth, above), **value}
        return value

    def _made(self, found: dict[str, Any], depth: int, above: tuple[str, ...]) -> Any:
        match found.get("type"):
            case "object":
                return self._object(found, depth, above)
            case "array":
                return self._array(found, depth, above)
            case "integer" | "number":
                return _number(found)
            case "boolean":
                return True
            case "string":
                return _text(found)
            case _:
                return None if found.get("nullable") or found.get("type") == "null" else TEXT

    def _object(self, found: dict[str, Any], depth: int, above: tuple[str, ...]) -> dict[str, Any]:
        listed = found.get("properties")
        stated = listed if isinstance(listed, Mapping) else {}
        return {
            part.name: self.of(stated[part.name], depth + 1, above)
            for part in properties(self.contract, found)
            if part.name in stated and self._is_shown(part, stated[part.name], depth, above)
        }

    def _is_shown(self, part: Property, stated: object, depth: int, above: tuple[str, ...]) -> bool:
        if part.required:
            return self.made < MAX_VALUES and depth < 2 * MAX_NESTED
        if depth >= MAX_NESTED or self.made >= MAX_VALUES or part.schema.get("not") == {}:
            return False
        return not (part.schema.get("deprecated") or self._repeats(stated, above))

    def _array(self, found: dict[str, Any], depth: int, above: tuple[str, ...]) -> list[Any]:
        least = found.get("minItems", 0)
        most = found.get("maxItems", 1)
        items = found.get("items", {})
        ends = depth >= MAX_NESTED or self.made >= MAX_VALUES or self._repeats(items, above)
        count = 1 if not ends and most != 0 else 0
        if isinstance(least, int):
            count = max(count, min(least, 20))
        return [self.of(items, depth + 1, above) for _ in range(count)] if depth < 20 else []

    def _repeats(self, schema: object, above: tuple[str, ...]) -> bool:
        return isinstance(schema, Mapping) and schema.get("$ref") in above


def _given(found: Mapping[str, Any]) -> list[Any]:
    """What the author says a value looks like, the best first."""
    given = [found[key] for key in ("example", "default") if key in found]
    examples = found.get("examples")
    given = (examples if isinstance(examples, list) else []) + given
    choices = found.get("enum")
    if not isinstance(choices, list) or not choices:
        return given
    return [value for value in given if value in choices] or choices


def _number(found: Mapping[str, Any]) -> int | float:
    """The number nearest to 1 that lies within the bounds."""
    step = _finite(found.get("multipleOf"), None)
    is_whole = found.get("type") == "integer"
    unit = step or (1 if is_whole else 0.5)
    least, most = _bounds(found, unit)
    value = min(max(1.0, least), most)
    if step or is_whole:
        value = math.ceil(value / unit) * unit
        value = value if value <= most else math.floor(most / unit) * unit
    return int(value) if is_whole or value == int(value) else round(value, 10)


def _bounds(found: Mapping[str, Any], unit: float) -> tuple[float, float]:
    least = _finite(found.get("minimum"), -math.inf)
    most = _finite(found.get("maximum"), math.inf)
    low, high = found.get("exclusiveMinimum"), found.get("exclusiveMaximum")
    low = least if low is True else low  # 3.0 says "the minimum is exclusive"; 3.1 gives a number
    high = most if high is True else high
    least = max(least, _finite(low, -math.inf) + unit)
    most = min(most, _finite(high, math.inf) - unit)
    return least, most


def _finite(value: object, otherwise: Any) -> Any:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and abs(value) < 2**63 else otherwise  # type: ignore[arg-type]


def _text(found: Mapping[str, Any]) -> str:
    least, most = found.get("minLength", 0), found.get("maxLength", math.inf)
    least = least if isinstance(least, int) else 0
    most = most if isinstance(most, int) else math.inf
    known = FORMATS.get(str(found.get("format")))
    if known is not None:
        return known
    if isinstance(found.get("pattern"), str):
        made = matching(found["pattern"], least)
        if made is not None:
            return made
    text = TEXT if len(TEXT) >= least else TEXT.ljust(min(least, 1000), "x")
    return text if len(text) <= most else text[: int(most)]


def as_text(value: object) -> str:
    """Give a value as it stands in a URL or a header."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
