"""Why a provider refuses, where that is something that people can act on.

Nothing that it says is passed on, as it may quote the request: only which of these reasons it is.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

MONEY = "money"  # its account is used up; some say so with 429 or 400, which mean other things
LENGTH = "length"  # the request, with the answer asked for, is more than the model takes
FILTER = "filter"  # its own filter does not let the text through
SAYS_WHY = frozenset({400, 403, 413, 422, 429})  # the statuses behind which such a reason may be
CODES = {
    "insufficient_quota": MONEY,
    "credit_balance_exhausted": MONEY,
    "organization_spend_limit_exceeded": MONEY,
    "project_spend_limit_exceeded": MONEY,
    "billing_hard_limit_reached": MONEY,
    "billing_not_active": MONEY,
    "billing_error": MONEY,
    "context_length_exceeded": LENGTH,
    "exceed_context_size_error": LENGTH,
    "request_too_large": LENGTH,
    "content_filter": FILTER,
    "content_policy_violation": FILTER,
}
"""The `code` or `type` of an error, as OpenAI, Azure, Anthropic and llama.cpp name them."""
SAYINGS = {
    "credit balance is too low": MONEY,
    "reached your specified api usage limits": MONEY,
    "maximum context length": LENGTH,
    "prompt is too long": LENGTH,
    "exceed context limit": LENGTH,
    "available context size": LENGTH,
}
"""What the message of an error says, of those who have no code for it: Anthropic, vLLM, Mistral."""


def reason_in(answer: bytes) -> str:
    """Give the reason that an answer tells, or nothing."""
    try:
        return reason_of(msgspec.json.decode(answer))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def reason_of(told: object) -> str:
    """Give the reason that an error tells, or nothing; it may stand in an `error`."""
    for error in _errors(told):
        if isinstance(error, str):
            said = error.lower()
            return next((why for saying, why in SAYINGS.items() if saying in said), "")
        for name in ("code", "type"):
            why = CODES.get(str(error.get(name)))
            if why:
                return why
        if why := reason_of(error.get("message")):
            return why
    return ""


def _errors(told: object) -> Iterator[dict[str, object] | str]:
    """Give the error itself and what it stands in, from the inside."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        inner = told.get("error")
        if isinstance(inner, str | dict):
            yield inner
        yield told
