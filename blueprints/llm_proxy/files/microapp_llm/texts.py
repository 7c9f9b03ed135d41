"""Every text of a request and of an answer, so that no guard leaves one out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from microapp_llm.beside_words import CheckName, any_name, call_id

Body = dict[str, Any]
Change = Callable[[str], str]
ChangeParts = Callable[[list[str]], Sequence[str]]
ChangeNumber = Callable[[int | float, str], object]
VALUES = frozenset({"default", "const", "enum", "example", "examples", "items", "anyOf", "oneOf"})
"""Names of fields in a schema that say nothing of what a value is: the name around them does."""
_BESIDE_WORDS = frozenset({"name", "parsed"})


def same_number(number: int | float, label: str) -> object:
    """Give the number as it is."""
    del label
    return number


class Changes(NamedTuple):
    """What happens to the texts of a request: to one, to the parts of one message together, to the
    arguments of a tool's call, to a number in a schema, and to the names of tools and fields."""

    text: Change
    arguments: Change
    parts: ChangeParts | None = None
    number: ChangeNumber = same_number
    name: CheckName = any_name
    refusal: Change | None = None  # where it is another one than of other texts

    def in_parts(self, parts: list[str]) -> Sequence[str]:
        """Give the parts of one message, changed."""
        return self.parts(parts) if self.parts else [self.text(part) for part in parts]


def as_said(messages: list[Body]) -> list[Body]:
    """Give messages in which what a model refused before is what it said, as every model reads."""
    return [_said(message) if message["role"] == "assistant" else message for message in messages]


def speakers_apart(messages: list[Body]) -> list[Body]:
    """Give messages in which those who speak are numbered, as their names are somebody's, and
    without what clients write down twice."""
    if all(map(_BESIDE_WORDS.isdisjoint, messages)):
        return messages
    numbers: dict[str, int] = {}
    return [_numbered(message, numbers) for message in messages]


def _numbered(message: Body, numbers: dict[str, int]) -> Body:
    made = {**message}
    made.pop("parsed", None)
    name = made.pop("name", None)
    if name is not None and message["role"] != "tool":
        made["name"] = f"speaker_{numbers.setdefault(name, len(numbers) + 1)}"
    return made


def _said(message: Body) -> Body:
    content, refusal = message.get("content"), message.get("refusal")
    if isinstance(content, list):
        content = [_as_text(part["text" if "text" in part else "refusal"]) for part in content]
        message = {**message, "content": content}
    if refusal is None:
        return message
    if isinstance(content, list):
        content = [*content, _as_text(refusal)]
    elif content:
        content = f"{content}\n\n{refusal}"
    return {**message, "content": content or refusal, "refusal": None}


def _as_text(said: str) -> Body:
    return {"type": "text", "text": said}


def changed_chat(body: Body, changes: Changes) -> Body:
    """Give a chat request with each text changed: messages, tool calls, tools, stops, schemas."""
    made = {**body, "messages": [_message(message, changes) for message in body["messages"]]}
    if body.get("tools"):
        made["tools"] = [_tool(tool, changes) for tool in body["tools"]]
    if isinstance(body.get("response_format"), dict):
        made["response_format"] = _format(body["response_format"], changes)
    if body.get("stop"):
        made["stop"] = _values(body["stop"], changes._replace(name=any_name))
    return made


def changed_embeddings(body: Body, change: Change) -> Body:
    """Give an embeddings request with each text changed."""
    return {**body, "input": [change(text) for text in body["input"]]}


def _message(message: Body, changes: Changes) -> Body:
    made = {name: said for name, said in message.items() if said is not None or name == "content"}
    content = message.get("content")
    if isinstance(content, str):
        is_json = message.get("role") == "tool" and content.lstrip()[:1] in ("{", "[")
        made["content"] = changes.arguments(content) if is_json else changes.text(content)
    elif isinstance(content, list):
        texts = changes.in_parts([part["text"] for part in content])
        made["content"] = [
            {**part, "text": text} for part, text in zip(content, texts, strict=True)
        ]
    if isinstance(message.get("refusal"), str):
        made["refusal"] = (changes.refusal or changes.text)(message["refusal"])
    if message.get("tool_calls"):
        made["tool_calls"] = [_call(call, changes) for call in message["tool_calls"]]
    if "tool_call_id" in message:
        made["tool_call_id"] = call_id(message["tool_call_id"])
    return made


def _call(call: Body, changes: Changes) -> Body:
    name, arguments = call["function"]["name"], call["function"]["arguments"]
    changes.name(name)
    function = {"name": name, "arguments": changes.arguments(arguments)}
    return {"id": call_id(call.get("id")), "type": "function", "function": function}


def _tool(tool: Body, changes: Changes) -> Body:
    function = {**tool["function"]}
    changes.name(function["name"])
    for name in ("description", "parameters"):
        if name in function:
            function[name] = _values(function[name], changes)
    return {**tool, "function": function}


def _format(wish: Body, changes: Changes) -> Body:
    if not wish.get("json_schema"):
        return wish
    named = wish["json_schema"]
    changes.name(named["name"])
    rest = {key: value for key, value in named.items() if key != "name"}
    made = {"name": named["name"], **_values(rest, changes)}
    return {**wish, "json_schema": made}


def _values(value: Any, changes: Changes, label: str = "") -> Any:
    """Change the texts and numbers in a value; names of fields stay or are refused: they mean
    something."""
    if isinstance(value, str):
        return changes.text(value)
    if isinstance(value, list):
        return [_values(item, changes, label) for item in value]
    if isinstance(value, dict):
        for name in value:
            changes.name(name)
        return {
            name: _values(item, changes, label if name in VALUES else name)
            for name, item in value.items()
        }
    if isinstance(value, int | float) and not isinstance(value, bool):
        return changes.number(value, label)
    return value


def changed_answer(body: Body, changes: Changes) -> Body:
    """Give a chat answer with each text changed."""
    choices = [
        {**choice, "message": _message(choice["message"], changes)} for choice in body["choices"]
    ]
    return {**body, "choices": choices}


def texts_of_answer(body: Body) -> list[str]:
    """Give the texts of a chat answer."""
    found: list[str] = []
    for choice in body["choices"]:
        message = choice["message"]
        content = message.get("content")
        if isinstance(content, str):
            found.append(content)
        elif isinstance(content, list):
            found += [part["text"] for part in content]
        if isinstance(message.get("refusal"), str):
            found.append(message["refusal"])
        found += [call["function"]["arguments"] for call in message.get("tool_calls") or ()]
    return found
