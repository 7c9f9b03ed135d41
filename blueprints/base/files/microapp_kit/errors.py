"""Refusals and their one envelope: every 4xx and 5xx answer is `{code, message, details[]}`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

JSON = "application/json"
PROBLEM = "application/problem+json"
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Detail:
    """One wrong place in a request: which field, and what is wrong with it."""

    field: str
    message: str


class Refusal(Exception):
    """A request that is refused, with the answer its sender gets."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: Sequence[Detail] = (),
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = tuple(details)
        self.headers = dict(headers)


Envelope = Callable[[Refusal, str], tuple[str, bytes]]
"""Gives a refusal's media type and body, for what its reader accepts."""


def internal_error() -> Refusal:
    """Give the answer to a request that failed inside."""
    return Refusal(500, "internal_error", "Something went wrong on our side.")


def given_up() -> Refusal:
    """Give the answer to a request that was still under way when the service had to stop."""
    text = "The service stops and has given this request up. Try again in a moment."
    return Refusal(503, "stopping", text, headers={"Retry-After": "5"})


def envelope(refusal: Refusal, accept: str = "") -> tuple[str, bytes]:
    """Give the media type and body of a refusal: ours, or RFC 9457 problem details on request."""
    details = [{"field": d.field, "message": d.message} for d in refusal.details]
    body: dict[str, object] = {
        "code": refusal.code,
        "message": refusal.message,
        "details": details,
    }
    if PROBLEM not in accept:
        return JSON, msgspec.json.encode(body)
    problem = {"type": "about:blank", "title": refusal.message, "status": refusal.status}
    return PROBLEM, msgspec.json.encode(problem | body)
