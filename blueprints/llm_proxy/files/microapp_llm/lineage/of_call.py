"""What lineage says of a call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from microapp_llm.call import Call
from microapp_llm.lineage.row import Lineage
from microapp_llm.money.need import Hold

INTERRUPTED = "interrupted"
OUTCOMES = {"ok": "answered", "cancelled": "cut", "failed": "failed", "interrupted": INTERRUPTED}
FAILED = "provider_"
PARAMETERS = frozenset(
    {
        "temperature", "top_p", "max_tokens", "seed", "presence_penalty", "frequency_penalty",
        "dimensions", "encoding_format", "reasoning_effort", "verbosity",
    }
)  # fmt: skip


class About(msgspec.Struct, omit_defaults=True):
    """What lineage knows of a call before a provider is asked; other fields are passed over."""

    kind: str | UnsetType = UNSET
    model_asked: str | UnsetType = UNSET
    prompt_id: str = ""
    prompt_version: int = 0
    prompt_hash: str = ""
    policy_hash: str = ""
    parameters: dict[str, Any] = {}
    redactions: dict[str, int] = {}
    input_tokens: int = 0


_ABOUT = msgspec.json.Decoder(About)


def row_of(call: Call, policy_hash: str, *, with_text: bool) -> Lineage:
    """Give the row of a call that has ended; its text is the redacted one, where it is kept."""
    prompt_id, version, prompt_hash = _prompt(call)
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
        prompt_id=prompt_id,
        prompt_version=version,
        prompt_hash=prompt_hash,
        model_asked=call.asked,
        model_served=call.served.alias if call.served else "",
        provider=call.served.provider if call.served else "",
        parameters=_parameters(call),
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
    prompt_id, version, prompt_hash = _prompt(call)
    told = About(
        kind=call.source,
        model_asked=call.asked,
        prompt_id=prompt_id,
        prompt_version=version,
        prompt_hash=prompt_hash,
        policy_hash=policy_hash,
        parameters=_parameters(call),
        redactions=dict(call.redacted),
        input_tokens=call.input_tokens,
    )
    return msgspec.json.encode(told).decode()


def row_of_lost(hold: Hold, nano: int, at: datetime) -> Lineage:
    """Give the row of a call whose process ended before it could tell of it."""
    bare = Lineage(
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
    try:
        return bare._replace(**msgspec.to_builtins(_ABOUT.decode(hold.about or "{}")))
    except msgspec.MsgspecError:  # of another version than this one
        return bare


def _prompt(call: Call) -> tuple[str, int, str]:
    """Give the id, the version and the hash of a call's stored prompt, if it has one."""
    prompt = call.prompt
    return (prompt.id, prompt.version, prompt.hash) if prompt else ("", 0, "")


def _parameters(call: Call) -> dict[str, Any]:
    return {name: value for name, value in call.body.items() if name in PARAMETERS}


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
