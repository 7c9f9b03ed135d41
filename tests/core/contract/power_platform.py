"""The judges of a Power Automate connector: Swagger's own rules, and Microsoft's schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonschema_rs import Draft4Validator
from openapi_spec_validator import OpenAPIV2SpecValidator

from microapp_cli.core.contract.derived import Derived

SCHEMAS = Path(__file__).parent / "microsoft"
DEFINITION = "power-automate/apiDefinition.swagger.json"
PROPERTIES = "power-automate/apiProperties.json"
MOST_BYTES = 1_000_000


def faults(derived: Derived) -> Iterator[str]:
    """Give everything that is wrong with a connector."""
    definition, properties = derived.files[DEFINITION], derived.files[PROPERTIES]
    assert isinstance(definition, Mapping)
    assert isinstance(properties, Mapping)
    yield from (error.message for error in OpenAPIV2SpecValidator(definition).iter_errors())
    for schema, data in (
        ("apiDefinition.swagger", definition),
        ("paconn-apiProperties", properties),
    ):
        for error in microsoft(schema).iter_errors(data):
            yield f"{error.instance_path}: {error.message}"
    text = json.dumps(definition, indent=2, ensure_ascii=False)
    if len(text.encode()) >= MOST_BYTES:
        yield f"{len(text)} characters are too many"
    if '"multi"' in text:
        yield "a list would be sent by repeating a name"
    yield from _untold(definition)


@cache
def microsoft(name: str) -> Draft4Validator:
    """Give one of Microsoft's schemas: no comments, as JSON has none, and references as URIs."""
    text = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    strings_or_comments = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*')
    bare = strings_or_comments.sub(lambda found: found[1] or "", text)
    spelt = re.sub(r'"#/definitions/[^"]*"', lambda found: quote(found[0], '"#/'), bare)
    return Draft4Validator(json.loads(spelt), validate_formats=False)


def operations(derived: Derived) -> list[Mapping[str, Any]]:
    """Give every operation of the definition."""
    definition = derived.files[DEFINITION]
    assert isinstance(definition, Mapping)
    return [operation for item in definition["paths"].values() for operation in item.values()]


def _untold(definition: Mapping[str, Any]) -> Iterator[str]:
    """What a person would see without a name."""
    ids: list[str] = []
    for path, item in definition["paths"].items():
        for method, operation in item.items():
            ids.append(operation["operationId"].lower())
            named = re.fullmatch("[A-Z][A-Za-z0-9]*", operation["operationId"])
            told = operation["summary"] and operation["x-ms-summary"] and operation["description"]
            untold = [p["name"] for p in operation["parameters"] if not p.get("x-ms-summary")]
            if not named or not told or untold:
                yield f"{method} {path}: a name or a summary is missing: {untold}"
    if len(set(ids)) < len(ids):
        yield "two operations have one id"
    for name, schema in definition["definitions"].items():
        for key, part in schema.get("properties", {}).items():
            if not part.get("x-ms-summary"):
                yield f"{name}.{key}: no x-ms-summary"
