"""An OpenAPI document in which everything that can be awkward for a connector is awkward."""

from __future__ import annotations

from typing import Any

TREE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "__proto__"],
    "properties": {
        "id": {"type": "integer"},
        "__proto__": {"type": "string"},
        'a-b \u2028"quoted"': {"type": ["string", "null"], "enum": ["{{token}}", None]},
        "secret": {"type": "string", "writeOnly": True},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        "either": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Tree"}]},
        "old": {"type": "number", "nullable": True, "minimum": 0.5},
        "both": {"allOf": [{"required": ["x"]}, {"properties": {"x": {"const": 1}}}]},
    },
}


def answer(schema: Any, status: str = "200", media: str = "application/json") -> dict[str, Any]:
    """Describe one answer."""
    return {status: {"description": "Fine", "content": {media: {"schema": schema}}}}


def document(paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a document with these paths."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Awkward \u202e {{token}} API", "version": "v2"},
        "servers": [{"url": "/api"}],
        "paths": paths,
        "components": {
            "schemas": {"Tree": TREE},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
                "mutual": {"type": "mutualTLS"},
            },
        },
        "security": [{"bearer": []}],
        **more,
    }


TREES = {"$ref": "#/components/schemas/Tree"}
JSON_TREE = {"content": {"application/json": {"schema": TREES}}}
AWKWARD = document(
    {
        "/": {"get": {"responses": {}}},
        "/trees": {
            "post": {"requestBody": JSON_TREE, "responses": answer(TREES, "201")},
            "get": {
                "responses": answer({"type": "array", "items": TREES}),
                "parameters": [
                    {"name": "q", "in": "query", "required": True, "example": "a b&{{token}}"},
                    {"name": "tag", "in": "query", "schema": {"type": "array"}},
                    {"name": "X-Who", "in": "header", "required": True, "example": "{{token}}"},
                    {"name": "Bad Name", "in": "header", "required": True},
                    {"name": "session", "in": "cookie", "required": True},
                ],
            },
        },
        "/trees/{treeId}/": {"get": {"responses": {"302": {"description": "Elsewhere"}}}},
        "/trees/{treeId}": {
            "get": {"responses": answer(TREES), "security": [{"header": []}]},
            "put": {
                "requestBody": {"content": {"application/xml": {}}},
                "responses": answer(TREES, "2XX"),
                "security": [{"mutual": []}],
            },
            "delete": {"responses": {"204": {"description": "Gone"}}, "security": []},
        },
        "/trees/{treeId}/leaves/{a}-{b}.json": {"get": {"responses": answer(True, "default")}},
        "/:colon/é/{{x}}": {
            "post": {
                "requestBody": {
                    "content": {"application/x-www-form-urlencoded": {"schema": TREES}}
                },
                "responses": answer({}, "200", "*/*"),
            },
            "head": {"responses": {"200": {"description": "Fine"}, "202": {"description": "Ok"}}},
        },
    }
)
