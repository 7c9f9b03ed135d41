"""What of a call is counted: its texts, and the frames that a provider puts around them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from microapp_llm.call import Call


class Counted(NamedTuple):
    """The texts of a call, and how many messages, parts and tools must be framed."""

    said: Sequence[str]
    as_json: Sequence[str] = ()  # tools, their calls and forms: each provider spells them anew
    frames: int = 0
    has_tools: bool = False

    @property
    def texts(self) -> Sequence[str]:
        """Give all of them."""
        return [*self.said, *self.as_json] if self.as_json else self.said

    @property
    def characters(self) -> int:
        """Give how long they are together."""
        return sum(map(len, self.texts))


def counted(call: Call) -> Counted:
    """Give what of a call is counted."""
    body = call.body
    if call.kind == "embeddings":
        return Counted(body["input"])
    said: list[str] = []
    as_json: list[str] = []
    messages = body["messages"]
    frames = len(messages)
    if tools := body.get("tools"):
        as_json.append(_spelled(tools))
        frames += len(tools)
    if form := body.get("response_format"):
        as_json.append(_spelled(form))
    for message in messages:
        content = message.get("content") or ""
        if isinstance(content, str):
            said.append(content)
        else:
            said += [part["text"] for part in content]
            frames += len(content)
        if "name" in message:
            said.append(message["name"])
        if calls := message.get("tool_calls"):
            as_json.append(_spelled(calls))
            frames += len(calls)
    return Counted(said, as_json, frames, bool(tools))


def _spelled(value: Any) -> str:
    """Give JSON as models read it: letters are no escapes in it."""
    return json.dumps(value, ensure_ascii=False)
