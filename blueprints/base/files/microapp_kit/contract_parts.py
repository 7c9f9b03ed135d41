"""Parts of the contract that all operations share: parameters, headers, refusals, the envelope."""

from __future__ import annotations

from typing import Any

from microapp_kit.contract_schemas import TEXT_PATTERN, UUID_SCHEMA, column_schema
from microapp_kit.idempotency import MAX_LENGTH as KEY_LENGTH
from microapp_kit.paging import DEFAULT_LIMIT, MAX_LENGTH, MAX_LIMIT
from microapp_kit.preconditions import MAX_TAGS
from microapp_kit.resource import OPERATORS, Resource

Part = dict[str, Any]
PRINTABLE = "^[ -~]+$"
ERROR_STATUSES = {
    "400": "BadRequest",
    "401": "Unauthenticated",
    "403": "Forbidden",
    "404": "NotFound",
    "408": "TooSlow",
    "409": "Conflict",
    "412": "PreconditionFailed",
    "413": "TooLarge",
    "415": "UnsupportedMediaType",
    "422": "Invalid",
    "428": "PreconditionRequired",
    "429": "TooManyRequests",
    "500": "InternalError",
    "503": "Unavailable",
}
MEANINGS = {
    "BadRequest": "The request is malformed.",
    "Unauthenticated": "There is no token, or it is not valid here.",
    "Forbidden": "The token's roles do not allow this.",
    "NotFound": "There is no such record for this caller.",
    "TooSlow": "The body did not arrive in time; send it in one go.",
    "Conflict": "A request with this Idempotency-Key is under way, or its outcome is unknown.",
    "PreconditionFailed": "The record has changed since the ETag was read.",
    "TooLarge": "The body is too large.",
    "UnsupportedMediaType": "The body is not JSON in UTF-8.",
    "Invalid": "Some fields or parameters are not valid.",
    "PreconditionRequired": "If-Match is missing.",
    "TooManyRequests": "A limit is used up; try again after Retry-After seconds.",
    "InternalError": "Something went wrong on our side.",
    "Unavailable": "A part that this needs does not answer; try again.",
}


def reference(kind: str, name: str) -> Part:
    """Give a reference to a shared component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def listed(*names: str) -> Part:
    """Give the headers of an answer: those that every answer has, and these."""
    return {name: reference("headers", name) for name in (*ALWAYS, *names)}


REPLAYED = "Idempotent-Replayed"
"""The header of an answer that a request with the same Idempotency-Key got before."""


def id_parameter() -> Part:
    """Give the parameter of a record's id in the path."""
    schema = {key: value for key, value in UUID_SCHEMA.items() if key != "example"}
    example = UUID_SCHEMA["example"]
    described = "The id of the record."
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "description": described,
        "schema": schema,
        "example": example,
    }


def sort_parameter(resource: Resource) -> Part:
    """Give the sort parameter of a list with all that it may say."""
    choices = [f"{sign}{name}" for name in resource.all_sorts for sign in ("-", "")]
    schema = {"type": "string", "enum": choices, "default": choices[0]}
    return _query("sort", "The order of the list; - in front means descending.", schema)


def filter_parameters(resource: Resource) -> list[Part]:
    """Give one parameter for each declared filter and operator."""
    return [
        _query(f"{name}[{operator}]", f"Only records whose {name} fits.", column_schema(column))
        for name in resource.filters
        for column in [resource.column(name)]
        for operator in OPERATORS[column.kind]
    ]


def _query(name: str, description: str, schema: Part) -> Part:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _header(name: str, description: str, schema: Part, *, required: bool = False) -> Part:
    part = {"name": name, "in": "header", "description": description, "schema": schema}
    return {**part, "required": True} if required else part


def _text(most: int, pattern: str = PRINTABLE, **more: Any) -> Part:
    return {"type": "string", "minLength": 1, "maxLength": most, "pattern": pattern, **more}


def _refused(status: str, name: str) -> Part:
    names = {"401": ["WWW-Authenticate"], "429": ["Retry-After"], "503": ["Retry-After"]}
    schema = reference("schemas", "Error")
    return {
        "description": MEANINGS[name],
        "headers": listed(*names.get(status, [])),
        "content": {
            "application/json": {"schema": schema},
            "application/problem+json": {"schema": reference("schemas", "Problem")},
        },
    }


