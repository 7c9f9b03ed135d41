"""What OpenAPI 3.0 and 3.1 allow, as a JSON Schema; each kind of object is one line or two."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

ANY: Schema = {}
TEXT: Schema = {"type": "string"}
EMAIL: Schema = {"type": "string", "format": "email"}
URL: Schema = {"type": "string", "format": "uri-reference"}
YES_NO: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
STYLES = {
    "path": ["matrix", "label", "simple"],
    "query": ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    "header": ["simple"],
    "cookie": ["form"],
}
FLOWS = {
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
    "clientCredentials": ("tokenUrl",),
    "authorizationCode": ("authorizationUrl", "tokenUrl"),
}
SCHEMES = {
    "apiKey": ("name", "in"),
    "http": ("scheme",),
    "oauth2": ("flows",),
    "openIdConnect": ("openIdConnectUrl",),
}

REUSABLE = ("response", "parameter", "example", "header", "link", "callback")


def schema(*, new: bool) -> Schema:
    """The schema of a whole document; `new` is 3.1, else 3.0."""
    document = _object(
        {
            "openapi": {"type": "string", "pattern": r"^3\.1\.\d+" if new else r"^3\.0\.\d+"},
            "info": _to("info"),
            "servers": _list(_to("server")),
            "paths": _to("paths"),
            "components": _to("components"),
            "security": _to("security"),
            "tags": _list(_to("tag")),
            "externalDocs": _to("externalDocs"),
            **({"webhooks": _map(_to("pathItem")), "jsonSchemaDialect": TEXT} if new else {}),
        },
        required=("openapi", "info") if new else ("openapi", "info", "paths"),
    )
    parts = {**_about(new), **_http(new), **_data(new), **_security(new)}
    parts["schema"] = {"$ref": JSON_SCHEMA} if new else _schema_of_3_0()
    return {"$schema": JSON_SCHEMA, **document, "$defs": parts}


def _about(new: bool) -> dict[str, Schema]:
    summary = {"summary": TEXT} if new else {}
    variable = {"default": TEXT, "description": TEXT, "enum": {**_list(TEXT), "minItems": 1}}
    license = {"name": TEXT, "url": URL, **({"identifier": TEXT} if new else {})}
    return {
        "info": _object(
            {
                "title": TEXT,
                "version": TEXT,
                "description": TEXT,
                "termsOfService": URL,
                "contact": _object({"name": TEXT, "url": URL, "email": EMAIL}),
                "license": _object(license, required=["name"]),
                **summary,
            },
            required=["title", "version"],
        ),
        "server": _object(
            {
                "url": TEXT,
                "description": TEXT,
                "variables": _map(_object(variable, required=["default"])),
            },
            required=["url"],
        ),
        "tag": _object(
            {"name": TEXT, "description": TEXT, "externalDocs": _to("externalDocs")},
            required=["name"],
        ),
        "externalDocs": _object({"url": URL, "description": TEXT}, required=["url"]),
    }


def _http(new: bool) -> dict[str, Schema]:
    words = {"summary": TEXT, "description": TEXT}
    operation = {
        **words,
        "tags": _list(TEXT),
        "operationId": TEXT,
        "parameters": _list(_or_reference("parameter")),
        "requestBody": _or_reference("requestBody"),
        "responses": _to("responses"),
        "callbacks": _map(_or_reference("callback")),
        "deprecated": YES_NO,
        "security": _to("security"),
        "servers": _list(_to("server")),
        "externalDocs": _to("externalDocs"),
    }
    return {
        "paths": {
            "type": "object",
            "patternProperties": {"^/": _to("pathItem"), "^x-": ANY},
            "additionalProperties": False,
        },
        "pathItem": _object(
            {
                **words,
                "$ref": TEXT,
                "servers": _list(_to("server")),
                "parameters": _list(_or_reference("parameter")),
                **dict.fromkeys(METHODS, _to("operation")),
            }
        ),
        "operation": _object(operation, required=() if new else ["responses"]),
        **_bodies(),
    }


def _bodies() -> dict[str, Schema]:
    return {
        "requestBody": _object(
            {"description": TEXT, "content": _to("content"), "required": YES_NO},
            required=["content"],
        ),
        "responses": {
            "type": "object",
            "properties": {"default": _or_reference("response")},
            "patternProperties": {"^[1-5]([0-9][0-9]|XX)$": _or_reference("response"), "^x-": ANY},
            "additionalProperties": False,
            "minProperties": 1,
        },
        "response": _object(
            {
                "description": TEXT,
                "headers": _map(_or_reference("header")),
                "content": _to("content"),
                "links": _map(_or_reference("link")),
            },
            required=["description"],
        ),
        "callback": {"type": "object", "additionalProperties": _to("pathItem")},
        "link": _object(
            {
                "operationRef": TEXT,
                "operationId": TEXT,
                "parameters": _map(ANY),
                "requestBody": ANY,
                "description": TEXT,
                "server": _to("server"),
            }
        ),
    }


def _data(new: bool) -> dict[str, Schema]:
    described = {
        "description": TEXT,
        "required": YES_NO,
        "deprecated": YES_NO,
        "allowEmptyValue": YES_NO,
        "style": TEXT,
        "explode": YES_NO,
        "allowReserved": YES_NO,
        "schema": _to("schema"),
        "content": {**_to("content"), "minProperties": 1, "maxProperties": 1},
        "example": ANY,
        "examples": _map(_or_reference("example")),
    }
    one_form = {
        "if": {"not": {"required": ["content"]}},
        "then": {"required": ["schema"]},
        "else": {"properties": {"schema": False}},
    }
    beside = {"$ref": URL, "summary": TEXT, "description": TEXT}
    parameter = {"name": TEXT, "in": {"enum": list(STYLES)}, **described}
    return {
        "parameter": {
            **_object(parameter, required=["name", "in"]),
            **one_form,
            "allOf": [_when("in", place, _styled(place)) for place in STYLES],
        },
        "header": {**_object(described), **one_form},
        "content": {"type": "object", "additionalProperties": _to("mediaType")},
        "mediaType": _object(
            {
                "schema": _to("schema"),
                "example": ANY,
                "examples": _map(_or_reference("example")),
                "encoding": _map(_to("encoding")),
            }
        ),
        "encoding": _object(
            {
                "contentType": TEXT,
                "headers": _map(_or_reference("header")),
                "style": {"enum": STYLES["query"]},
                "explode": YES_NO,
                "allowReserved": YES_NO,
            }
        ),
        "example": _object(
            {"summary": TEXT, "description": TEXT, "value": ANY, "externalValue": TEXT}
        ),
        "reference": _object(beside if new else {"$ref": URL}, required=["$ref"], open=not new),
    }


def _security(new: bool) -> dict[str, Schema]:
    kinds = {**SCHEMES, **({"mutualTLS": ()} if new else {})}
    scheme = {
        "type": {"enum": list(kinds)},
        "description": TEXT,
        "name": TEXT,
        "in": {"enum": ["query", "header", "cookie"]},
        "scheme": TEXT,
        "bearerFormat": TEXT,
        "flows": _object({name: _flow(wanted) for name, wanted in FLOWS.items()}),
        "openIdConnectUrl": URL,
    }
    reusable = {
        "schemas": _to("schema"),
        **{f"{kind}s": _or_reference(kind) for kind in REUSABLE},
        "requestBodies": _or_reference("requestBody"),
        "securitySchemes": _or_reference("securityScheme"),
        **({"pathItems": _to("pathItem")} if new else {}),
    }
    name = {"propertyNames": {"pattern": "^[a-zA-Z0-9._-]+$"}}
    return {
        "security": _list(_map(_list(TEXT))),
        "securityScheme": {
            **_object(scheme, required=["type"]),
            "allOf": [_when("type", kind, {"required": list(kinds[kind])}) for kind in kinds],
        },
        "components": _object({key: {**_map(value), **name} for key, value in reusable.items()}),
    }


def _flow(wanted: tuple[str, ...]) -> Schema:
    urls = {"authorizationUrl": URL, "tokenUrl": URL, "refreshUrl": URL}
    return _object({**urls, "scopes": _map(TEXT)}, required=[*wanted, "scopes"])


def _styled(place: str) -> Schema:
    must = {"required": ["required"]} if place == "path" else {}
    fixed = {"required": {"const": True}} if place == "path" else {}
    return {"properties": {"style": {"enum": STYLES[place]}, **fixed}, **must}


def _schema_of_3_0() -> Schema:
    inner = {"$ref": "#/$defs/schema"}
    keywords = {
        **dict.fromkeys(("title", "description", "format", "pattern"), TEXT),
        **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems"), COUNT),
        **dict.fromkeys(("maxProperties", "minProperties"), COUNT),
        **dict.fromkeys(("maximum", "minimum"), NUMBER),
        **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum", "uniqueItems"), YES_NO),
        **dict.fromkeys(("nullable", "readOnly", "writeOnly", "deprecated"), YES_NO),
        **{key: {**_list(inner), "minItems": 1} for key in ("allOf", "oneOf", "anyOf")},
        **dict.fromkeys(("example", "default"), ANY),
        "multipleOf": {"type": "number", "exclusiveMinimum": 0},
        "type": {"enum": ["array", "boolean", "integer", "number", "object", "string"]},
        "enum": {"type": "array", "minItems": 1},
        "required": {**_list(TEXT), "minItems": 1, "uniqueItems": True},
        "not": inner,
        "items": inner,
        "properties": _map(inner),
        "additionalProperties": {"if": {"type": "object"}, "then": inner, "else": YES_NO},
        "discriminator": _object(
            {"propertyName": TEXT, "mapping": _map(TEXT)}, required=["propertyName"]
        ),
        "externalDocs": {"$ref": "#/$defs/externalDocs"},
        "xml": _object(
            {
                **dict.fromkeys(("name", "namespace", "prefix"), TEXT),
                **dict.fromkeys(("attribute", "wrapped"), YES_NO),
            }
        ),
    }
    return {"if": {"required": ["$ref"]}, "then": _to("reference"), "else": _object(keywords)}


def _to(kind: str) -> Schema:
    return {"$ref": f"#/$defs/{kind}"}


def _or_reference(kind: str) -> Schema:
    """A `$ref` or the thing itself: told apart first, so that a message names what is wrong."""
    refers = {"type": "object", "required": ["$ref"]}
    return {"if": refers, "then": _to("reference"), "else": _to(kind)}


def _object(properties: dict[str, Schema], *, required: Any = (), open: bool = False) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "patternProperties": {"^x-": ANY},
        "additionalProperties": open,
    }


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _when(key: str, value: str, then: Schema) -> Schema:
    fits = {"properties": {key: {"const": value}}, "required": [key]}
    return {"if": fits, "then": then}
