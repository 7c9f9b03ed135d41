"""The end of a call: what was reserved is settled, and the call is told, whatever happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from microapp_llm.call import Call
from microapp_llm.models import Model
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.need import Used
from microapp_llm.money.settling import Settler
from microapp_llm.presence import Presence
from microapp_llm.providers.asking import Use
from microapp_llm.sizing import use_of_call

Told = Callable[[Call], Coroutine[Any, Any, None] | None]
"""Notes that a call has ended; gives what is left to wait for, if anything is."""


class Ending:
    """Settles and tells calls."""

    def __init__(self, budgets: Budgets, settler: Settler, told: Told) -> None:
        self._budgets = budgets
        self._settler = settler
        self._told = told
        self._behind: set[asyncio.Task[None]] = set()

    async def end(self, call: Call, presence: Presence) -> None:
        """Settle and tell, also when the task of the request is being cancelled.

        Both are done at once where they can be; what has to wait does so in a task of its own.
        """
        settling: Coroutine[Any, Any, bool] | None = None
        try:
            settling = self._settle(call)
        finally:
            telling = self._told(call)
        try:
            if settling or telling:
                await asyncio.shield(self._in_a_task(_both(settling, telling)))
        finally:
            call.receive = None  # which leads back to the call
            await presence.close()

    async def close(self) -> None:
        """Wait for what is still being settled."""
        while self._behind:
            await asyncio.gather(*self._behind, return_exceptions=True)

    def _in_a_task(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)
        return task

    def _settle(self, call: Call) -> Coroutine[Any, Any, bool] | None:
        """Settle what was reserved; give what is left to wait for."""
        if call.hold is None:
            return None
        if call.cache == "hit":
            self._settler.put(call.hold, Used(0, 0, 0, 0, "cached"))
            return None
        if not call.sent or (call.served is None and not call.is_asking):
            return self._budgets.release(call.hold)
        call.paid = True  # whatever goes wrong from here on
        use = call.use = use_of_call(call)
        model = call.served or call.tried or call.model
        nano = min(model.nano(*use), call.hold.nano)
        call.cost_nano = nano
        more = _excess(call.claimed, model, use, nano) if call.claimed else (0, 0)
        used = Used(use.input, use.output, use.cached, nano, call.outcome, *more)
        self._settler.put(call.hold._replace(model=model.alias), used)
        return None


def _excess(claimed: Use, model: Model, use: Use, nano: int) -> tuple[int, int]:
    """Give what a provider says it used beyond what is paid, in nano-dollars and in tokens."""
    told = model.nano(*claimed)
    tokens = claimed.input + claimed.output - use.input - use.output
    return max(0, told - nano), max(0, tokens)


async def _both(
    settling: Coroutine[Any, Any, bool] | None, telling: Coroutine[Any, Any, None] | None
) -> None:
    """Wait for the one and, whatever became of it, for the other."""
    try:
        if settling:
            await settling
    finally:
        if telling:
            await telling
