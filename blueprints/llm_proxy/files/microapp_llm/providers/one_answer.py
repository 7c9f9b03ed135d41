"""Makes one answer of what servers of OpenAI's dialect send, each in its own way.

Only the first choice counts, and nothing behind its end. Content in parts becomes text, arguments
that are an object become JSON, and each tool call has a number of its own.
"""

from __future__ import annotations

from typing import Any

import msgspec

from microapp_llm.providers.asking import Body

THOUGHTS = "reasoning_content"  # where other servers say them; they are counted, not given on


def whole_answer(body: Body) -> Body:
    """Give a whole answer, of which the form was checked, with its content as text."""
    choices = body.get("choices")
    if not choices:
        return body
    message = choices[0]["message"]
    if not isinstance(message.get("content"), list):
        return body
    return {**body, "choices": [{**choices[0], "message": _in_words(message)}, *choices[1:]]}


class OneAnswer:
    """Follows one streamed answer."""

    def __init__(self) -> None:
        self._calls = _CallNumbers()
        self.ended = False

    def chunk(self, body: Body) -> Body:
        """Give a chunk, of which the form was checked, as OpenAI's own servers would send it."""
        choices = body.get("choices")
        if not choices:
            return body
        choice = choices[0]
        if self.ended or len(choices) > 1 or choice.get("index"):
            choices = [] if self.ended else [one for one in choices if not one.get("index")][:1]
            body = {**body, "choices": choices}
            if not choices:
                return body
            choice = choices[0]
        if choice.get("finish_reason") == "null":  # as text, where it is none
            choice = {**choice, "finish_reason": None}
            body = {**body, "choices": [choice]}
        self.ended = bool(choice.get("finish_reason"))
        delta: Body = choice.get("delta") or {}
        if not delta.get("tool_calls") and not isinstance(delta.get("content"), list):
            return body
        delta = _in_words(delta)
        delta["tool_calls"] = [*map(self._calls.part, delta.get("tool_calls") or ())]
        return {**body, "choices": [{**choice, "delta": delta}]}


def _in_words(said: Body) -> Body:
    """Give a message, or a part of one, whose content is text; what is thought stands beside it."""
    content = said.get("content")
    if not isinstance(content, list):
        return {**said}
    texts = [_text(part) for part in content if part.get("type", "text") == "text"]
    thoughts = [_thought(part) for part in content if part.get("type") == "thinking"]
    beside = {THOUGHTS: "".join(thoughts)} if any(thoughts) else {}
    return {**said, **beside, "content": "".join(texts)}


def _text(part: Body) -> str:
    text = part.get("text")
    return text if isinstance(text, str) else ""


def _thought(part: Body) -> str:
    thought = part.get("thinking")
    if isinstance(thought, list):
        return "".join(_text(one) for one in thought if isinstance(one, dict))
    return thought if isinstance(thought, str) else ""


class _CallNumbers:
    """Numbers the tool calls of one answer; some servers give all of them one number, or none.

    A new id begins a new call, and without one a new name, or a name behind whole arguments. What
    begins none belongs to the last call under its number, or to the last of all.
    """

    def __init__(self) -> None:
        self._now: dict[int, int] = {}  # number that a server says → number of its last call
        self._of_id: dict[tuple[int | None, str], int] = {}
        self._identified: set[int] = set()
        self._names: dict[int, Any] = {}
        self._arguments: dict[int, list[str]] = {}
        self._last: int | None = None

    def part(self, part: Body) -> Body:
        """Give a part of a call with its number, and with its arguments as text."""
        function: Body = part.get("function") or {}
        if isinstance(function.get("arguments"), dict):
            function = {
                **function,
                "arguments": msgspec.json.encode(function["arguments"]).decode(),
            }
            part = {**part, "function": function}
        said, name = part.get("index"), part.get("id")
        name = name if isinstance(name, str) else None
        if said is not None and (type(said) is not int or said < 0):
            return part  # no number: it is refused later
        number = self._number(said, name, function)
        if number is None:
            return {key: value for key, value in part.items() if key != "index"}
        if name and (said, name) not in self._of_id and number in self._identified:
            part = {**part, "id": None}  # a server that draws a new id for every part
        self._note(number, said, name, function)
        return part if said == number else {**part, "index": number}

    def _number(self, said: int | None, name: str | None, function: Body) -> int | None:
        """Give the number of the call to which a part belongs; none where nothing tells."""
        known = self._of_id.get((said, name)) if name else None
        now = self._last if said is None else self._now.get(said)
        if known is not None:
            return self._next() if self._is_of_another_tool(known, function) else known
        if now is None:
            if said is not None and said not in self._arguments:
                return said
            return self._next() if name or said is not None else None
        if name and (said is None or now in self._identified):
            is_more = not function.get("name") and not _is_whole("".join(self._arguments[now]))
            return now if is_more else self._next()
        return now if name or not self._begins(now, function) else self._next()

    def _next(self) -> int:
        return max(self._arguments, default=-1) + 1

    def _is_of_another_tool(self, number: int, function: Body) -> bool:
        known, name = self._names.get(number), function.get("name")
        return bool(known and name and known != name)

    def _begins(self, number: int, function: Body) -> bool:
        """Whether a part without an id begins another call than this one."""
        if not function.get("name") or not self._names.get(number):
            return False
        if self._is_of_another_tool(number, function):
            return True
        return bool(function.get("arguments")) and _is_whole("".join(self._arguments[number]))

    def _note(self, number: int, said: int | None, name: str | None, function: Body) -> None:
        self._last = number
        self._now[number if said is None else said] = number
        if name:
            self._of_id[said, name] = number
            self._identified.add(number)
        if function.get("name"):
            self._names.setdefault(number, function["name"])
        self._arguments.setdefault(number, []).append(function.get("arguments") or "")


def _is_whole(arguments: str) -> bool:
    try:
        msgspec.json.decode(arguments)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    return True
