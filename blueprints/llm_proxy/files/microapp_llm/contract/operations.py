"""What the proxy adds to the app's contract."""

from __future__ import annotations

from typing import Any

import msgspec

from microapp_kit.contract_parts import ERROR_STATUSES, listed
from microapp_kit.contract_parts import reference as shared
from microapp_kit.contract_schemas import TEXT_PATTERN, UUID_SCHEMA
from microapp_llm.contract.schemas import OPENAI_ERROR, SCHEMAS
from microapp_llm.contract.shapes import ALIAS, PROMPT, reference
from microapp_llm.contract.vectors import OPTIONAL, VECTOR_ID, VECTOR_SCHEMAS

Document = dict[str, Any]
Part = dict[str, Any]
JSON = "application/json"
ALWAYS = ("401", "403", "429", "500", "503")
WITH_BODY = ("400", "413", "415", "422")
TAGS = {
    "models": "Chat, embeddings and stored prompts, behind budgets, redaction and policies.",
    "standing": "What was used, what is left, and where outputs come from.",
    "approvals": "Requests for models that need one, and decisions about them.",
    "batches": "Many calls handed in at once.",
    "vectors": "A small store of vectors, apart for each app; off unless the platform turns it on.",
}
MODEL_CALL = ("402", "404", "409", *WITH_BODY)
PAGED = [shared("parameters", "Limit"), shared("parameters", "Cursor")]
EVENTS: Part = {
    "schema": {
        "type": "string",
        "maxLength": 16 * 1024 * 1024,
        "pattern": TEXT_PATTERN,
        "description": "Server-sent events in OpenAI's dialect; the last one is [DONE].",
    }
}
LINEAGE_HEADER: Part = {
    "description": "The id under which /v1/lineage knows this call, answered or refused.",
    "schema": {"type": "string", "maxLength": 36, "pattern": "^[0-9a-f-]{36}$"},
}
LOWERED_HEADER: Part = {
    "description": "The most tokens the answer may have, where that is less than was asked for.",
    "schema": {"type": "string", "maxLength": 10, "pattern": "^[0-9]{1,10}$"},
}
RETRY_HEADER: Part = {
    "description": "`false` where a model is paid, or may have to be, though its answer is refused:"
    " to ask again would pay again. OpenAI's clients then do not try again by themselves.",
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
        "responses": {name: _named(name, part) for name, part in responses.items()},
    }
    tags = [{"name": name, "description": text} for name, text in TAGS.items()]
    paths = {**document["paths"], **_paths()}
    whole = {**document, "tags": [*document["tags"], *tags], "paths": paths, "components": made}
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
    names = ("LLM-Request-Id", *(["X-Should-Retry"] if status in MAYBE_PAID else []))
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


def _paths() -> Part:
    chat = _call("create_chat_completion", "Chat with a model", "ChatRequest", "ChatAnswer")
    vectors = _call(
        "create_embeddings", "Turn texts into vectors", "EmbeddingsRequest", "EmbeddingsAnswer"
    )
    vectors["responses"] |= _refusals(("502",))
    run = _call("run_prompt", "Run a stored prompt", "PromptRun", "RunAnswer")
    short = _call("run_llm", "Run a stored prompt by the short route", "LlmRun", "RunAnswer")
    for answering in (chat, run, short):
        headers = answering["responses"]["200"]["headers"]
        answering["responses"]["200"]["headers"] = headers | listed("LLM-Max-Tokens")
    for streamed in (chat, run):
        streamed["responses"]["200"]["content"]["text/event-stream"] = EVENTS
    prompt_id = _place("id", "The id of the prompt: the name of its file.", PROMPT)
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
        **_model_paths(),
        "/v1/prompts/{id}/run": {"parameters": [prompt_id], "post": run},
        "/api/llm": {"post": short},
        "/v1/usage": {"get": usage},
        "/v1/budget": {"get": _read("read_budget", "Tell what is spent and left", "BudgetList")},
        **_lineage_paths(),
        **_approval_paths(),
        **_batch_paths(),
        **_vector_paths(),
    }


def _model_paths() -> Part:
    read = _read("read_model", "Tell of one model", "Model", "models")
    read["responses"] |= _refusals(("404",))
    alias = _place("alias", "The alias of the model: its id in the list.", ALIAS)
    return {
        "/v1/models": {"get": _read("list_models", "List the models", "ModelList", "models")},
        "/v1/models/{alias}": {"parameters": [alias], "get": read},
    }


def _lineage_paths() -> Part:
    lineage = _read("read_lineage", "Tell where an output comes from", "Lineage")
    lineage["responses"] |= _refusals(("404",))
    name = _place("request_id", "The LLM-Request-Id of an answer.", UUID_SCHEMA)
    return {"/v1/lineage/{request_id}": {"parameters": [name], "get": lineage}}


