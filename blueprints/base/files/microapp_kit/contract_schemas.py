"""Schemas of a resource for the contract: the record, what creates it, what changes it, a page."""

from __future__ import annotations

from typing import Any

from microapp_kit.paging import MAX_LENGTH, MAX_LIMIT
from microapp_kit.record import MAX_TEXT, Column
from microapp_kit.resource import Resource

Schema = dict[str, Any]
TEXT_PATTERN = r"^[^\u0000]*$"
UUID_SCHEMA: Schema = {
    "type": "string",
    "format": "uuid",
    "minLength": 36,
    "maxLength": 36,
    "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    "example": "01934f5e-7a10-7c3a-9b1e-2f6d8c4a5b70",
}
MOMENT_SCHEMA: Schema = {
    "type": "string",
    "format": "date-time",
    "maxLength": 40,
    "example": "2026-01-31T12:00:00.000000Z",
}
SYSTEM: dict[str, tuple[Schema, str]] = {
    "id": (UUID_SCHEMA, "Made by the platform, never reused."),
    "created_at": (MOMENT_SCHEMA, "When it was created, in UTC."),
    "updated_at": (MOMENT_SCHEMA, "When it last changed, in UTC."),
}
FORMATS: dict[str, Schema] = {
    "date": {
        "format": "date",
        "maxLength": 10,
    },
    "datetime": {k: v for k, v in MOMENT_SCHEMA.items() if k not in ("type", "example")},
    "uuid": {k: v for k, v in UUID_SCHEMA.items() if k not in ("type", "example")},
    "integer": {"format": "int64"},
    "float": {"format": "double"},
}
EXAMPLES: dict[str, Any] = {
    "text": "Call Ann",
    "integer": 3,
    "float": 2.5,
    "boolean": True,
    "date": "2026-01-31",
    "datetime": MOMENT_SCHEMA["example"],
    "uuid": UUID_SCHEMA["example"],
}


def record_schema(resource: Resource) -> Schema:
    """Give the schema of a record as answers show it: every field present."""
    fields = _fields(resource)
    properties = {
        column.name: _system(column.name) if column.name in SYSTEM else fields[column.name]
        for column in resource.shown
    }
    described = (resource.record.__doc__ or f"One of {resource.name}.").strip()
    return _object(properties, list(properties), described)


def created(resource: Resource) -> Schema:
    """Give the schema of a new record: what its author must and may say."""
    required = [column.name for column in resource.columns if not column.has_default]
    return _object(_fields(resource), required, f"A new record of {resource.name}.")


def patch_schema(resource: Resource) -> Schema:
    """Give the schema of a change: any of the fields (RFC 7396)."""
    fields = {
        name: {key: value for key, value in schema.items() if key != "default"}
        for name, schema in _fields(resource).items()
    }
    return _object(fields, [], f"The fields of a record of {resource.name} to change.")


def page_schema(name: str) -> Schema:
    """Give the schema of one page of a list."""
    items = {
        "type": "array",
        "maxItems": MAX_LIMIT,
        "items": {"$ref": f"#/components/schemas/{name}"},
    }
    cursor = {
        "type": ["string", "null"],
        "maxLength": MAX_LENGTH,
        "pattern": "^[A-Za-z0-9_-]+$",
        "description": "Ask for the next page with it; null on the last page.",
    }
    properties = {"items": items, "next_cursor": cursor}
    return _object(properties, list(properties), "One page, and where the next begins.")


def column_schema(column: Column) -> Schema:
    """Give the schema of a value of a column, in a query."""
    types = {"integer": "integer", "float": "number", "boolean": "boolean"}
    schema = {"type": types.get(column.kind, "string"), **FORMATS.get(column.kind, {})}
    if column.kind == "text":
        schema |= {"maxLength": 1000, "pattern": TEXT_PATTERN}
    if column.kind == "integer":
        schema |= {"minimum": -(10**18) + 1, "maximum": 10**18 - 1}
    return schema


def _system(name: str) -> Schema:
    schema, description = SYSTEM[name]
    return {**schema, "description": description, "readOnly": True}


def _fields(resource: Resource) -> dict[str, Schema]:
    stated = resource.model.model_json_schema(ref_template="{model}")
    definitions = stated.get("$defs", {})
    return {
        column.name: _field(column, stated["properties"][column.name], definitions)
        for column in resource.columns
    }


def _field(column: Column, stated: Schema, definitions: Schema) -> Schema:
    """Give a field's schema within what OpenAPI 3.0 can say, every text and number bounded."""
    merged: Schema = {k: v for k, v in stated.items() if k not in ("anyOf", "$ref", "title")}
    for arm in stated.get("anyOf", [stated]):
        if arm.get("type") != "null":
            merged |= {k: v for k, v in arm.items() if k not in ("title", "$ref", "anyOf")}
            merged |= {
                k: v for k, v in definitions.get(arm.get("$ref"), {}).items() if k != "title"
            }
    if column.kind == "text" and "enum" not in merged and "const" not in merged:
        merged = {"maxLength": MAX_TEXT, "pattern": TEXT_PATTERN, **merged}
    merged = {**FORMATS.get(column.kind, {}), **merged}
    if "const" in merged:
        merged["enum"] = [merged.pop("const")]
    merged.setdefault(
        "example", merged["enum"][0] if "enum" in merged else _example(column, merged)
    )
    if column.nullable:
        merged["type"] = [merged["type"], "null"]
        if "enum" in merged:
            merged["enum"] = [*merged["enum"], None]
    if merged.get("default", 0) is None:
        del merged["default"]
    return merged


def _example(column: Column, schema: Schema) -> Any:
    """Give an example that keeps to its own schema."""
    if column.kind == "text":
        text = EXAMPLES["text"].ljust(schema.get("minLength", 0), ".")
        return text[: schema["maxLength"]]
    if column.kind in ("integer", "float"):
        least, most = schema.get("minimum"), schema.get("maximum")
        return min(max(EXAMPLES[column.kind], least or 0), most if most is not None else 10)
    return EXAMPLES[column.kind]


def _object(properties: Schema, required: list[str], description: str) -> Schema:
    schema = {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "properties": properties,
    }
    return {**schema, "required": required} if required else schema
