"""Every text of a request and of an answer, so that no guard leaves one out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
Change = Callable[[str], str]


def changed_chat(body: Body, change: Change, change_arguments: Change) -> Body:
    """Give a chat request with each text changed: messages, tool calls, tools, stops, schemas."""
    messages = [_message(message, change, change_arguments) for message in body["messages"]]
    made = {**body, "messages": messages}
    if body.get("tools"):
        made["tools"] = [_tool(tool, change) for tool in body["tools"]]
    if isinstance(body.get("response_format"), dict):
        made["response_format"] = _values(body["response_format"], change)
    if body.get("stop"):
        made["stop"] = _values(body["stop"], change)
    return made


def changed_embeddings(body: Body, change: Change) -> Body:
    """Give an embeddings request with each text changed."""
    return {**body, "input": [change(text) for text in body["input"]]}


def _message(message: Body, change: Change, change_arguments: Change) -> Body:
    made = dict(message)
    content = message.get("content")
    if isinstance(content, str):
        made["content"] = change(content)
    elif isinstance(content, list):
        made["content"] = [{**part, "text": change(part["text"])} for part in content]
    if message.get("tool_calls"):
        made["tool_calls"] = [_call(call, change_arguments) for call in message["tool_calls"]]
    return made


def _call(call: Body, change: Change) -> Body:
    function = call["function"]
    return {**call, "function": {**function, "arguments": change(function["arguments"])}}


def _tool(tool: Body, change: Change) -> Body:
    function = {**tool["function"]}
    for name in ("description", "parameters"):
        if name in function:
            function[name] = _values(function[name], change)
    return {**tool, "function": function}


def _values(value: Any, change: Change) -> Any:
    """Change the texts in a value; names of fields stay, as they say what a field means."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_values(item, change) for item in value]
    if isinstance(value, dict):
        return {name: _values(item, change) for name, item in value.items()}
    return value


def changed_answer(body: Body, change: Change, change_arguments: Change) -> Body:
    """Give a chat answer with each text changed."""
    choices = [
        {**choice, "message": _message(choice["message"], change, change_arguments)}
        for choice in body["choices"]
    ]
    return {**body, "choices": choices}


def texts_of_answer(body: Body) -> list[str]:
    """Give the texts of a chat answer."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    changed_answer(body, note, note)
    return found