def _approval_paths() -> Part:
    listing = _read("list_approvals", "List requests for models", "ApprovalPage", "approvals")
    listing["parameters"] = list(PAGED)
    listing["responses"] |= _refusals(("422",))
    ask = _change("ask_for_approval", "Ask for a model", "ApprovalRequest", "Approval", "201")
    decide = _change("decide_approval", "Decide about a request", "ApprovalDecision", "Approval")
    decide["description"] = "Decide about a request. Needs the role admin."
    return {
        "/v1/approvals": {"get": listing, "post": ask},
        "/v1/approvals/{id}/decision": {
            "parameters": [_place("id", "The id of the request.", UUID_SCHEMA)],
            "post": decide,
        },
    }


def _batch_paths() -> Part:
    submit = _change("submit_batch", "Hand in a batch", "BatchRequest", "Batch", "201", "batches")
    read = _read("read_batch", "Tell how a batch stands", "BatchResults", "batches")
    read["responses"] |= _refusals(("404", "422"))
    after = {
        "name": "after",
        "in": "query",
        "description": "Only results behind this number.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 999_999},
    }
    read["parameters"] = [after]
    delete = _operation("delete_batch", "Forget a batch and its results", "batches", "writer")
    told = _refusals((*ALWAYS, "400", "404", "409"))
    delete["parameters"] = [shared("parameters", "IdempotencyKey")]
    delete["responses"] = {"204": {"description": delete["summary"], "headers": listed()}, **told}
    return {
        "/v1/batches": {"post": submit},
        "/v1/batches/export": {"get": _export()},
        "/v1/batches/{id}": {
            "parameters": [_place("id", "The id of the batch.", UUID_SCHEMA)],
            "get": read,
            "delete": delete,
        },
    }


def _vector_paths() -> Part:
    put = _call("put_vectors", "Keep texts as vectors", "VectorPut", "VectorsPut", "writer")
    search = _call("search_vectors", "Find the nearest texts", "VectorSearch", "VectorsFound")
    for made in (put, search):
        made["responses"] |= _refusals(("502",))
    forget = _call(
        "forget_vectors",
        "Forget all that you put through this app",
        "VectorPut",
        "VectorsForgotten",
    )
    del forget["requestBody"]
    forget["responses"]["200"]["headers"] = listed()
    delete = _operation("delete_vector", "Forget one vector", "vectors", "writer")
    delete["parameters"] = [shared("parameters", "IdempotencyKey")]
    told = _refusals((*ALWAYS, "400", "404", "409"))
    delete["responses"] = {"204": {"description": delete["summary"], "headers": listed()}, **told}
    export = _export("export_vectors", "Export what you put as vectors through this app", "vectors")
    export["responses"] |= _refusals(("404",))
    forget["description"] = "Forget all that you put through this app. Needs the role writer."
    forget["responses"] = {"200": forget["responses"]["200"], **told}
    for operation in (put, search, forget, delete, export):
        operation |= {**OPTIONAL, "tags": ["vectors"]}
    return {
        "/v1/vectors": {"post": put, "delete": forget},
        "/v1/vectors/search": {"post": search},
        "/v1/vectors/export": {"get": export},
        "/v1/vectors/{id}": {
            "parameters": [_place("id", "The id of the vector.", VECTOR_ID)],
            "delete": delete,
        },
    }


def _export(
    name: str = "export_batches",
    summary: str = "Export what is kept of your batches",
    tag: str = "batches",
) -> Part:
    """All that is kept of the caller, as JSON lines."""
    lines: Part = {"type": "string", "maxLength": 1_000_000_000, "pattern": TEXT_PATTERN}
    made = _operation(name, summary, tag)
    content = {"application/jsonl": {"schema": lines}}
    success = {"description": made["summary"], "headers": listed(), "content": content}
    return {**made, "responses": {"200": success, **_refusals((*ALWAYS, "400"))}}


def _change(
    name: str, summary: str, asked: str, answer: str, status: str = "200", tag: str = "approvals"
) -> Part:
    made = _call(name, summary, asked, answer, "writer")
    success = {**made["responses"]["200"], "headers": listed()}
    refused = _refusals((*ALWAYS, *WITH_BODY, "404", "409"))
    made["responses"] = {status: success, **refused}
    return {**made, "tags": [tag]}


def _place(name: str, description: str, schema: Part) -> Part:
    shape = {key: value for key, value in schema.items() if key != "example"}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": shape,
        "example": schema["example"],
    }


def _call(name: str, summary: str, asked: str, answer: str, role: str = "reader") -> Part:
    body = {"required": True, "content": {JSON: {"schema": reference(asked)}}}
    success = {
        "description": summary,
        "headers": listed("LLM-Request-Id"),
        "content": {JSON: {"schema": reference(answer)}},
    }
    return {
        **_operation(name, summary, "models", role),
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
    names = {**ERROR_STATUSES, "402": "PaymentRequired", "502": "BadGateway"}
    return {status: shared("responses", names[status]) for status in sorted(set(statuses))}
