"""The proxy's schemas in the contract."""

from __future__ import annotations

from typing import Any

from microapp_kit.contract_schemas import MOMENT_SCHEMA, TEXT_PATTERN, UUID_SCHEMA
from microapp_llm.asked import MOST_CALLS, MOST_INPUTS, MOST_MESSAGES, MOST_PARTS, MOST_TOOLS

Part = dict[str, Any]
MOST_TEXT = 1024 * 1024
LARGEST = 2**53 - 1  # the largest whole number that JavaScript keeps exactly
INT64 = {"type": "integer", "format": "int64", "minimum": 0, "maximum": LARGEST}


def text(example: str = "", most: int = MOST_TEXT, **more: Any) -> Part:
    """Give the schema of a text."""
    made: Part = {"type": "string", "maxLength": most, "pattern": TEXT_PATTERN, **more}
    return {**made, "example": example} if example else made


def named(pattern: str, example: str) -> Part:
    """Give the schema of a name."""
    return {"type": "string", "maxLength": 128, "pattern": pattern, "example": example}


def one_of(*values: str) -> Part:
    """Give the schema of a choice."""
    return {"type": "string", "enum": list(values)}


def group(required: list[str], **properties: Part) -> Part:
    """Give the schema of an object without any other field."""
    made: Part = {"type": "object", "additionalProperties": False}
    return {**made, "required": required, "properties": properties}


def several(items: Part, most: int, least: int = 0) -> Part:
    """Give the schema of a list."""
    made: Part = {"type": "array", "maxItems": most, "items": items}
    return {**made, "minItems": least} if least else made


def anything(most: int = 200) -> Part:
    """Give the schema of an object with any fields."""
    return {"type": "object", "additionalProperties": True, "maxProperties": most}


def number(least: float, most: float) -> Part:
    """Give the schema of a number."""
    return {"type": "number", "format": "double", "minimum": least, "maximum": most}


def count(most: int = 10_000_000, least: int = 1, example: int | None = None) -> Part:
    """Give the schema of a whole number."""
    made: Part = {"type": "integer", "format": "int32", "minimum": least, "maximum": most}
    return made if example is None else {**made, "example": example}


