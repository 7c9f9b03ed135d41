"""What is said of a path that the proxy does not have: what the caller most likely meant."""

from __future__ import annotations

WHAT_THERE_IS = "There is no such path. This proxy answers /v1/chat/completions."
NO_RESPONSES = f"{WHAT_THERE_IS} The Responses API is not offered; use chat completions."
NEEDS_V1 = f"{WHAT_THERE_IS} The base_url of a client must end in /v1."
PROMPTS_RUN = f"{WHAT_THERE_IS} POST /v1/prompts/ID/run runs a prompt; ID is its file in prompts/."
BELOW_V1 = ("/chat/completions", "/embeddings", "/models")


def said_of(path: str) -> str:
    """Give the message of the 404 of a path."""
    if path.removeprefix("/v1").startswith("/responses"):
        return NO_RESPONSES
    if path.startswith("/v1/prompts"):
        return PROMPTS_RUN
    return NEEDS_V1 if path.startswith(BELOW_V1) else WHAT_THERE_IS
