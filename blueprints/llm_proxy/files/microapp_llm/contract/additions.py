"""What the proxy adds to the app's contract."""

from __future__ import annotations

from typing import Any

import msgspec

from microapp_kit.contract_parts import REPLAYED, listed
from microapp_kit.contract_parts import reference as shared
from microapp_llm.contract.operations import JSON, Part
from microapp_llm.contract.paths import paths
from microapp_llm.contract.schemas import OPENAI_ERROR, SCHEMAS
from microapp_llm.contract.vectors import VECTOR_SCHEMAS

Document = dict[str, Any]
TAGS = {
    "models": "Chat, embeddings and stored prompts, behind budgets, redaction and policies.",
    "standing": "What was used, what is left, and where outputs come from.",
    "approvals": "Requests for models that need one, and decisions about them.",
    "batches": "Many calls handed in at once.",
    "vectors": "A small store of vectors, apart for each app; off unless the platform turns it on.",
}
LINEAGE_HEADER: Part = {
    "description": "The id under which /v1/lineage knows this call, answered or refused.",
    "schema": {"type": "string", "maxLength": 36, "pattern": "^[0-9a-f-]{36}$"},
}
LINEAGE_LINK: Part = {
    "operationId": "read_lineage",
    "parameters": {"request_id": "$response.header.LLM-Request-Id"},
    "description": "Tells where this answer comes from.",
}
LOWERED_HEADER: Part = {
    "description": "The most tokens the answer may have, where that is less than was asked for.",
    "schema": {"type": "string", "maxLength": 10, "pattern": "^[0-9]{1,10}$"},
}
RETRY_HEADER: Part = {
    "description": "`false` where a model is paid, or may have to be, though its answer is refused:"
    " to ask again would pay again; and where only the owner of the app can help. OpenAI's clients"
    " then do not try again by themselves.",
    "schema": {"type": "string", "maxLength": 5, "pattern": "^false$"},
}
MAYBE_PAID = ("BadGateway", "Invalid", "InternalError", "Unavailable")
PAYMENT: Part = {
    "description": "The budget of the organisation, the app or the person is used up.",
    "headers": listed(),
    "content": {
        JSON: {"schema": shared("schemas", "Error")},
        "application/problem+json": {"schema": shared("schemas", "Problem")},
    },
}
BAD_GATEWAY: Part = {**PAYMENT, "description": "What the provider gave are no vectors."}


def with_llm(document: Document) -> Document:
    """Give the contract with the proxy's routes in it, and errors as OpenAI's clients read them."""
    components = document["components"]
    schemas = {name: _told(schema) for name, schema in components["schemas"].items()}
    responses = {**components["responses"], "PaymentRequired": PAYMENT, "BadGateway": BAD_GATEWAY}
    made = {
        **components,
        "schemas": {**schemas, **SCHEMAS, **VECTOR_SCHEMAS},
        "headers": {
            **components["headers"],
            "LLM-Request-Id": LINEAGE_HEADER,
            "LLM-Max-Tokens": LOWERED_HEADER,
            "X-Should-Retry": RETRY_HEADER,
        },
        "links": {"Lineage": LINEAGE_LINK},
        "responses": {name: _named(name, part) for name, part in responses.items()},
    }
    tags = [{"name": name, "description": text} for name, text in TAGS.items()]
    whole = {
        **document,
        "tags": [*document["tags"], *tags],
        "paths": {**document["paths"], **paths()},
        "components": made,
    }
    return _without_unused(whole)


def _without_unused(document: Document) -> Document:
    """Leave out the shared parts that nothing here speaks of."""
    while True:
        said = msgspec.json.encode(document).decode()
        parts = {
            kind: {
                name: part
                for name, part in named.items()
                if kind == "securitySchemes" or f'"#/components/{kind}/{name}"' in said
            }
            for kind, named in document["components"].items()
        }
        if parts == document["components"]:
            return document
        document = {**document, "components": parts}


def _named(status: str, response: Part) -> Part:
    """Add the headers that a refused call of a model gets."""
    names = ("LLM-Request-Id", *(["X-Should-Retry", REPLAYED] if status in MAYBE_PAID else []))
    named = {name: shared("headers", name) for name in names}
    return {**response, "headers": {**response.get("headers", {}), **named}}


def _told(schema: Part) -> Part:
    """Add `error` to the two forms of a refusal."""
    if "code" not in schema.get("properties", {}) or "details" not in schema["properties"]:
        return schema
    return {
        **schema,
        "required": [*schema["required"], "error"],
        "properties": {**schema["properties"], "error": OPENAI_ERROR},
    }
