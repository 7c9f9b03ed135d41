"""Puts the chunks of a stream together into the whole answer that they are parts of."""

from __future__ import annotations

from typing import Any

from microapp_llm.beside_words import call_number
from microapp_llm.providers.asking import Body

MOST_CHARACTERS = 1_000_000


class Assembled:
    """One answer, growing chunk by chunk; one that grows too long is not kept."""

    def __init__(self) -> None:
        self._head: Body = {}
        self._content: list[str] = []
        self._refusal: list[str] = []
        self._calls: dict[int, dict[str, Any]] = {}
        self._finish: str | None = None
        self._usage: Body | None = None
        self._left = MOST_CHARACTERS

    def add(self, chunk: Body) -> None:
        """Add a chunk."""
        if self._left < 0:
            return
        self._head = self._head or chunk
        self._usage = chunk.get("usage") or self._usage
        for choice in (chunk.get("choices") or ())[:1]:
            self._finish = choice.get("finish_reason") or self._finish
            delta = choice.get("delta") or {}
            self._keep(self._content, delta.get("content"))
            self._keep(self._refusal, delta.get("refusal"))
            for call in delta.get("tool_calls") or ():
                self._add_call(call)

    def body(self) -> Body | None:
        """Give the whole answer; none while its end has not come."""
        if self._finish is None or self._left < 0:
            return None
        message: Body = {"role": "assistant", "content": "".join(self._content) or None}
        if self._refusal:
            message["refusal"] = "".join(self._refusal)
        if self._calls:
            message["tool_calls"] = [self._calls[number] for number in sorted(self._calls)]
        choice = {"index": 0, "message": message, "finish_reason": self._finish, "logprobs": None}
        return {
            **self._head,
            "object": "chat.completion",
            "choices": [choice],
            "usage": self._usage,
        }

    def _keep(self, pieces: list[str], text: str | None) -> None:
        if not text:
            return
        self._left -= len(text)
        pieces.append(text)
        if self._left < 0:
            self._content.clear()
            self._refusal.clear()
            self._calls.clear()

    def _add_call(self, part: Body) -> None:
        function = part.get("function") or {}
        empty = {"id": None, "type": "function", "function": {"name": "", "arguments": ""}}
        call = self._calls.setdefault(call_number(part), empty)
        call["id"] = call["id"] or part.get("id")
        call["function"]["name"] = call["function"]["name"] or function.get("name") or ""
        arguments = function.get("arguments") or ""
        self._left -= len(arguments)
        call["function"]["arguments"] += arguments
