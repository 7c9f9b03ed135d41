"""The shape of answers: refusals that OpenAI's clients and ours both read, and streamed events.

A refusal is the platform's envelope `{code, message, details}` with one more key, `error`, which is
what OpenAI's clients look for. The status decides which of their exceptions is raised.
"""

from __future__ import annotations

from typing import Any

import msgspec

from microapp_kit.errors import Refusal
from microapp_kit.errors import envelope as plain_envelope

LINEAGE_HEADER = "LLM-Request-Id"
LOGGED = "llm_request_id"  # the same, in the lines that the log has of the request
NOT_AGAIN = {"X-Should-Retry": "false"}  # OpenAI's clients then do not try again by themselves
EVENT_HEADERS = {"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
DONE = b"data: [DONE]\n\n"
TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}


def envelope(refusal: Refusal, accept: str = "") -> tuple[str, bytes]:
    """Give the media type and body of a refusal."""
    media_type, body = plain_envelope(refusal, accept)
    return media_type, msgspec.json.encode(
        {**msgspec.json.decode(body), "error": error_of(refusal)}
    )


def error_of(refusal: Refusal) -> dict[str, Any]:
    """Give a refusal as OpenAI's clients read it."""
    server = "server_error" if refusal.status >= 500 else "invalid_request_error"
    names_a_field = refusal.status == 422 and refusal.details
    param = refusal.details[0].field if names_a_field else None
    kind = TYPES.get(refusal.status, server)
    return {"message": refusal.message, "type": kind, "param": param, "code": refusal.code}


def event(value: object) -> bytes:
    """Give one server-sent event."""
    return b"data: " + msgspec.json.encode(value) + b"\n\n"


def failed_event(refusal: Refusal) -> bytes:
    """Give the event that tells of a failure once an answer has begun."""
    return event({"error": error_of(refusal)})
