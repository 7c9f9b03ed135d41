"""Every text of a request and of an answer, so that no guard leaves one out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from microapp_llm.beside_words import CheckName, any_name, call_id

Body = dict[str, Any]
Change = Callable[[str], str]


def changed_chat(
    body: Body, change: Change, change_arguments: Change, check_name: CheckName = any_name
) -> Body:
    """Give a chat request with each text changed: messages, tool calls, tools, stops, schemas."""
    messages = [
        _message(message, change, change_arguments, check_name) for message in body["messages"]
    ]
    made = {**body, "messages": messages}
    if body.get("tools"):
        made["tools"] = [_tool(tool, change, check_name) for tool in body["tools"]]
    if isinstance(body.get("response_format"), dict):
        made["response_format"] = _format(body["response_format"], change, check_name)
    if body.get("stop"):
        made["stop"] = _values(body["stop"], change, any_name)
    return made


def changed_embeddings(body: Body, change: Change) -> Body:
    """Give an embeddings request with each text changed."""
    return {**body, "input": [change(text) for text in body["input"]]}


def _message(
    message: Body, change: Change, change_arguments: Change, check_name: CheckName
) -> Body:
    made = dict(message)
    content = message.get("content")
    if isinstance(content, str):
        is_json = message.get("role") == "tool" and content.lstrip()[:1] in ("{", "[")
        made["content"] = change_arguments(content) if is_json else change(content)
    elif isinstance(content, list):
        made["content"] = [{**part, "text": change(part["text"])} for part in content]
    if message.get("tool_calls"):
        made["tool_calls"] = [
            _call(call, change_arguments, check_name) for call in message["tool_calls"]
        ]
    if "tool_call_id" in message:
        made["tool_call_id"] = call_id(message["tool_call_id"])
    return made


def _call(call: Body, change: Change, check_name: CheckName) -> Body:
    name, arguments = call["function"]["name"], call["function"]["arguments"]
    check_name(name)
    function = {"name": name, "arguments": change(arguments)}
    return {"id": call_id(call.get("id")), "type": "function", "function": function}


def _tool(tool: Body, change: Change, check_name: CheckName) -> Body:
    function = {**tool["function"]}
    check_name(function["name"])
    for name in ("description", "parameters"):
        if name in function:
            function[name] = _values(function[name], change, check_name)
    return {**tool, "function": function}


def _format(wish: Body, change: Change, check_name: CheckName) -> Body:
    if not wish.get("json_schema"):
        return wish
    named = wish["json_schema"]
    check_name(named["name"])
    rest = {key: value for key, value in named.items() if key != "name"}
    made = {"name": named["name"], **_values(rest, change, check_name)}
    return {**wish, "json_schema": made}


def _values(value: Any, change: Change, check_name: CheckName) -> Any:
    """Change the texts in a value; names of fields stay or are refused: they have a meaning."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_values(item, change, check_name) for item in value]
    if isinstance(value, dict):
        for name in value:
            check_name(name)
        return {name: _values(item, change, check_name) for name, item in value.items()}
    return value


def changed_answer(
    body: Body, change: Change, change_arguments: Change, check_name: CheckName = any_name
) -> Body:
    """Give a chat answer with each text changed."""
    choices = [
        {**choice, "message": _message(choice["message"], change, change_arguments, check_name)}
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