def reference(name: str) -> Part:
    """Give a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


ALIAS = named("^[a-z0-9][a-z0-9._-]{0,63}$", "small")
NAME = named("^[A-Za-z0-9_-]{1,64}$", "leave")
CALL_ID = named("^[A-Za-z0-9_.:-]{1,128}$", "call_1")
PROMPT = named("^[a-z][a-z0-9-]{0,62}$", "summarise-text")
FLAG: Part = {"type": "boolean"}
FUNCTION = group(["name", "arguments"], name=NAME, arguments=text("{}"))
TOOL_CALL = group(
    ["id", "type", "function"], id=CALL_ID, type=one_of("function"), function=FUNCTION
)
TEXT_PART = group(["type", "text"], type=one_of("text"), text=text("Hello"))
CONTENT: Part = {
    "description": "A text, or several; images and sounds are not taken.",
    "anyOf": [text("Who is away?"), several(TEXT_PART, MOST_PARTS, 1), {"type": "null"}],
}
TOOL_FUNCTION = group(
    ["name"], name=NAME, description=text("", 4096), parameters=anything(), strict=FLAG
)
USAGE = group(
    ["prompt_tokens", "total_tokens"],
    prompt_tokens=INT64,
    completion_tokens=INT64,
    total_tokens=INT64,
    prompt_tokens_details={**anything(20), "description": "What of it was cached."},
)
CHAT_EXAMPLE = {"model": "small", "messages": [{"role": "user", "content": "Who is away?"}]}
VARIABLES = {"text": "Ann is away until Monday. Bob stands in for her."}
MAYBE: Part = {**INT64, "type": ["integer", "null"]}
CURSOR: Part = {
    "type": ["string", "null"],
    "maxLength": 4096,
    "pattern": "^[A-Za-z0-9_-]+$",
    "description": "Where the next page begins; null on the last one.",
}
CHOICE = group(
    ["index", "message", "finish_reason"],
    index=count(0, 0),
    message=group(
        ["role", "content"],
        role=one_of("assistant"),
        content={**text("Ann."), "type": ["string", "null"]},
        tool_calls=several(TOOL_CALL, MOST_CALLS),
    ),
    finish_reason=text("stop", 40),
    logprobs={"type": "null", "description": "Never told."},
)
STATES = ("requested", "approved", "rejected", "revoked", "expired")
APPROVAL = group(
    ["id", "model", "state", "requested_by", "expires_at"],
    id=UUID_SCHEMA,
    app=text("leave-helper", 255),
    model=ALIAS,
    scope=one_of("user", "app"),
    reason=text("Long contracts need it.", 2000),
    days=count(365, example=7),
    requested_by=text("ann", 255),
    requested_at=MOMENT_SCHEMA,
    state=one_of(*STATES),
    decided_by={**text("bob", 255), "type": ["string", "null"]},
    decided_at={**MOMENT_SCHEMA, "type": ["string", "null"]},
    expires_at=MOMENT_SCHEMA,
)
ENTRY_TEXTS = (
    "request_id", "app", "user", "kind", "prompt_id", "prompt_hash", "model_asked",
    "model_served", "provider", "policy_hash", "cache", "output_hash", "outcome",
)  # fmt: skip
ENTRY = group(
    ["request_id", "kind", "outcome", "at"],
    **dict.fromkeys(ENTRY_TEXTS, text("", 255)),
    **dict.fromkeys(("prompt_version", "input_tokens", "output_tokens", "cost_nano"), INT64),
    parameters=anything(),
    redactions=anything(),
    at=MOMENT_SCHEMA,
    text={**text(), "type": ["string", "null"]},
)
BATCH: Part = {
    "id": UUID_SCHEMA,
    "state": one_of("queued", "running", "done", "cancelled", "expired"),
    "size": count(1000),
    "finished": count(1000, 0),
    "created_at": MOMENT_SCHEMA,
    "expires_at": MOMENT_SCHEMA,
}
SCHEMAS: Part = {
    "ChatMessage": group(
        ["role"],
        role=one_of("system", "developer", "user", "assistant", "tool"),
        content=CONTENT,
        tool_calls=several(TOOL_CALL, MOST_CALLS),
        tool_call_id=CALL_ID,
        refusal={"type": "null", "description": "As answers have it."},
    ),
    "ChatRequest": {
        **group(
            ["model", "messages"],
            model=ALIAS,
            messages=several(reference("ChatMessage"), MOST_MESSAGES, 1),
            stream={**FLAG, "description": "Answer as server-sent events."},
            stream_options=group([], include_usage=FLAG, include_obfuscation=FLAG),
            temperature=number(0, 2),
            top_p=number(0, 1),
            presence_penalty=number(-2, 2),
            frequency_penalty=number(-2, 2),
            max_tokens=count(),
            max_completion_tokens=count(),
            stop={"anyOf": [text("", 200, minLength=1), several(text("", 200, minLength=1), 4)]},
            seed={"type": "integer", "format": "int64", "minimum": -LARGEST, "maximum": LARGEST},
            n=count(1),
            tools=several(
                group(["type", "function"], type=one_of("function"), function=TOOL_FUNCTION),
                MOST_TOOLS,
            ),
            tool_choice={
                "anyOf": [
                    one_of("none", "auto", "required"),
                    group(
                        ["type", "function"],
                        type=one_of("function"),
                        function=group(["name"], name=NAME),
                    ),
                ]
            },
            parallel_tool_calls=FLAG,
            response_format=group(
                ["type"],
                type=one_of("text", "json_object", "json_schema"),
                json_schema=group(
                    ["name"], name=NAME, schema=anything(), description=text("", 4096), strict=FLAG
                ),
            ),
            user=text("", 200),
        ),
        "description": "A chat completion in OpenAI's dialect; an unknown field is refused.",
        "example": CHAT_EXAMPLE,
    },
    "ChatAnswer": group(
        ["id", "object", "model", "choices"],
        id=text("chatcmpl-1", 80),
        object=one_of("chat.completion"),
        created=INT64,
        model=ALIAS,
        choices=several(CHOICE, 1, 1),
        usage=USAGE,
    ),
    "EmbeddingsRequest": {
        **group(
            ["model", "input"],
            model={**ALIAS, "example": "embed"},
            input={
                "anyOf": [
                    text("Leave", minLength=1),
                    several(text("Leave", minLength=1), MOST_INPUTS, 1),
                ]
            },
            encoding_format=one_of("float", "base64", "int8"),
            dimensions=count(),
            user=text("", 200),
        ),
        "description": "Texts to be turned into vectors.",
        "example": {"model": "embed", "input": "Leave"},
    },
    "EmbeddingsAnswer": group(
        ["object", "data", "model"],
        object=one_of("list"),
        model=ALIAS,
        usage=USAGE,
        data=several(
            group(
                ["object", "index", "embedding"],
                scale=number(0, 1e6),
                object=one_of("embedding"),
                index=count(MOST_INPUTS, 0),
                embedding={
                    "anyOf": [several(number(-1e6, 1e6), 10_000), text("AACAPw==", 100_000)]
                },
            ),
            MOST_INPUTS,
        ),
    ),
    "PromptRun": {
        **group([], variables=anything(), version=count(1_000_000, example=1), stream=FLAG),
        "description": "What goes into a stored prompt.",
        "example": {"variables": VARIABLES},
    },
    "LlmRun": {
        **group(["promptTemplateId"], promptTemplateId=PROMPT, variables=anything()),
        "description": "A stored prompt and what goes into it.",
        "example": {"promptTemplateId": "summarise-text", "variables": VARIABLES},
    },
    "RunAnswer": group(
        ["request_id", "prompt_id", "version", "model", "output", "usage"],
        request_id=UUID_SCHEMA,
        prompt_id=PROMPT,
        version=count(1_000_000, example=1),
        model=ALIAS,
        output=text("Ann is away."),
        usage=USAGE,
    ),
    "ModelList": group(
        ["object", "data"],
        object=one_of("list"),
        data=several(
            group(
                ["id", "object", "created", "owned_by", "kind"],
                id=ALIAS,
                object=one_of("model"),
                created=INT64,
                owned_by=text("private", 40),
                kind=one_of("chat", "embeddings"),
            ),
            100,
        ),
    ),
    "UsageList": group(
        ["items", "next_cursor"],
        next_cursor=CURSOR,
        items=several(
            group(
                ["budget", "app", "user", "model", "calls", "nano", "tokens"],
                budget=one_of("chat", "embeddings"),
                app=text("leave-helper", 255),
                user=text("ann", 255),
                model=ALIAS,
                **dict.fromkeys(
                    (
                        "calls",
                        "nano",
                        "tokens",
                        "input_tokens",
                        "output_tokens",
                        "cached_tokens",
                        "excess_nano",
                    ),
                    INT64,
                ),
            ),
            100,
        ),
    ),
    "BudgetList": group(
        ["levels"],
        levels=several(
            group(
                ["budget", "level", "subject", "period", "cap_nano", "spent_nano", "left_nano"],
                budget=one_of("chat", "embeddings"),
                level=one_of("org", "app", "user"),
                subject=text("ann", 255),
                period=text("2026-11", 10),
                **dict.fromkeys(
                    ("spent_nano", "reserved_nano", "spent_tokens", "reserved_tokens"), INT64
                ),
                **dict.fromkeys(("cap_nano", "left_nano", "cap_tokens", "left_tokens"), MAYBE),
            ),
            20,
        ),
    ),
    "ApprovalRequest": {
        **group(
            ["model", "reason", "days"],
            model=ALIAS,
            reason=text("Long contracts need it.", 2000, minLength=1),
            days=count(365, example=7),
            scope=one_of("user", "app"),
        ),
        "description": "A wish to use a model that needs approval.",
        "example": {"model": "small", "reason": "Long contracts need it.", "days": 7},
    },
    "ApprovalDecision": {
        **group(["decision"], decision=one_of("revoke", "approve", "reject")),
        "description": "What becomes of a request; nobody approves their own.",
    },
    "Approval": APPROVAL,
    "ApprovalPage": group(
        ["items", "next_cursor"], next_cursor=CURSOR, items=several(reference("Approval"), 100)
    ),
    "Lineage": group(
        ["request_id", "entries"],
        request_id=text("01934f5e-7a10-7c3a-9b1e-2f6d8c4a5b70", 64),
        entries=several(ENTRY, 100),
    ),
    "BatchItem": group(
        ["kind", "body"],
        kind=one_of("chat", "embeddings", "prompt"),
        prompt={**PROMPT, "description": "The id of the prompt, where the kind is prompt."},
        body={**anything(), "description": "What the route of its kind takes, not streamed."},
    ),
    "BatchRequest": {
        **group(["items"], items=several(reference("BatchItem"), 1000, 1)),
        "description": "Calls that run one by one, each through all guards.",
        "example": {"items": [{"kind": "chat", "body": CHAT_EXAMPLE}]},
    },
    "Batch": group(list(BATCH), **BATCH),
    "BatchResults": group(
        [*BATCH, "results", "next_after"],
        **BATCH,
        results=several(
            group(
                ["number", "state", "status", "body"],
                number=count(1000, 0),
                state=text("done", 20),
                status={**count(599), "type": ["integer", "null"]},
                body={**anything(), "type": ["object", "null"]},
            ),
            100,
        ),
        next_after={**count(1000, 0), "type": ["integer", "null"]},
    ),
}
OPENAI_ERROR = group(
    ["message", "type", "param", "code"],
    message=text("There is no such model.", 2000),
    type=text("not_found_error", 60),
    param={**text("model", 100), "type": ["string", "null"]},
    code=text("model_not_found", 60),
)
