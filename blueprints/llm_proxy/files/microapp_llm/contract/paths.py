"""The routes of the proxy and what each of them takes and gives."""

from __future__ import annotations

from microapp_kit.contract_parts import REPLAYED, listed
from microapp_kit.contract_parts import reference as shared
from microapp_kit.contract_schemas import TEXT_PATTERN, UUID_SCHEMA
from microapp_llm.contract.operations import (
    ALWAYS,
    Part,
    call,
    change,
    export,
    operation,
    place,
    read,
    refusals,
    untraced,
)
from microapp_llm.contract.shapes import ALIAS, PROMPT
from microapp_llm.contract.vectors import OPTIONAL, VECTOR_ID

PAGED = [shared("parameters", "Limit"), shared("parameters", "Cursor")]
EVENTS: Part = {
    "schema": {
        "type": "string",
        "maxLength": 16 * 1024 * 1024,
        "pattern": TEXT_PATTERN,
        "description": "Server-sent events in OpenAI's dialect; the last one is [DONE].",
    }
}


def paths() -> Part:
    chat = call("create_chat_completion", "Chat with a model", "ChatRequest", "ChatAnswer")
    vectors = call(
        "create_embeddings", "Turn texts into vectors", "EmbeddingsRequest", "EmbeddingsAnswer"
    )
    vectors["responses"] |= refusals(("502",))
    run = call("run_prompt", "Run a stored prompt", "PromptRun", "RunAnswer")
    short = call("run_llm", "Run a stored prompt by the short route", "LlmRun", "RunAnswer")
    for answering in (chat, run, short):
        headers = answering["responses"]["200"]["headers"]
        answering["responses"]["200"]["headers"] = headers | listed("LLM-Max-Tokens")
    for streamed in (chat, run):
        streamed["responses"]["200"]["content"]["text/event-stream"] = EVENTS
    prompt_id = place("id", "The id of the prompt: the name of its file.", PROMPT)
    month = {
        "name": "month",
        "in": "query",
        "description": "A month of UTC; the current one where it is left out.",
        "schema": {"type": "string", "maxLength": 7, "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"},
    }
    usage = read("list_usage", "Tell what was used in a month", "UsageList")
    usage["parameters"] = [month, *PAGED]
    return {
        "/v1/chat/completions": {"post": chat},
        "/v1/embeddings": {"post": vectors},
        **_model_paths(),
        "/v1/prompts/{id}/run": {"parameters": [prompt_id], "post": run},
        "/api/llm": {"post": short},
        "/v1/usage": {"get": usage},
        "/v1/budget": {"get": read("read_budget", "Tell what is spent and left", "BudgetList")},
        **_lineage_paths(),
        **_approval_paths(),
        **_batch_paths(),
        **_vector_paths(),
    }


def _model_paths() -> Part:
    model = read("read_model", "Tell of one model", "Model", "models")
    model["responses"] |= refusals(("404",))
    alias = place("alias", "The alias of the model: its id in the list.", ALIAS)
    return {
        "/v1/models": {"get": read("list_models", "List the models", "ModelList", "models")},
        "/v1/models/{alias}": {"parameters": [alias], "get": model},
    }


def _lineage_paths() -> Part:
    lineage = read("read_lineage", "Tell where an output comes from", "Lineage")
    lineage["responses"] |= refusals(("404",))
    name = place("request_id", "The LLM-Request-Id of an answer.", UUID_SCHEMA)
    return {"/v1/lineage/{request_id}": {"parameters": [name], "get": lineage}}


def _approval_paths() -> Part:
    listing = read("list_approvals", "List requests for models", "ApprovalPage", "approvals")
    listing["parameters"] = list(PAGED)
    ask = change("ask_for_approval", "Ask for a model", "ApprovalRequest", "Approval", "201")
    decide = change("decide_approval", "Decide about a request", "ApprovalDecision", "Approval")
    decide["description"] = "Decide about a request. Needs the role admin."
    return {
        "/v1/approvals": {"get": listing, "post": ask},
        "/v1/approvals/{id}/decision": {
            "parameters": [place("id", "The id of the request.", UUID_SCHEMA)],
            "post": decide,
        },
    }


def _batch_paths() -> Part:
    submit = change("submit_batch", "Hand in a batch", "BatchRequest", "Batch", "201", "batches")
    batch = read("read_batch", "Tell how a batch stands", "BatchResults", "batches")
    batch["responses"] |= refusals(("404",))
    after = {
        "name": "after",
        "in": "query",
        "description": "Only results behind this number.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 999_999},
    }
    batch["parameters"] = [after]
    delete = operation("delete_batch", "Forget a batch and its results", "batches", "writer")
    told = refusals((*ALWAYS, "400", "404", "409", "422"))
    delete["parameters"] = [shared("parameters", "IdempotencyKey")]
    gone = {"description": delete["summary"], "headers": listed(REPLAYED)}
    delete["responses"] = {"204": gone, **told}
    return {
        "/v1/batches": {"post": submit},
        "/v1/batches/export": {"get": export()},
        "/v1/batches/{id}": {
            "parameters": [place("id", "The id of the batch.", UUID_SCHEMA)],
            "get": batch,
            "delete": delete,
        },
    }


def _vector_paths() -> Part:
    put = call("put_vectors", "Keep texts as vectors", "VectorPut", "VectorsPut", "writer")
    search = call("search_vectors", "Find the nearest texts", "VectorSearch", "VectorsFound")
    for made in (put, search):
        made["responses"] |= refusals(("502",))
    forget = call(
        "forget_vectors",
        "Forget all that you put through this app",
        "VectorPut",
        "VectorsForgotten",
    )
    del forget["requestBody"]
    delete = operation("delete_vector", "Forget one vector", "vectors", "writer")
    delete["parameters"] = [shared("parameters", "IdempotencyKey")]
    told = refusals((*ALWAYS, "400", "404", "409", "422"))
    gone = {"description": delete["summary"], "headers": listed(REPLAYED)}
    delete["responses"] = {"204": gone, **told}
    kept = export("export_vectors", "Export what you put as vectors through this app", "vectors")
    kept["responses"] |= refusals(("404",))
    forget["description"] = "Forget all that you put through this app. Needs the role writer."
    forget["responses"] = {"200": untraced(forget["responses"]["200"]), **told}
    for made in (put, search, forget, delete, kept):
        made |= {**OPTIONAL, "tags": ["vectors"]}
    return {
        "/v1/vectors": {"post": put, "delete": forget},
        "/v1/vectors/search": {"post": search},
        "/v1/vectors/export": {"get": kept},
        "/v1/vectors/{id}": {
            "parameters": [place("id", "The id of the vector.", VECTOR_ID)],
            "delete": delete,
        },
    }
