"""The shapes of the proxy's operations: a call of a model, a reading, a change, an export."""

from __future__ import annotations

from typing import Any

from microapp_kit.contract_parts import ERROR_STATUSES, REPLAYED, listed
from microapp_kit.contract_parts import reference as shared
from microapp_kit.contract_schemas import TEXT_PATTERN
from microapp_llm.contract.shapes import reference

Part = dict[str, Any]
JSON = "application/json"
ALWAYS = ("401", "403", "429", "500", "503")
WITH_BODY = ("400", "408", "413", "415", "422")
TRACED: Part = {"links": {"lineage": shared("links", "Lineage")}}
MODEL_CALL = ("402", "404", "409", *WITH_BODY)


def export(
    name: str = "export_batches",
    summary: str = "Export what is kept of your batches",
    tag: str = "batches",
) -> Part:
    """All that is kept of the caller, as JSON lines."""
    lines: Part = {"type": "string", "maxLength": 1_000_000_000, "pattern": TEXT_PATTERN}
    made = operation(name, summary, tag)
    content = {"application/jsonl": {"schema": lines}}
    success = {"description": made["summary"], "headers": listed(), "content": content}
    return {**made, "responses": {"200": success, **refusals((*ALWAYS, "400", "422"))}}


def change(
    name: str, summary: str, asked: str, answer: str, status: str = "200", tag: str = "approvals"
) -> Part:
    made = call(name, summary, asked, answer, "writer")
    success = untraced(made["responses"]["200"])
    refused = refusals((*ALWAYS, *WITH_BODY, "404", "409"))
    made["responses"] = {status: success, **refused}
    return {**made, "tags": [tag]}


def place(name: str, description: str, schema: Part) -> Part:
    shape = {key: value for key, value in schema.items() if key != "example"}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": shape,
        "example": schema["example"],
    }


def call(name: str, summary: str, asked: str, answer: str, role: str = "reader") -> Part:
    body = {"required": True, "content": {JSON: {"schema": reference(asked)}}}
    success = {
        "description": summary,
        "headers": listed("LLM-Request-Id", REPLAYED),
        "content": {JSON: {"schema": reference(answer)}},
        **TRACED,
    }
    return {
        **operation(name, summary, "models", role),
        "parameters": [shared("parameters", "IdempotencyKey")],
        "requestBody": body,
        "responses": {"200": success, **refusals((*ALWAYS, *MODEL_CALL))},
    }


def untraced(success: Part) -> Part:
    """Give an answer that calls no model, so that there is no lineage of it."""
    kept = {key: part for key, part in success.items() if key not in TRACED}
    return {**kept, "headers": listed(REPLAYED)}


def read(name: str, summary: str, answer: str, tag: str = "standing") -> Part:
    success = {
        "description": summary,
        "headers": listed(),
        "content": {JSON: {"schema": reference(answer)}},
    }
    return {
        **operation(name, summary, tag),
        "responses": {"200": success, **refusals((*ALWAYS, "400", "422"))},
    }


def operation(name: str, summary: str, tag: str, role: str = "reader") -> Part:
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        "description": f"{summary}. Needs the role {role}.",
        "deprecated": False,
    }


def refusals(statuses: tuple[str, ...]) -> Part:
    names = {**ERROR_STATUSES, "402": "PaymentRequired", "502": "BadGateway"}
    return {status: shared("responses", names[status]) for status in sorted(set(statuses))}
