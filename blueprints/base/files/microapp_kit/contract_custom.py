"""The app's own routes in the contract: what FastAPI says of them, held to the platform's rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from microapp_kit.contract_parts import ERROR_STATUSES, REPLAYED, listed, reference
from microapp_kit.contract_schemas import TEXT_PATTERN
from microapp_kit.jsonbody import MAX_BYTES

Part = dict[str, Any]
REFUSALS = ("400", "401", "403", "404", "429", "500", "503")
REFUSALS_OF_BODIES = ("408", "409", "413", "415", "422")
FROM_FASTAPI = frozenset({"HTTPValidationError", "ValidationError"})
"""Schemas of answers that the platform replaces by its own envelope."""
MOST_ITEMS = 10_000
INT64 = 2**63


def own_paths(own: Mapping[str, Any]) -> Part:
    """Give the paths of the app's own routes with refusals, limits and short operation ids."""
    paths: Part = {}
    taken: set[str] = set()
    for path, item in own.get("paths", {}).items():
        paths[path] = {}
        for method, operation in item.items():
            short = _short_id(operation["operationId"], path, method)
            name = operation["operationId"] if short in taken else short
            taken.add(name)
            paths[path][method] = _operation(operation, method, name)
    return paths


def own_schemas(own: Mapping[str, Any]) -> Part:
    """Give the schemas that the app's own routes speak of, every value bounded."""
    schemas = own.get("components", {}).get("schemas", {})
    return {name: bounded(part) for name, part in schemas.items() if name not in FROM_FASTAPI}


def own_tags(own: Mapping[str, Any]) -> Iterator[Part]:
    """Give the tags that the app's own routes name, each once."""
    items = own.get("paths", {}).values()
    operations = [operation for item in items for operation in item.values()]
    named = [tag for operation in operations for tag in operation.get("tags", ())]
    for name in dict.fromkeys(named):
        yield {"name": name, "description": "Routes of the app's own."}


def bounded(schema: Any) -> Any:
    """Give a schema in which every text, number, list and object has bounds and no title."""
    if not isinstance(schema, dict):
        return schema
    found = {key: value for key, value in schema.items() if key != "title"}
    if "const" in found:
        found["enum"] = [found.pop("const")]
    for keyword in ("items", "additionalProperties"):
        if keyword in found:
            found[keyword] = bounded(found[keyword])
    for keyword in ("anyOf", "oneOf", "allOf"):
        if keyword in found:
            found[keyword] = [bounded(part) for part in found[keyword]]
    if "properties" in found:
        found["properties"] = {name: bounded(part) for name, part in found["properties"].items()}
    return _without_null_arm({**_bounds(found), **found})


def _bounds(schema: Mapping[str, Any]) -> Part:
    """Give the bounds that the platform sets where the author sets none."""
    kind = schema.get("type")
    if kind == "string" and "enum" not in schema:
        return {"maxLength": MAX_BYTES, "pattern": TEXT_PATTERN}
    if kind == "integer":
        return {"format": "int64", "minimum": -INT64, "maximum": INT64 - 1}
    if kind == "array":
        return {"maxItems": MOST_ITEMS}
    if kind == "object" and "additionalProperties" not in schema:
        return {"additionalProperties": False}
    if kind == "object" and schema["additionalProperties"]:
        return {"maxProperties": MOST_ITEMS}
    return {}


def _without_null_arm(schema: Part) -> Part:
    """Say `type: [string, null]` for `anyOf: [string, null]`, which 3.0 can say as well."""
    arms = schema.get("anyOf", [])
    kept = [arm for arm in arms if arm != {"type": "null"}]
    if len(arms) == 2 and len(kept) == 1 and isinstance(kept[0].get("type"), str):
        beside = {key: value for key, value in schema.items() if key != "anyOf"}
        return {**kept[0], **beside, "type": [kept[0]["type"], "null"]}
    return schema


def _operation(operation: Mapping[str, Any], method: str, name: str) -> Part:
    summary = operation.get("summary", name)
    made: Part = {
        **operation,
        "operationId": name,
        "summary": summary,
        "description": operation.get("description", summary),
        "parameters": [_parameter(part) for part in operation.get("parameters", [])],
        "responses": _responses(operation, method),
    }
    if method == "post":
        made["parameters"].append(reference("parameters", "IdempotencyKey"))
    if "requestBody" in operation:
        made["requestBody"] = _with_bounds(operation["requestBody"])
    if not made["parameters"]:
        del made["parameters"]
    return made


def _parameter(parameter: Mapping[str, Any]) -> Part:
    described = {"description": f"The {parameter['name']}."}
    return {**described, **parameter, "schema": bounded(parameter["schema"])}


def _responses(operation: Mapping[str, Any], method: str) -> Part:
    named = listed(REPLAYED) if method == "post" else listed()
    stated = {
        status: {**_with_bounds(response), "headers": {**named, **response.get("headers", {})}}
        for status, response in operation["responses"].items()
        if status not in ERROR_STATUSES
    }
    takes_input = method not in ("get", "head") or operation.get("parameters")
    refusals = (*REFUSALS, *(REFUSALS_OF_BODIES if takes_input else ()))
    return stated | {s: reference("responses", ERROR_STATUSES[s]) for s in sorted(refusals)}


def _with_bounds(holder: Mapping[str, Any]) -> Part:
    content = {
        media: {**part, "schema": bounded(part.get("schema", {}))}
        for media, part in holder.get("content", {}).items()
    }
    return {**holder, **({"content": content} if content else {})}


def _short_id(stated: str, path: str, method: str) -> str:
    """Give the name of the function; FastAPI adds the path and the method to it."""
    return stated.removesuffix(re.sub(r"\W", "_", path) + f"_{method}").strip("_") or stated
