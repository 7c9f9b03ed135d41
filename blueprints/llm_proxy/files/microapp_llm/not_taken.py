"""Fields of OpenAI's dialect that are not taken: why, what to do, and when they ask for nothing.

Clients and frameworks write many of them down as `null`, or as what holds without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Body = dict[str, Any]
NO_CACHE = "Leave it out: the platform decides what is kept, and for how long."
TEXT_ALONE = "Text alone is answered. Leave it out."
WHY: Mapping[str, str] = {
    "functions": "They are tools by now: send tools.",
    "function_call": "Functions are tools by now: send tool_choice.",
    "logprobs": "They could tell what was taken out of an answer. Leave it out.",
    "top_logprobs": "They could tell what was taken out of an answer. Leave it out.",
    "top_k": "It is not of OpenAI's dialect: use top_p or temperature.",
    "logit_bias": "Say in words what the answer shall hold or not.",
    "audio": TEXT_ALONE,
    "modalities": TEXT_ALONE,
    "prediction": "Leave it out: the answer is the same, and comes a little later.",
    "store": "Nothing is stored at the provider; /v1/lineage tells of each call.",
    "metadata": "Nothing is stored at the provider; /v1/lineage tells of each call.",
    "service_tier": "The tier has its own price, so the platform chooses it. Leave it out.",
    "web_search_options": "What a model finds there could not be looked at. Give it a tool.",
    "moderation": "The guards of this proxy are always on. Leave it out.",
    "prompt_cache_options": NO_CACHE,
    "prompt_cache_retention": NO_CACHE,
}
ASKS_FOR_NOTHING: Mapping[str, tuple[Any, ...]] = {
    "functions": ([],),
    "logprobs": (False,),
    "logit_bias": ({},),
    "modalities": (["text"],),
    "store": (False,),
    "metadata": ({},),
    "service_tier": ("auto", "default"),
}
"""What holds without the field as well, beside `null`."""


def without_nothing(body: Body) -> Body:
    """Give a request without the fields that are not taken, but ask for nothing."""
    if WHY.keys().isdisjoint(body):
        return body
    return {name: value for name, value in body.items() if not _asks_for_nothing(name, value)}


def without_nulls_within(body: Body) -> Body:
    """Give a checked request without the optional fields of tools and forms that are `null`."""
    made = dict(body)
    if body.get("tools"):
        made["tools"] = [
            {**tool, "function": _without_nulls(tool["function"])} for tool in body["tools"]
        ]
    form = body.get("response_format")
    if form and form.get("json_schema"):
        made["response_format"] = {**form, "json_schema": _without_nulls(form["json_schema"])}
    return made


def _without_nulls(fields: Body) -> Body:
    return {name: value for name, value in fields.items() if value is not None}


def why_not(body: Body) -> tuple[str, str] | None:
    """Give the first field that is not taken, and what to do."""
    for name, why in WHY.items():
        if name in body:
            return name, f"{name} is not taken. {why}"
    return None


def _asks_for_nothing(name: str, value: Any) -> bool:
    if name not in WHY:
        return False
    same = (type(value) is type(one) and value == one for one in ASKS_FOR_NOTHING.get(name, ()))
    return value is None or any(same)
