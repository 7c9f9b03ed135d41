"""The local provider: in this process, deterministic, and no model; it says so itself.

It makes `microapp try` and tests work with no key and no network, and it can fail on demand.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import struct
from collections.abc import AsyncGenerator, Iterator
from itertools import count

from microapp_llm.answers.canary import without_mark
from microapp_llm.money.counting import count_tokens, head_of, vocabulary_of
from microapp_llm.providers.asking import Ask, Body, ProviderFailed
from microapp_llm.providers.local_values import made

CREATED = 0
DIMENSIONS = 64
PIECE = 12
SLOW_SECONDS = 0.05
TIMEOUT_SECONDS = 3600.0
SAYS = "This is the local provider, not a model."
COUNTS_LIKE = "gpt-4o"  # no vocabulary is its own; tokens of this one are like those of a model
OVERLONG = 40  # characters for each token that was asked for


class LocalProvider:
    """Answers by rule. `faults` of a model are gone through one call after the other."""

    def __init__(self) -> None:
        self._calls: dict[str, Iterator[int]] = {}
        self.cancelled = 0

    async def whole(self, ask: Ask) -> Body:
        """Give the whole answer."""
        fault = self._fault(ask)
        await self._fail(fault)
        if ask.model.kind == "embeddings":
            return _embeddings(ask)
        message, finish = _answer(ask, fault)
        choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
        usage = _usage(ask, message)
        return {**_head(ask, "chat.completion"), "choices": [choice], "usage": usage}

    async def stream(self, ask: Ask) -> AsyncGenerator[Body, None]:
        """Give the answer in small chunks."""
        fault = self._fault(ask)
        await self._fail(fault)
        message, finish = _answer(ask, fault)
        head = _head(ask, "chat.completion.chunk")
        try:
            for number, delta in enumerate(_deltas(message)):
                if fault == "half" and number == 3:
                    raise ProviderFailed("The local provider stopped half way, as it was told to.")
                await asyncio.sleep(SLOW_SECONDS if fault == "slow" else 0)
                yield {**head, "choices": [_choice(delta, None)]}
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += 1
            raise
        yield {**head, "choices": [_choice({}, finish)]}
        yield {**head, "choices": [], "usage": _usage(ask, message)}

    def _fault(self, ask: Ask) -> str:
        faults = ask.model.faults
        if not faults:
            return "ok"
        number = next(self._calls.setdefault(ask.model.alias, count()))
        return faults[number % len(faults)]

    async def _fail(self, fault: str) -> None:
        if fault in ("429", "500"):
            status = int(fault)
            raise ProviderFailed(f"The local provider answers {fault}.", status=status)
        if fault == "timeout":
            await asyncio.sleep(TIMEOUT_SECONDS)
        if fault == "slow":
            await asyncio.sleep(SLOW_SECONDS)


def _head(ask: Ask, kind: str) -> Body:
    named = hashlib.sha256(json.dumps(ask.body, sort_keys=True).encode()).hexdigest()[:24]
    return {
        "id": f"chatcmpl-{named}",
        "object": kind,
        "created": CREATED,
        "model": ask.model.alias,
    }


def _answer(ask: Ask, fault: str) -> tuple[Body, str]:
    """Give what is said and why it ends: at the wish of the asker unless the fault ignores that."""
    most = ask.body["max_tokens"]
    message = _fitting(ask, most)
    if fault == "overlong":
        text = message["content"] or SAYS
        return {**message, "content": text * (1 + most * OVERLONG // len(text))}, "stop"
    whole = _said(message)
    head = head_of(whole, most, _counted_as(ask))
    if head == whole:
        return message, "tool_calls" if "tool_calls" in message else "stop"
    if "tool_calls" not in message:
        return {**message, "content": head}, "length"
    (call,) = message["tool_calls"]
    cut = {**call, "function": {**call["function"], "arguments": head}}
    return {**message, "tool_calls": [cut]}, "length"


def _fitting(ask: Ask, most: int) -> Body:
    """Give the message; JSON says less of what was asked, so that it is whole if it can be."""
    said = _last_text(ask.body["messages"])
    message = _message(ask.body, said)
    if message["content"] is not None and not _wants_json(ask.body):
        return message
    while said and count_tokens(_said(message), _counted_as(ask)) > most:
        said = said[: len(said) // 2]
        message = _message(ask.body, said)
    return message


def _wants_json(body: Body) -> bool:
    return bool((body.get("response_format") or {"type": "text"})["type"] != "text")


def _said(message: Body) -> str:
    calls = "".join(call["function"]["arguments"] for call in message.get("tool_calls", ()))
    return (message["content"] or "") + calls


def _message(body: Body, said: str) -> Body:
    if calls := _calls(body, said):
        return {"role": "assistant", "content": None, "tool_calls": calls}
    wish, note = body.get("response_format") or {"type": "text"}, _note(body["messages"])
    if wish["type"] == "json_object":
        return {"role": "assistant", "content": json.dumps({"note": note, "you_said": said})}
    if wish["type"] == "json_schema":
        value = made(wish["json_schema"].get("schema", {}), said)
        return {"role": "assistant", "content": json.dumps(value)}
    return {"role": "assistant", "content": f"{note} You said: {said}"}


def _note(messages: list[Body]) -> str:
    """Say what this is, and of a system text so much that two of them look different."""
    texts = [_last_text([m]) for m in messages if m["role"] in ("system", "developer")]
    if not texts:
        return SAYS
    text = "\n".join(map(without_mark, texts))
    short = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:4]
    return f"{SAYS} Its system text has {len(text.split())} words, checksum {short}."


def _last_text(messages: list[Body]) -> str:
    content = messages[-1].get("content") or ""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content)


def _calls(body: Body, said: str) -> list[Body]:
    tools = body.get("tools") or []
    wish = body.get("tool_choice", "auto")
    is_answered = body["messages"][-1]["role"] == "tool" and wish == "auto"
    if not tools or wish == "none" or is_answered:
        return []
    named = wish["function"]["name"] if isinstance(wish, dict) else tools[0]["function"]["name"]
    chosen = next(t["function"] for t in tools if t["function"]["name"] == named)
    arguments = json.dumps(made(chosen.get("parameters") or {}, said))
    function = {"name": named, "arguments": arguments}
    return [{"id": "call_local_0", "type": "function", "function": function}]


def _deltas(message: Body) -> Iterator[Body]:
    yield {"role": "assistant", "content": ""}
    for text in _pieces(message["content"] or ""):
        yield {"content": text}
    for index, call in enumerate(message.get("tool_calls", ())):
        function = call["function"]
        start = {**call, "index": index, "function": {**function, "arguments": ""}}
        yield {"tool_calls": [start]}
        for text in _pieces(function["arguments"]):
            yield {"tool_calls": [{"index": index, "function": {"arguments": text}}]}


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]


def _choice(delta: Body, finish: str | None) -> Body:
    return {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}


def _counted_as(ask: Ask) -> str:
    """Give the model whose vocabulary counts here."""
    return ask.model.model if vocabulary_of(ask.model.model) else COUNTS_LIKE


def _usage(ask: Ask, message: Body) -> Body:
    messages = ask.body["messages"]
    asked = sum(count_tokens(_last_text([m]), _counted_as(ask)) for m in messages)
    answered = count_tokens(_said(message), _counted_as(ask))
    return {
        "prompt_tokens": asked,
        "completion_tokens": answered,
        "total_tokens": asked + answered,
        "prompt_tokens_details": {"cached_tokens": 0},
    }


def _embeddings(ask: Ask) -> Body:
    texts: list[str] = ask.body["input"]
    size = ask.body.get("dimensions") or DIMENSIONS
    data = [
        {"object": "embedding", "index": index, "embedding": _vector(text, size)}
        for index, text in enumerate(texts)
    ]
    used = sum(count_tokens(text, _counted_as(ask)) for text in texts)
    usage = {"prompt_tokens": used, "total_tokens": used}
    return {"object": "list", "data": data, "model": ask.model.alias, "usage": usage}


def _vector(text: str, size: int) -> list[float]:
    """Give a unit vector that depends on the text alone; it means nothing."""
    raw = hashlib.shake_256(text.encode()).digest(size * 2)
    numbers = [n / 32768 for n in struct.unpack(f"<{size}h", raw)]
    length = sum(n * n for n in numbers) ** 0.5 or 1.0
    return [n / length for n in numbers]
