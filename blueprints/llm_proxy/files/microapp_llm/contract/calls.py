"""The schemas of calls of models: what is asked, and what is answered."""

from __future__ import annotations

from microapp_kit.contract_schemas import UUID_SCHEMA
from microapp_llm.asked import MOST_CALLS, MOST_DIMENSIONS, MOST_INPUTS
from microapp_llm.contract.chat import CHAT, FLAG, REFUSAL, TOOL_CALL
from microapp_llm.contract.shapes import (
    ALIAS,
    INT64,
    MOST_TEXT,
    PROMPT,
    Part,
    anything,
    count,
    group,
    maybe,
    number,
    one_of,
    several,
    text,
)
from microapp_llm.embeddings.tokens import SIZES

TOKENS = several(count(max(SIZES.values()) - 1, 0), MOST_TEXT, 1)
USAGE = group(
    ["prompt_tokens", "total_tokens"],
    prompt_tokens=INT64,
    completion_tokens=INT64,
    total_tokens=INT64,
    prompt_tokens_details={**anything(20), "description": "What of it was cached."},
)
VARIABLES = {"text": "Ann is away until Monday. Bob stands in for her."}
CHOICE = group(
    ["index", "message", "finish_reason"],
    index=count(0, 0),
    message=group(
        ["role", "content"],
        role=one_of("assistant"),
        content={**text("Ann."), "type": ["string", "null"]},
        tool_calls=several(TOOL_CALL, MOST_CALLS),
        refusal=REFUSAL,
    ),
    finish_reason=text("stop", 40),
    logprobs={"type": "null", "description": "Never told."},
)
CALLS: Part = {
    **CHAT,
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
                    TOKENS,
                    several(TOKENS, MOST_INPUTS, 1),
                ]
            },
            encoding_format=maybe(one_of("float", "base64", "int8")),
            dimensions=maybe(count(MOST_DIMENSIONS)),
            user=maybe(text("", 200)),
        ),
        "description": "Texts to be turned into vectors. For a model of OpenAI a client may send "
        "the tokens of the texts instead.",
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
}
