"""What the proxy adds to the app's contract."""

from __future__ import annotations

from typing import Any

from microapp_kit.contract_parts import ERROR_STATUSES, listed
from microapp_kit.contract_parts import reference as shared
from microapp_llm.contract_schemas import OPENAI_ERROR, PROMPT, SCHEMAS, reference

Document = dict[str, Any]
Part = dict[str, Any]
JSON = "application/json"
ALWAYS = ("401", "403", "429", "500", "503")
WITH_BODY = ("400", "413", "415", "422")
TAGS = {
    "models": "Chat, embeddings and stored prompts, behind budgets, redaction and policies.",
    "standing": "What was used, and what is left.",
}
MODEL_CALL = ("402", "404", "409", *WITH_BODY)
PAGED = [shared("parameters", "Limit"), shared("parameters", "Cursor")]
EVENTS: Part = {
    "schema": {
        "type": "string",
        "maxLength": 16 * 1024 * 1024,
        "description": "Server-sent events in OpenAI's dialect; the last one is [DONE].",
    }
}
LINEAGE_HEADER: Part = {
    "description": "The id under which /v1/lineage knows where this answer comes from.",
    "schema": {"type": "string", "maxLength": 36, "pattern": "^[0-9a-f-]{36}$"},
}
PAYMENT: Part = {
    "description": "The budget of the organisation, the app or the person is used up.",
    "headers": listed(),
    "content": {
        JSON: {"schema": shared("schemas", "Error")},
        "application/problem+json": {"schema": shared("schemas", "Problem")},
    },
}


def with_llm(document: Document) -> Document:
    """Give the contract with the proxy's routes in it, and errors as OpenAI's clients read them."""
    components = document["components"]
    schemas = {name: _told(schema) for name, schema in components["schemas"].items()}
    made = {
        **components,
        "schemas": {**schemas, **SCHEMAS},
        "headers": {**components["headers"], "LLM-Request-Id": LINEAGE_HEADER},
        "responses": {**components["responses"], "PaymentRequired": PAYMENT},
    }
    tags = [{"name": name, "description": text} for name, text in TAGS.items()]
    paths = {**document["paths"], **_paths()}
    return {**document, "tags": [*document["tags"], *tags], "paths": paths, "components": made}


def _told(schema: Part) -> Part:
    """Add `error` to the two forms of a refusal."""
    if "code" not in schema.get("properties", {}) or "details" not in schema["properties"]:
        return schema
    return {
        **schema,
        "required": [*schema["required"], "error"],
        "properties": {**schema["properties"], "error": OPENAI_ERROR},
    }


def _paths() -> Part:
    chat = _call("create_chat_completion", "Chat with a model", "ChatRequest", "ChatAnswer")
    vectors = _call(
        "create_embeddings", "Turn texts into vectors", "EmbeddingsRequest", "EmbeddingsAnswer"
    )
    run = _call("run_prompt", "Run a stored prompt", "PromptRun", "RunAnswer")
    short = _call("run_llm", "Run a stored prompt by the short route", "LlmRun", "RunAnswer")
    for streamed in (chat, run):
        streamed["responses"]["200"]["content"]["text/event-stream"] = EVENTS
    prompt_id = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The id of the prompt: the name of its file.",
        "schema": {name: value for name, value in PROMPT.items() if name != "example"},
        "example": PROMPT["example"],
    }
    month = {
        "name": "month",
        "in": "query",
        "description": "A month of UTC; the current one where it is left out.",
        "schema": {"type": "string", "maxLength": 7, "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"},
    }
    usage = _read("list_usage", "Tell what was used in a month", "UsageList")
    usage["parameters"] = [month, *PAGED]
    usage["responses"] |= _refusals(("400", "422"))
    return {
        "/v1/chat/completions": {"post": chat},
        "/v1/embeddings": {"post": vectors},
        "/v1/models": {"get": _read("list_models", "List the models", "ModelList", "models")},
        "/v1/prompts/{id}/run": {"parameters": [prompt_id], "post": run},
        "/api/llm": {"post": short},
        "/v1/usage": {"get": usage},
        "/v1/budget": {"get": _read("read_budget", "Tell what is spent and left", "BudgetList")},
    }


def _call(name: str, summary: str, asked: str, answer: str) -> Part:
    body = {"required": True, "content": {JSON: {"schema": reference(asked)}}}
    success = {
        "description": summary,
        "headers": listed("LLM-Request-Id"),
        "content": {JSON: {"schema": reference(answer)}},
    }
    return {
        **_operation(name, summary, "models"),
        "parameters": [shared("parameters", "IdempotencyKey")],
        "requestBody": body,
        "responses": {"200": success, **_refusals((*ALWAYS, *MODEL_CALL))},
    }


def _read(name: str, summary: str, answer: str, tag: str = "standing") -> Part:
    success = {
        "description": summary,
        "headers": listed(),
        "content": {JSON: {"schema": reference(answer)}},
    }
    return {
        **_operation(name, summary, tag),
        "responses": {"200": success, **_refusals((*ALWAYS, "400"))},
    }


def _operation(name: str, summary: str, tag: str, role: str = "reader") -> Part:
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        "description": f"{summary}. Needs the role {role}.",
        "deprecated": False,
    }


def _refusals(statuses: tuple[str, ...]) -> Part:
    names = {**ERROR_STATUSES, "402": "PaymentRequired"}
    return {status: shared("responses", names[status]) for status in sorted(set(statuses))}
