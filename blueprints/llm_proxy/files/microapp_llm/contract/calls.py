"""The schemas of calls of models: what is asked, and what is answered."""

from __future__ import annotations

from typing import get_args

from microapp_kit.contract_schemas import UUID_SCHEMA
from microapp_llm.asked import (
    MOST_CALLS,
    MOST_DIMENSIONS,
    MOST_INPUTS,
    MOST_MESSAGES,
    MOST_PARTS,
    MOST_TOOLS,
    Effort,
)
from microapp_llm.contract.shapes import (
    ALIAS,
    INT64,
    LARGEST,
    PROMPT,
    Part,
    anything,
    count,
    group,
    named,
    number,
    one_of,
    reference,
    several,
    text,
)

NAME = named("^[A-Za-z0-9_-]{1,64}$", "leave")
CALL_ID = named("^[A-Za-z0-9_.:-]{1,128}$", "call_1")
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
REFUSAL: Part = {
    **text(),
    "type": ["string", "null"],
    "description": "What a model says where it refuses.",
}
UNUSED: Part = {"type": "null", "description": "As OpenAI's client writes down an answer."}
USAGE = group(
    ["prompt_tokens", "total_tokens"],
    prompt_tokens=INT64,
    completion_tokens=INT64,
    total_tokens=INT64,
    prompt_tokens_details={**anything(20), "description": "What of it was cached."},
)
QUESTION = "Who is away? Tell ann@acme.example."
CHAT_EXAMPLE = {"model": "small", "messages": [{"role": "user", "content": QUESTION}]}
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
    "ChatMessage": group(
        ["role"],
        role=one_of("system", "developer", "user", "assistant", "tool"),
        content=CONTENT,
        tool_calls={**several(TOOL_CALL, MOST_CALLS), "type": ["array", "null"]},
        tool_call_id=CALL_ID,
        name={**text("ann", 200, minLength=1), "description": "Who speaks; a model sees a number."},
        refusal=REFUSAL,
        **dict.fromkeys(("annotations", "audio", "function_call"), UNUSED),
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
            safety_identifier=text("", 200),
            prompt_cache_key=text("", 200),
            reasoning_effort=one_of(*get_args(Effort)),
            verbosity=one_of("low", "medium", "high"),
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
            dimensions=count(MOST_DIMENSIONS),
            user=text("", 200),
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
