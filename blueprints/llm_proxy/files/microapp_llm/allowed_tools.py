"""Which of a call's tools the model may ask for: all, one, or some of them."""

from __future__ import annotations

from typing import Any

from microapp_llm import asked

Body = dict[str, Any]


def why_not(wish: asked.Chat) -> str | None:
    """Say what is wrong with the choice of tools; nothing where it is fine."""
    if wish.tool_choice in (None, "none", "auto"):
        return None
    if not wish.tools:
        return "needs tools."
    has = {tool.function.name for tool in wish.tools}
    if isinstance(wish.tool_choice, asked.NamedTool) and wish.tool_choice.function.name not in has:
        return "names a tool that is not among tools."
    if isinstance(wish.tool_choice, asked.AllowedTools):
        named = {tool.function.name for tool in wish.tool_choice.allowed_tools.tools}
        if not named <= has:
            return "names a tool that is not among tools."
    return None


def narrowed(body: Body) -> Body:
    """Give a checked request with the tools alone that its choice allows.

    So a model cannot ask for another one, and one whose dialect knows no such choice is asked too.
    """
    choice = body.get("tool_choice")
    if not isinstance(choice, dict) or choice["type"] != "allowed_tools":
        return body
    allowed = choice["allowed_tools"]
    names = {tool["function"]["name"] for tool in allowed["tools"]}
    tools = [tool for tool in body["tools"] if tool["function"]["name"] in names]
    return {**body, "tools": tools, "tool_choice": allowed["mode"]}
