"""What is said of a path that the proxy does not have: what the caller most likely meant."""

from __future__ import annotations

from collections.abc import Mapping

WHAT_THERE_IS = "There is no such path. This proxy answers /v1/chat/completions."
NEEDS_V1 = "The base_url of a client must end in /v1."
MEANT: Mapping[str, str] = {
    "/v1/responses": "The Responses API is not offered; use chat completions.",
    "/responses": "The Responses API is not offered; use chat completions.",
    "/v1/completions": "Completions of a prompt are not offered; send it as a message.",
    "/v1/messages": "Anthropic's dialect is not offered; use a client of OpenAI's dialect.",
    "/openai/": "Azure's paths are not offered; use a client of OpenAI, not of Azure.",
    "/v1/prompts": "POST /v1/prompts/ID/run runs a prompt; ID is its file in prompts/.",
    "/chat/completions": NEEDS_V1,
    "/embeddings": NEEDS_V1,
    "/models": NEEDS_V1,
}
"""What is said besides, by how a path begins."""


def said_of(path: str) -> str:
    """Give the message of the 404 of a path."""
    meant = next((said for begin, said in MEANT.items() if path.startswith(begin)), "")
    return f"{WHAT_THERE_IS} {meant}".rstrip()
