"""Anthropic's own dialect, spoken for a caller who speaks OpenAI's."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

import msgspec

from microapp_llm.providers.asking import (
    ALIVE,
    Ask,
    Body,
    most_bytes,
    most_stream_bytes,
    useless,
)
from microapp_llm.providers.http import Lines
from microapp_llm.providers.shape import check_chunk, check_whole

VERSION = "2023-06-01"
FINISHED = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}
UNSOUND = (LookupError, TypeError, AttributeError, ValueError)  # what a strange form raises here
NO_ARGUMENTS = "{}"
JSON_WISH = "Answer with one JSON value and nothing else."


class AnthropicProvider:
    """Asks the Messages API."""

    def __init__(self, lines: Lines, key: str) -> None:
        self._lines = lines
        self._headers = {"x-api-key": key, "anthropic-version": VERSION}

    async def whole(self, ask: Ask) -> Body:
        """Give the whole answer, in OpenAI's dialect."""
        body, most = request_of(ask), most_bytes(ask)
        found = await self._lines.post(_url(ask), self._headers, body, most, ask.heard)
        try:
            told = _answer(ask, found)
        except UNSOUND:
            is_one = isinstance(found.get("content"), list)
            raise useless("The provider's answer has another form.", of_call=is_one) from None
        check_whole(told, "chat")
        return told

    async def stream(self, ask: Ask) -> AsyncGenerator[Body, None]:
        """Give the answer chunk by chunk, in OpenAI's dialect."""
        body = {**request_of(ask), "stream": True}
        told = _Told(ask)
        asked = self._lines.events(_url(ask), self._headers, body, most_stream_bytes(ask))
        async with aclosing(asked) as events:
            async for event in events:
                if event is ALIVE or event.get("type") == "ping":
                    yield ALIVE
                    continue
                try:
                    chunks = list(told.chunks(event))
                except UNSOUND:
                    is_one = isinstance(event.get("type"), str)
                    text = "The provider's stream has another form."
                    raise useless(text, of_call=is_one) from None
                for chunk in chunks:
                    check_chunk(chunk)
                    yield chunk
        if not told.stopped:
            raise useless("The provider's stream ended before the answer did.")


class _Told:
    """Follows the events of one stream."""

    def __init__(self, ask: Ask) -> None:
        self._head = _head("", ask, "chat.completion.chunk")
        self._usage: Body = {}
        self._calls: dict[int, int] = {}  # number of a block → number of its tool call
        self._unsaid: dict[int, str] = {}  # number of a block → arguments, where no more come
        self._last = -1  # number of the last block
        self._finished = False
        self.stopped = False

    def chunks(self, event: Body) -> Iterator[Body]:
        """Give what one event says, as chunks of OpenAI's dialect."""
        kind = event.get("type")
        if kind == "message_start":
            message = event["message"]
            self._head["id"] = str(message.get("id", ""))
            self._usage = _counts(message) | {"output_tokens": 0}  # what it says of that is early
            yield {**self._chunk({"role": "assistant", "content": ""}), **self._used()}
            del self._usage["output_tokens"]
        elif kind == "content_block_start":
            yield from self._begun(event)
        elif kind == "content_block_delta":
            yield from self._delta(event)
        elif kind == "message_delta":
            self._usage |= _counts(event)
            if (reason := event["delta"].get("stop_reason")) is None:
                return
            self._finished = True
            finish = FINISHED.get(str(reason), "stop")
            for block, arguments in self._unsaid.items():
                is_cut = block == self._last and finish != "tool_calls"  # they were to come
                if arguments != NO_ARGUMENTS or not is_cut:
                    yield self._arguments(block, arguments)
            self._unsaid.clear()
            yield {**self._head, "choices": [_choice({}, finish)]}
        elif kind == "message_stop":
            self.stopped = self._finished
            yield {**self._head, "choices": [], **self._used()}

    def _begun(self, event: Body) -> Iterator[Body]:
        """Give how a block begins: Anthropic's own are empty then, those of others may not be."""
        block = event["content_block"]
        self._last = event.get("index", -1)
        if block["type"] == "text" and block.get("text"):
            yield self._chunk({"content": block["text"]})
        elif block["type"] == "tool_use":
            yield self._chunk({"tool_calls": [self._call(event)]})

    def _used(self) -> Body:
        used = _usage(self._usage)
        return {"usage": used} if used else {}

    def _call(self, event: Body) -> Body:
        block = event["content_block"]
        number = self._calls[event["index"]] = len(self._calls)
        self._unsaid[event["index"]] = json.dumps(block.get("input") or {})
        function = {"name": block["name"], "arguments": ""}
        return {"index": number, "id": block["id"], "type": "function", "function": function}

    def _delta(self, event: Body) -> Iterator[Body]:
        delta = event["delta"]
        if delta["type"] == "text_delta":
            yield self._chunk({"content": delta["text"]})
        elif delta["type"] == "input_json_delta" and delta["partial_json"]:
            self._unsaid.pop(event["index"], None)
            yield self._arguments(event["index"], delta["partial_json"])

    def _arguments(self, block: int, text: str) -> Body:
        call = {"index": self._calls[block], "function": {"arguments": text}}
        return self._chunk({"tool_calls": [call]})

    def _chunk(self, delta: Body) -> Body:
        return {**self._head, "choices": [_choice(delta, None)]}


