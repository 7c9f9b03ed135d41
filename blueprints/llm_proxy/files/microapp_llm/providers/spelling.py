r"""Spells the JSON that a model writes in plain characters, so that `\u0040` hides no `@`.

The arguments of tool calls, and answers that are to be JSON, are read by programs that resolve
escapes; the guards must see what those will see. The value of the JSON stays the same.
A fence around an answer that is to be JSON is taken off, and a call of a tool without arguments has
an empty object of them, as with OpenAI.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import msgspec

from microapp_llm.beside_words import call_number
from microapp_llm.providers.asking import Body
from microapp_llm.providers.fences import UnfencedStream, unfenced

CONTENT = -1
NO_ARGUMENTS = "{}"
CUT = ("length", "content_filter")  # the arguments of a call may have been to come
LONGEST = 12  # the two halves of one character
_HIGH, _LOW = r"u[dD][89abAB][0-9a-fA-F]{2}", r"u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\(?:{_HIGH}\\{_LOW}|u[0-9a-fA-F]{{4}}|[^u])", re.DOTALL)
_HALF = re.compile(rf"\\{_HIGH}\Z")
_KEPT = frozenset('"\\\x7f')


def spelled(text: str) -> str:
    """Give JSON text with each escape as the character it stands for, where JSON allows it."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def spelled_answer(body: Body, asked: Body) -> Body:
    """Give a whole answer with its JSON spelled plainly."""
    if not body.get("choices"):
        return body
    choice = body["choices"][0]
    message = dict(choice["message"])
    if _wants_json(asked) and message.get("content"):
        message["content"] = spelled(unfenced(message["content"]))
    if message.get("tool_calls"):
        none = "" if choice.get("finish_reason") in CUT else NO_ARGUMENTS
        message["tool_calls"] = [_whole_call(call, none) for call in message["tool_calls"]]
    return {**body, "choices": [{**choice, "message": message}]}


class SpelledStream:
    """Follows one streamed answer; holds back only the beginning of an escape, or of a fence."""

    def __init__(self, asked: Body) -> None:
        self._fence = UnfencedStream() if _wants_json(asked) else None
        self._held: dict[int, str] = {}
        self._silent: dict[int, bool] = {}  # number of a call → whether it has no arguments so far

    def chunk(self, body: Body) -> Body:
        """Give a chunk with its JSON spelled plainly."""
        if not body.get("choices"):
            return body
        choice = body["choices"][0]
        delta = dict(choice.get("delta") or {})
        if self._fence is not None and delta.get("content"):
            delta["content"] = self._fed(CONTENT, self._fence.feed(delta["content"]))
        if delta.get("tool_calls"):
            delta["tool_calls"] = [self._part(call) for call in delta["tool_calls"]]
        if reason := choice.get("finish_reason"):
            self._end(delta, is_cut=reason in CUT)
        return {**body, "choices": [{**choice, "delta": delta}]}

    def _fed(self, number: int, text: str) -> str:
        text = self._held.pop(number, "") + text
        cut = _cut(text)
        if cut < len(text):
            self._held[number] = text[cut:]
        return spelled(text[:cut])

    def _part(self, call: Body) -> Body:
        number, function = call_number(call), call.get("function") or {}
        if function.get("arguments"):
            self._silent[number] = False
        elif call.get("id") or function.get("name"):
            self._silent.setdefault(number, True)
        return _with_arguments(call, partial(self._fed, number))

    def _end(self, delta: Body, *, is_cut: bool) -> None:
        """Give what is still held back: an escape that never came to its end."""
        if self._fence is not None and (text := self._fence.finish()):
            delta["content"] = (delta.get("content") or "") + self._fed(CONTENT, text)
        if not is_cut:
            self._held |= {n: NO_ARGUMENTS for n, silent in self._silent.items() if silent}
        self._silent.clear()
        for number, text in self._held.items():
            if number == CONTENT:
                delta["content"] = (delta.get("content") or "") + text
            else:
                part = {"index": number, "function": {"arguments": text}}
                delta["tool_calls"] = [*(delta.get("tool_calls") or ()), part]
        self._held.clear()


def _whole_call(call: Body, none: str) -> Body:
    """Give a call with its arguments as text, also where a server gives none, or the object."""
    function = call["function"]
    arguments = function.get("arguments") or none
    if not isinstance(arguments, str):
        arguments = msgspec.json.encode(arguments).decode()
    return {**call, "function": {**function, "arguments": spelled(arguments)}}


def _with_arguments(call: Body, change: Callable[[str], str]) -> Body:
    function = call.get("function") or {}
    if not function.get("arguments"):
        return call
    return {**call, "function": {**function, "arguments": change(function["arguments"])}}


def _wants_json(asked: Body) -> bool:
    wish: Body = asked.get("response_format") or {}
    return bool(wish.get("type", "text") != "text")


def _cut(text: str) -> int:
    """Where the text ends that no escape begun in it could change."""
    if "\\" not in text:
        return len(text)
    begun = last = 0
    for match in _ESCAPE.finditer(text):
        begun, last = match.span()
    if last == len(text) and _HALF.fullmatch(text, begun):
        return begun
    open_ = text.find("\\", last)
    if open_ < 0 or len(text) - open_ >= LONGEST // 2:
        return len(text)
    if open_ == last and _HALF.fullmatch(text, begun, last):
        return begun
    return open_


def _character(match: re.Match[str]) -> str:
    escape = match[0]
    if escape == "\\/":
        return "/"
    if escape[1] != "u":
        return escape
    if len(escape) == LONGEST:
        units = bytes.fromhex(escape[2:6] + escape[8:12])
        return units.decode("utf-16-be")
    said = chr(int(escape[2:], 16))
    is_half = 0xD800 <= ord(said) <= 0xDFFF
    return escape if is_half or said < " " or said in _KEPT else said