ALWAYS = ("RateLimit", "RateLimit-Policy", "Access-Control-Allow-Origin", "X-Request-Id")
ENTITY_TAG = r'(W/)?"[!#-+.-~-]*"'  # no comma in it, for commas part a list
TAG = rf"^(\*|{ENTITY_TAG}(, ?{ENTITY_TAG})*)$"
TAGS: Part = {"type": "string", "maxLength": 200, "pattern": TAG, "example": '"1-a1b2c3d4"'}
# A reader's ETag that we cannot read matches nothing; it is no reason to refuse (RFC 9110, 13.1.2).
READ_TAGS: Part = {**TAGS, "maxLength": MAX_TAGS, "pattern": "^[ -~]*$"}
SHARED_PARAMETERS: Part = {
    "Limit": _query(
        "limit",
        "How many records a page holds.",
        {
            "type": "integer",
            "format": "int32",
            "minimum": 1,
            "maximum": MAX_LIMIT,
            "default": DEFAULT_LIMIT,
        },
    ),
    "Cursor": _query(
        "cursor",
        "The next_cursor of the page before.",
        _text(MAX_LENGTH, "^[A-Za-z0-9_-]+$"),
    ),
    "Format": _query(
        "format",
        "How the export is written.",
        {"type": "string", "enum": ["jsonl", "csv"], "default": "jsonl"},
    ),
    "IdempotencyKey": _header(
        "Idempotency-Key",
        "Makes a repeated request harmless: the first answer comes back.",
        _text(KEY_LENGTH, '^("[ !#-~]+"|[!#-~]([ !#-~]*[!#-~])?)$'),
    ),
    "IfMatch": _header("If-Match", "The ETag of the record as read.", TAGS, required=True),
    "IfNoneMatch": _header("If-None-Match", "The ETag that you have.", READ_TAGS),
}
SHARED_HEADERS: Part = {
    "RateLimit": {
        "description": "What is left of the tightest limit.",
        "schema": _text(200),
    },
    "RateLimit-Policy": {"description": "The limits that apply.", "schema": _text(400)},
    "Access-Control-Allow-Origin": {
        "description": "Absent: pages of other origins may not read the answers.",
        "schema": _text(200),
    },
    "X-Request-Id": {
        "description": "The name of this request in the log: the caller's own, or a new one.",
        "schema": {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9._-]{8,64}$"},
    },
    REPLAYED: {
        "description": "`true` where a request with this Idempotency-Key was answered before.",
        "schema": {"type": "string", "maxLength": 4, "pattern": "^true$"},
    },
    "Retry-After": {
        "description": "Seconds to wait.",
        "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 86400},
    },
    "ETag": {"description": "The state of the record.", "schema": _text(100)},
    "Location": {
        "description": "Where the record is.",
        "schema": _text(200, "^/v1/", format="uri-reference"),
    },
    "WWW-Authenticate": {"description": "How to authenticate.", "schema": _text(400)},
}
SHARED_RESPONSES: Part = {
    **{name: _refused(status, name) for status, name in ERROR_STATUSES.items()},
    "NotModified": {
        "description": "You have the current state.",
        "headers": listed("ETag"),
    },
}
_DETAIL: Part = {
    "type": "object",
    "additionalProperties": False,
    "required": ["field", "message"],
    "properties": {
        "field": {"type": "string", "maxLength": 100, "pattern": TEXT_PATTERN, "example": "title"},
        "message": {
            "type": "string",
            "maxLength": 2000,
            "pattern": TEXT_PATTERN,
            "example": "Field required",
        },
    },
}
_ERROR: Part = {
    "code": {"type": "string", "maxLength": 60, "pattern": "^[a-z_]+$", "example": "not_found"},
    "message": {
        "type": "string",
        "maxLength": 1000,
        "pattern": TEXT_PATTERN,
        "example": "There is no such record.",
    },
    "details": {"type": "array", "maxItems": 200, "items": _DETAIL},
}
SHARED_SCHEMAS: Part = {
    "Error": {
        "type": "object",
        "description": "Every refusal has this form.",
        "additionalProperties": False,
        "required": list(_ERROR),
        "properties": _ERROR,
    },
    "Problem": {
        "type": "object",
        "description": "A refusal as problem details (RFC 9457).",
        "additionalProperties": False,
        "required": ["type", "title", "status", *_ERROR],
        "properties": {
            "type": {
                "type": "string",
                "maxLength": 200,
                "pattern": TEXT_PATTERN,
                "example": "about:blank",
            },
            "title": {
                "type": "string",
                "maxLength": 1000,
                "pattern": TEXT_PATTERN,
                "example": "There is no such record.",
            },
            "status": {
                "type": "integer",
                "format": "int32",
                "minimum": 400,
                "maximum": 599,
                "example": 404,
            },
            **_ERROR,
        },
    },
    "Purged": {
        "type": "object",
        "additionalProperties": False,
        "required": ["purged"],
        "properties": {
            "purged": {
                "type": "integer",
                "format": "int32",
                "minimum": 0,
                "maximum": 1000,
                "example": 2,
            }
        },
    },
}