def _answer(ask: Ask, found: Body) -> Body:
    finish = FINISHED.get(str(found.get("stop_reason")), "stop")
    message = _message(found["content"], is_cut=finish == "length")
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    head = _head(str(found.get("id", "")), ask, "chat.completion")
    return {**head, "choices": [choice], "usage": _usage(_counts(found))}


def request_of(ask: Ask) -> Body:
    """Give a request in Anthropic's dialect."""
    body = ask.body
    made: Body = {
        "model": ask.model.model,
        "max_tokens": body["max_tokens"],
        "messages": _turns(body["messages"]),
    }
    system = _system(body)
    if not made["messages"]:  # at least one is needed
        made["messages"] = [{"role": "user", "content": [{"type": "text", "text": system}]}]
    elif system:
        made["system"] = system
    for name in ("temperature", "top_p"):
        if body.get(name) is not None:
            made[name] = body[name]
    if made.get("temperature", 0) > 1:
        made["temperature"] = 1  # the most that this dialect knows
    if stop := body.get("stop"):
        made["stop_sequences"] = [stop] if isinstance(stop, str) else stop
    if tools := body.get("tools"):
        made["tools"] = [_tool(tool["function"]) for tool in tools]
        made["tool_choice"] = _tool_choice(body)
    return made


def _url(ask: Ask) -> str:
    return ask.model.base_url.rstrip("/") + "/v1/messages"


def _system(body: Body) -> str:
    texts = [_text(m["content"]) for m in body["messages"] if m["role"] in ("system", "developer")]
    wish = body.get("response_format") or {"type": "text"}
    if wish["type"] != "text":
        texts.append(JSON_WISH)
    if wish["type"] == "json_schema":
        texts.append("It must hold to this JSON Schema: " + json.dumps(wish["json_schema"]))
    return "\n\n".join(texts)


def _turns(messages: list[Body]) -> list[Body]:
    """Give the turns of user and assistant; neighbours of one role become one turn.

    A turn that says nothing is left out, as none may be empty.
    """
    turns: list[Body] = []
    for message in messages:
        if message["role"] in ("system", "developer"):
            continue
        role, blocks = _blocks(message)
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        elif blocks:
            turns.append({"role": role, "content": blocks})
    return turns


def _blocks(message: Body) -> tuple[str, list[Body]]:
    text = _text(message.get("content"))
    if message["role"] == "tool":
        block = {"type": "tool_result", "tool_use_id": message["tool_call_id"], "content": text}
        return "user", [block]
    blocks: list[Body] = [{"type": "text", "text": text}] if text.strip() else []
    for call in message.get("tool_calls") or ():
        function = call["function"]
        given = {"name": function["name"], "input": _arguments(function["arguments"])}
        blocks.append({"type": "tool_use", "id": call["id"], **given})
    return message["role"], blocks


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(part["text"] for part in content)
    return content or ""


def _arguments(text: str) -> Body:
    try:
        found = msgspec.json.decode(text or "{}")  # takes no half of a character, as sending does
    except (msgspec.DecodeError, ValueError, RecursionError):
        return {"text": text}
    return found if isinstance(found, dict) else {"value": found}


def _tool(function: Body) -> Body:
    schema = function.get("parameters") or {"type": "object", "properties": {}}
    made = {"name": function["name"], "input_schema": schema}
    if function.get("description"):
        made["description"] = function["description"]
    return made


def _tool_choice(body: Body) -> Body:
    wish = body.get("tool_choice", "auto")
    if isinstance(wish, dict):
        made: Body = {"type": "tool", "name": wish["function"]["name"]}
    else:
        made = {"type": {"required": "any", "none": "none"}.get(wish, "auto")}
    if body.get("parallel_tool_calls") is False and made["type"] != "none":
        made["disable_parallel_tool_use"] = True
    return made


def _message(blocks: list[Body], *, is_cut: bool) -> Body:
    texts = [block["text"] for block in blocks if block.get("type") == "text"]
    message: Body = {"role": "assistant", "content": "".join(texts) or None}
    used = [block for block in blocks if block.get("type") == "tool_use"]
    calls = [
        {
            "id": block["id"],
            "type": "function",
            "function": {
                "name": block["name"],
                "arguments": _given(block.get("input"), is_cut=is_cut and block is blocks[-1]),
            },
        }
        for block in used
    ]
    return {**message, "tool_calls": calls} if calls else message


def _given(arguments: Body | None, *, is_cut: bool) -> str:
    """Give the arguments of a call as text: none where they may have been to come."""
    return "" if is_cut and not arguments else json.dumps(arguments or {})


def _counts(told: Body) -> Body:
    """Give the numbers that are told of what was used, and nothing that is none."""
    used = told.get("usage")
    if not isinstance(used, dict):
        return {}
    return {name: count for name, count in used.items() if type(count) is int and count >= 0}


def _usage(usage: Body) -> Body | None:
    """Give what was used; none where not both are told, so that the words are counted."""
    if usage.get("input_tokens") is None or usage.get("output_tokens") is None:
        return None
    cached = usage.get("cache_read_input_tokens") or 0
    written = usage.get("cache_creation_input_tokens") or 0
    asked = usage["input_tokens"] + cached + written
    answered = usage["output_tokens"]
    return {
        "prompt_tokens": asked,
        "completion_tokens": answered,
        "total_tokens": asked + answered,
        "prompt_tokens_details": {"cached_tokens": cached, "cache_write_tokens": written},
    }


def _head(name: str, ask: Ask, kind: str) -> Body:
    return {"id": name, "object": kind, "created": 0, "model": ask.model.alias}


def _choice(delta: Body, finish: str | None) -> Body:
    return {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
