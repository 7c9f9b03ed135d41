"""Which model answers: the policy decides for each candidate, private and cheap ones first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from datetime import UTC, date, datetime

import msgspec

from microapp_kit.errors import Refusal
from microapp_kit.policy import Decisions
from microapp_llm.call import Call
from microapp_llm.fitting import fits
from microapp_llm.models import AUTO, Model, Models
from microapp_llm.rules import Rules

RULE = "llm.allow"
MOST_REMEMBERED = 4096
Approved = Callable[[Call, Model], Awaitable[bool]]


class Choosing:
    """Asks the policy which of the models may see this call's data."""

    def __init__(
        self,
        models: Models,
        rules: Rules,
        decisions: Decisions,
        approved: Approved,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._models = models
        self._rules = rules
        self._decisions = decisions
        self._approved = approved
        self._today = today
        self._facts: dict[Hashable, bytes] = {}

    @property
    def policy(self) -> str:
        """Give the hash of the policy that decides."""
        return self._decisions.policy

    async def choose(self, call: Call) -> None:
        """Note the models that may answer, the first to be asked first; refuse when none may."""
        call.asked = call.body["model"]
        candidates = self._models.candidates(call.asked, call.kind)
        chosen = await self._first_allowed(call, candidates)
        stand_ins = [model for model in self._models.fallbacks(chosen) if fits(call, model)]
        call.models = [chosen, *[m for m in stand_ins if await self._may(call, m)]]

    async def _first_allowed(self, call: Call, candidates: list[Model]) -> Model:
        """Give the first that may and can take the call; else the largest, which will refuse it."""
        small: list[Model] = []
        for model in candidates:
            if await self._may(call, model):
                if len(candidates) == 1 or fits(call, model):
                    return model
                small.append(model)
        if small:
            return max(small, key=lambda model: model.context)
        named = f"The model {call.asked}" if call.asked != AUTO else "No model here"
        level = self._rules.sensitivity
        text = f"{named} may not take this app's data, or needs an approval that is not there. "
        text += "POST /v1/approvals asks for one."
        if not any(model.takes(level) for model in candidates):
            text = f"{named} may not take this app's data, which is {level}, by its sensitivity_max"
            text += " in models.yaml. No approval changes that."
        elif (closed := self._closed()) and all(one.place in closed for one in candidates):
            text = f"{named} may be asked by an exception only, and microapp.yaml holds none that "
            text += "holds today. Ask the platform team; no approval changes that."
        raise Refusal(403, "model_not_allowed", text)

    async def _may(self, call: Call, model: Model) -> bool:
        """Ask the policy; an approval is looked for only where it does not allow without one."""
        if not model.needs_approval and await self._decided(call, model, approved=False):
            return True
        approved = await self._approved(call, model)
        if not model.needs_approval and not approved:
            return False  # that was decided already
        return await self._decided(call, model, approved=approved)

    async def _decided(self, call: Call, model: Model, *, approved: bool) -> bool:
        """Ask the policy, which is not asked anew what it has decided before."""
        caller, closed = call.caller, self._closed()
        asked = (caller.org, caller.roles, caller.app, call.source, model.alias, approved, closed)
        known = self._facts.get(asked)
        if known is not None:
            repeated = self._decisions.repeated(RULE, known)
            if repeated is not None:
                return repeated
        facts = self._facts_of(call, model, closed, approved=approved)
        if len(self._facts) >= MOST_REMEMBERED:
            self._facts.clear()
        self._facts[asked] = msgspec.json.encode(facts)
        try:
            return await self._decisions.allows(RULE, facts)
        except Refusal as refusal:
            if refusal.status == 403:
                return False
            raise

    def _closed(self) -> tuple[str, ...]:
        """Give the places of models that only an exception opens, where none does today."""
        openings = self._rules.openings
        return openings.closed(self._today()) if openings.places else ()

    def _facts_of(
        self, call: Call, model: Model, closed: tuple[str, ...], *, approved: bool
    ) -> dict[str, object]:
        return {
            "caller": {"org": call.caller.org, "roles": list(call.caller.roles)},
            "app": {"name": call.caller.app, "tier": self._rules.tier},
            "data": {
                "sensitivity": self._rules.sensitivity,
                "covered": model.takes(self._rules.sensitivity),
            },
            "action": call.source,
            "model": model.facts(),
            "controls": self._rules.facts(closed),
            "approved": approved,
        }
