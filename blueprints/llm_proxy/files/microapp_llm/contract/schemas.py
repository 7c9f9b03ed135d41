"""The proxy's schemas in the contract."""

from __future__ import annotations

from microapp_kit.contract_schemas import MOMENT_SCHEMA, UUID_SCHEMA
from microapp_llm.approvals.model import LONGEST_REASON, MOST_DAYS
from microapp_llm.contract.calls import CALLS
from microapp_llm.contract.chat import CHAT_EXAMPLE
from microapp_llm.contract.shapes import (
    ALIAS,
    INT64,
    PROMPT,
    Part,
    anything,
    count,
    group,
    one_of,
    reference,
    several,
    text,
)

MAYBE: Part = {**INT64, "type": ["integer", "null"]}
CURSOR: Part = {
    "type": ["string", "null"],
    "maxLength": 4096,
    "pattern": "^[A-Za-z0-9_-]+$",
    "description": "Where the next page begins; null on the last one.",
}
USD: Part = {
    "type": "string",
    "maxLength": 40,
    "pattern": r"^[0-9]{1,20}\.[0-9]{2,9}$",
    "description": "Dollars, exactly; the whole number of nano-dollars is what counts.",
    "example": "0.0123",
}
MAYBE_USD: Part = {**USD, "type": ["string", "null"]}
STATES = ("requested", "approved", "rejected", "revoked", "expired")
APPROVAL = group(
    ["id", "model", "state", "requested_by", "expires_at"],
    id=UUID_SCHEMA,
    app=text("leave-helper", 255),
    model=ALIAS,
    scope=one_of("user", "app"),
    reason=text("Long contracts need it.", LONGEST_REASON),
    days=count(MOST_DAYS, example=7),
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
    "state": one_of("queued", "running", "done", "expired"),
    "size": count(1000),
    "finished": count(1000, 0),
    "created_at": MOMENT_SCHEMA,
    "expires_at": MOMENT_SCHEMA,
}
SCHEMAS: Part = {
    **CALLS,
    "Model": group(
        ["id", "object", "created", "owned_by", "kind", "price", "price_from"],
        id=ALIAS,
        object=one_of("model"),
        created={
            **INT64,
            "description": "The day of the price list that the model is held against, in seconds.",
        },
        owned_by=text("private", 40),
        kind=one_of("chat", "embeddings"),
        price={
            **group(
                ["input", "cached", "output"],
                **dict.fromkeys(("input", "cached", "output"), INT64),
            ),
            "description": "Nano-dollars for a million tokens.",
        },
        price_from=text("prices.json of 2026-11-26", 40),
    ),
    "ModelList": group(
        ["object", "data"],
        object=one_of("list"),
        data=several(reference("Model"), 100),
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
                usd=USD,
                excess_usd=USD,
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
                spent_usd=USD,
                reserved_usd=USD,
                **dict.fromkeys(("cap_usd", "left_usd"), MAYBE_USD),
            ),
            20,
        ),
    ),
    "ApprovalRequest": {
        **group(
            ["model", "reason", "days"],
            model=ALIAS,
            reason=text("Long contracts need it.", LONGEST_REASON, minLength=1),
            days=count(MOST_DAYS, example=7),
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
