"""What lineage says of a call."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from microapp_llm.call import Call
from microapp_llm.lineage.row import Lineage
from microapp_llm.money.need import Hold

INTERRUPTED = "interrupted"
OUTCOMES = {"ok": "answered", "cancelled": "cut", "failed": "failed", "interrupted": INTERRUPTED}
FAILED = "provider_"
ABOUT = (
    "kind", "prompt_id", "prompt_version", "prompt_hash", "model_asked", "parameters", "redactions",
    "policy_hash",
)  # fmt: skip
"""What is known of a call before a provider is asked, beside the tokens of its input."""
PARAMETERS = frozenset(
    {
        "temperature", "top_p", "max_tokens", "seed", "presence_penalty", "frequency_penalty",
        "dimensions", "encoding_format", "reasoning_effort", "verbosity",
    }
)  # fmt: skip


def row_of(call: Call, policy_hash: str, *, with_text: bool) -> Lineage:
    """Give the row of a call that has ended; its text is the redacted one, where it is kept."""
    prompt = call.prompt
    use = call.use
    hit = call.cache == "hit"
    return Lineage(
        request_id=call.id,
        org=call.caller.org,
        app=call.caller.app,
        user=call.caller.user,
        kind=call.source,
        outcome=_outcome(call.outcome),
        at=datetime.now(UTC),
        prompt_id=prompt.id if prompt else "",
        prompt_version=prompt.version if prompt else 0,
        prompt_hash=prompt.hash if prompt else "",
        model_asked=call.asked,
        model_served=call.served.alias if call.served else "",
        provider=call.served.provider if call.served else "",
        parameters={n: v for n, v in call.body.items() if n in PARAMETERS},
        redactions=dict(call.redacted),
        policy_hash=policy_hash,
        input_tokens=use.input if use and not hit else 0,
        output_tokens=use.output if use and not hit else 0,
        cost_nano=call.cost_nano,
        cache=call.cache,
        output_hash=call.output_hash,
        text=_text(call) if with_text and call.is_redacted else None,
    )


def about(call: Call, policy_hash: str) -> str:
    """Give what is known of a call before a provider is asked, as text."""
    row = row_of(call, policy_hash, with_text=False)
    told = {name: getattr(row, name) for name in ABOUT}
    return msgspec.json.encode({**told, "input_tokens": call.input_tokens}).decode()


def row_of_lost(hold: Hold, nano: int, at: datetime) -> Lineage:
    """Give the row of a call whose process ended before it could tell of it."""
    row = Lineage(
        request_id=hold.request_id,
        org=hold.org,
        app=hold.app,
        user=hold.user,
        kind=hold.budget,
        outcome=INTERRUPTED,
        at=at,
        model_asked=hold.model,
        cost_nano=nano,
    )
    return row._replace(**msgspec.json.decode(hold.about)) if hold.about else row


def _outcome(outcome: str) -> str:
    if outcome.startswith(FAILED):
        return "failed"
    return OUTCOMES.get(outcome, "refused")


def _text(call: Call) -> str:
    """Give what was asked; the instructions of a stored prompt are not the caller's to read."""
    if call.plan is not None:
        return msgspec.json.encode(call.plan.texts).decode()
    told = call.body.get("messages") or call.body.get("input") or ()
    if call.prompt is not None:
        told = [message for message in told if message["role"] != "system"]
    return msgspec.json.encode(told).decode()
