"""The local provider answers every form that OpenAI's clients ask for."""

from __future__ import annotations

import asyncio
import json

from microapp_llm.providers.asking import Ask
from microapp_llm.providers.local import LocalProvider
from tests.blueprints.llm.test_breaker import MODEL


def test_a_field_that_may_be_null_gets_a_value() -> None:
    fields = {"who": {"type": ["string", "null"]}, "none": {"type": "null"}}
    schema = {"type": "object", "properties": fields}
    wish = {"type": "json_schema", "json_schema": {"name": "leave", "schema": schema}}
    messages = [{"role": "user", "content": "Ann"}]
    ask = Ask(MODEL, {"messages": messages, "max_tokens": 99, "response_format": wish}, "r")

    answer = asyncio.run(LocalProvider().whole(ask))

    told = json.loads(answer["choices"][0]["message"]["content"])
    assert told == {"who": "Ann", "none": None}
