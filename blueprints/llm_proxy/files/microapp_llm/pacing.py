"""How fast calls may come: by the rates of tokens, and slower where a budget is nearly spent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from microapp_kit.errors import Refusal
from microapp_kit.limits import Check, Limiter, Verdict
from microapp_llm.call import Call
from microapp_llm.money.rates import TokenRates
from microapp_llm.money.slowing import FROM_PERCENT, Slowing, whose
from microapp_llm.sizing import need_of

CountRefused = Callable[[str, int], None]


class Pacing:
    """Charges each call to all limits that it counts against, or refuses it."""

    def __init__(
        self, limiter: Limiter, rates: TokenRates, slowing: Slowing, refused: CountRefused
    ) -> None:
        self._limiter, self._rates, self._slowing = limiter, rates, slowing
        self._refused = refused
        for limit in (*rates.names, *slowing.names):
            refused(limit, 0)

    async def take(self, call: Call) -> None:
        """Let a call in, or refuse it with 429 and the time to wait."""
        caller, tokens = call.caller, max(1, call.input_tokens + call.output_tokens)
        who = (caller.org, caller.app, caller.user)
        slowing = self._slowing
        slowed = slowing.checks(need_of(call), datetime.now(UTC)) if slowing.is_any else []
        verdict = await self._rates.take(self._limiter, *who, tokens=tokens, besides=slowed)
        if verdict.allowed:
            return
        if call.source != "batch":  # there it waits for its turn, and nobody is refused
            self._refused(verdict.limit.name, 1)
        raise _refusal(verdict, slowed)


def _refusal(verdict: Verdict, slowed: list[Check]) -> Refusal:
    refusal = verdict.refusal()
    if not any(limit is verdict.limit for limit, _ in slowed):
        return refusal
    text = (
        f"{FROM_PERCENT} % of {whose(verdict.limit)} is spent, so that calls come "
        f"more slowly: {verdict.limit.quota} a minute. Wait as long as Retry-After says, "
        "or ask for a larger budget."
    )
    return Refusal(refusal.status, refusal.code, text, headers=refusal.headers)
