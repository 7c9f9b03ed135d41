"""The schemas of a chat as it is asked: its messages, and what may be wished for."""

from __future__ import annotations

from typing import get_args

from microapp_llm.asked import MOST_CALLS, MOST_MESSAGES, MOST_PARTS, MOST_TOOLS, Effort
from microapp_llm.contract.shapes import (
    ALIAS,
    INT64,
    LARGEST,
    Part,
    anything,
    beside,
    count,
    group,
    maybe,
    named,
    number,
    one_of,
    reference,
    several,
    text,
)
from microapp_llm.not_taken import ASKS_FOR_NOTHING, WHY

NAME = named("^[A-Za-z0-9_-]{1,64}$", "leave")
CALL_ID = named("^[A-Za-z0-9_.:-]{1,128}$", "call_1")
FLAG: Part = {"type": "boolean"}
FUNCTION = group(["name", "arguments"], name=NAME, arguments=text("{}"))
TOOL_CALL = group(
    ["id", "type", "function"], id=CALL_ID, type=one_of("function"), function=FUNCTION
)
UNREAD: Part = {"description": "As OpenAI's client writes down an answer; it is not read."}
ASKED_CALL = beside(
    group(
        ["id", "type", "function"],
        id=CALL_ID,
        type=one_of("function"),
        function=beside(FUNCTION, parsed_arguments=UNREAD),
    ),
    index=maybe(INT64),
)
TEXT_PART = group(["type", "text"], type=one_of("text"), text=text("Hello"))
REFUSAL_PART = group(["type", "refusal"], type=one_of("refusal"), refusal=text("I can't."))
CONTENT: Part = {
    "description": "A text, or several; images and sounds are not taken.",
    "anyOf": [
        text("Who is away?"),
        several({"anyOf": [TEXT_PART, REFUSAL_PART]}, MOST_PARTS, 1),
        {"type": "null"},
    ],
}
ABOUT = maybe(text("", 4096))
FORM = group(["name"], name=NAME, schema=maybe(anything()), description=ABOUT, strict=maybe(FLAG))
TOOL_FUNCTION = group(
    ["name"], name=NAME, description=ABOUT, parameters=maybe(anything()), strict=maybe(FLAG)
)
TOOL_NAME = group(
    ["type", "function"], type=one_of("function"), function=group(["name"], name=NAME)
)
REFUSAL: Part = {
    **text(),
    "type": ["string", "null"],
    "description": "What a model says where it refuses.",
}
UNUSED: Part = {"type": "null", "description": "As OpenAI's client writes down an answer."}
QUESTION = "Who is away? Tell ann@acme.example."
CHAT_EXAMPLE = {"model": "small", "messages": [{"role": "user", "content": QUESTION}]}
SPEAKER = "Who speaks; a model sees a number."
WISHES: dict[str, Part] = {
    "stream": {**FLAG, "description": "Answer as server-sent events."},
    "stream_options": group([], include_usage=maybe(FLAG), include_obfuscation=maybe(FLAG)),
    "temperature": number(0, 2),
    "top_p": number(0, 1),
    "presence_penalty": number(-2, 2),
    "frequency_penalty": number(-2, 2),
    "max_tokens": count(),
    "max_completion_tokens": count(),
    "stop": {"anyOf": [text("", 200, minLength=1), several(text("", 200, minLength=1), 4)]},
    "seed": {"type": "integer", "format": "int64", "minimum": -LARGEST, "maximum": LARGEST},
    "n": count(1),
    "tools": several(
        group(["type", "function"], type=one_of("function"), function=TOOL_FUNCTION),
        MOST_TOOLS,
    ),
    "tool_choice": {
        "anyOf": [
            one_of("none", "auto", "required"),
            TOOL_NAME,
            group(
                ["type", "allowed_tools"],
                type=one_of("allowed_tools"),
                allowed_tools=group(
                    ["mode", "tools"],
                    mode=one_of("auto", "required"),
                    tools=several(TOOL_NAME, MOST_TOOLS, 1),
                ),
            ),
        ]
    },
    "parallel_tool_calls": FLAG,
    "response_format": group(
        ["type"],
        type=one_of("text", "json_object", "json_schema"),
        json_schema=maybe(FORM),
    ),
    "user": text("", 200),
    "safety_identifier": text("", 200),
    "prompt_cache_key": text("", 200),
    "reasoning_effort": one_of(*get_args(Effort)),
    "verbosity": one_of("low", "medium", "high"),
}
NOTHING: dict[str, Part] = {
    name: {
        "enum": [None, *ASKS_FOR_NOTHING.get(name, ())],
        "description": f"Taken only where it asks for nothing. {why}",
    }
    for name, why in WHY.items()
}
CHAT: Part = {
    "ChatMessage": beside(
        group(
            ["role"],
            role=one_of("system", "developer", "user", "assistant", "tool"),
            content=CONTENT,
            tool_calls=maybe(several(ASKED_CALL, MOST_CALLS)),
            tool_call_id=CALL_ID,
            name=maybe({**text("ann", 200, minLength=1), "description": SPEAKER}),
            refusal=REFUSAL,
            **dict.fromkeys(("annotations", "audio", "function_call"), UNUSED),
        ),
        parsed=UNREAD,
    ),
    "ChatRequest": {
        **beside(
            group(
                ["model", "messages"],
                model=ALIAS,
                messages=several(reference("ChatMessage"), MOST_MESSAGES, 1),
                **{name: maybe(part) for name, part in WISHES.items()},
            ),
            **NOTHING,
        ),
        "description": "A chat completion in OpenAI's dialect; an unknown field is refused. "
        "A wish that is null is none.",
        "example": CHAT_EXAMPLE,
    },
}
