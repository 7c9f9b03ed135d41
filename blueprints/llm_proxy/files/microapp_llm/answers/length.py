"""How long an answer may be, whatever its provider sends: as long as was put aside for it."""

from __future__ import annotations

import logging
from typing import Any

from microapp_llm.call import Call
from microapp_llm.money.counting import count_tokens, head_of, vocabulary_of
from microapp_llm.providers.asking import BYTES_A_TOKEN, Body, Use, use_within
from microapp_llm.sizing import most_input

log = logging.getLogger("microapp")
SEAMS = 16  # an answer that is counted piece by piece seems to have a few tokens more than it has
Message = dict[str, Any]


class Room:
    """What an answer may still hold: tokens where the vocabulary is known, else many bytes.

    Most answers end before anything is counted twice: a text has no more tokens than bytes.
    """

    def __init__(self, model: str, tokens: int) -> None:
        self._model = model
        self._counts = bool(vocabulary_of(model))
        self._left = tokens + SEAMS if self._counts else tokens * BYTES_A_TOKEN
        self._uncounted: list[str] = []
        self._bytes = 0
        self.full = False

    def take(self, text: str) -> str:
        """Give as much of a text as there is room for; once something was left out, nothing."""
        if self.full:
            return ""
        if not self._counts:
            return self._take_bytes(text)
        self._bytes += _size(text)
        self._uncounted.append(text)
        if self._bytes <= self._left:
            return text
        taken = self._counted(self._uncounted)
        if taken > self._left:
            self.full = True
            return head_of(text, self._left - self._counted(self._uncounted[:-1]), self._model)
        self._left -= taken
        self._bytes = 0
        self._uncounted.clear()
        return text

    def _take_bytes(self, text: str) -> str:
        size = _size(text)
        if size > self._left:
            self.full = True
            return head_of(text, self._left, self._model)
        self._left -= size
        return text

    def _counted(self, pieces: list[str]) -> int:
        return count_tokens("".join(pieces), self._model)


def room_of(call: Call) -> Room:
    """Give the room that an answer has, as the model counts that gives it."""
    return Room((call.served or call.model).model, call.output_tokens)


def within(call: Call, body: Body) -> Body:
    """Give a whole answer, cut where its room ends."""
    room, choice = room_of(call), body["choices"][0]
    message = {**choice["message"]}
    if isinstance(message.get("content"), str):
        message["content"] = room.take(message["content"])
    if isinstance(message.get("refusal"), str):
        message["refusal"] = room.take(message["refusal"])
    if message.get("tool_calls"):
        message["tool_calls"] = [_within(room, one) for one in message["tool_calls"]]
    if not room.full:
        return body
    use = cut_short(call)
    usage = {"prompt_tokens": use.input, "completion_tokens": use.output}
    usage["total_tokens"] = use.input + use.output
    choices = [{**choice, "message": message, "finish_reason": "length"}]
    return {**body, "choices": choices, "usage": usage}


def cut_short(call: Call) -> Use:
    """Note that an answer was longer than was asked for; it costs what was put aside for it."""
    log.warning("The model %s said more than it was asked for.", (call.served or call.model).alias)
    call.cut, call.claimed = True, None
    told = call.use or Use(call.input_tokens, 0)
    call.use = use_within(told, most_input(call), 0)._replace(output=call.output_tokens)
    return call.use


def _within(room: Room, part: Message) -> Message:
    function = part["function"]
    return {**part, "function": {**function, "arguments": room.take(function["arguments"])}}


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
