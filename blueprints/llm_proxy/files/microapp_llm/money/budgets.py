"""Budgets that cannot be overspent: reserve the worst case, settle to what it was.

A call reserves at org, app and user level in one conditional update, or not at all, in the budget
of chat or in that of embeddings. What is spent
is what the ledger holds, and both are what is enforced: they change in the same transaction.

Decisions:
- A call counts in the day and month (UTC) in which it was reserved, whenever it ends.
- A hold whose process died is swept when its lease ends, and counts as spent in full: its provider
  may have been called.
- The proxy never settles more than was held; what a provider says beyond that is kept in the ledger
  as `excess_nano`, and told. If more is settled all the same, the caps hold even then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import MetaData

from microapp_kit.errors import Detail, Refusal
from microapp_kit.store import Store, write_soon
from microapp_llm.money.account import Accounts, Key
from microapp_llm.money.alerting import PERCENTS
from microapp_llm.money.alerts import Spiked, Watch, used_up
from microapp_llm.money.metrics import Settlement
from microapp_llm.money.moving import Moves, Noted, unnoted
from microapp_llm.money.need import (
    CHAT,
    EMBEDDINGS,
    MOST,
    BudgetLimits,
    Hold,
    Need,
    Settled,
    Standing,
    Usage,
    Used,
)
from microapp_llm.money.past import Past
from microapp_llm.money.reserving import Batch, Reserving
from microapp_llm.money.statements import as_hold
from microapp_llm.money.transactions import (
    Asked,
    Lost,
    Over,
    Transactions,
    expiry,
    hold_key,
    micros,
    untold,
)
from microapp_llm.money.under_way import UnderWay

log = logging.getLogger("microapp")
LOST = "lost"
OPENED = 100_000
MOST_SWEEPS = 10_000
ADVICE = {
    (CHAT, "money"): "Ask for a shorter answer or a cheaper model, or for a larger budget.",
    (CHAT, "tokens"): "Send less text, or ask for a shorter answer or a larger budget.",
    (EMBEDDINGS, "money"): "Send less text, or ask for a cheaper model or a larger budget.",
    (EMBEDDINGS, "tokens"): "Send less text, or ask for a larger budget.",
}
"""The budget, and what of it is short → what the caller may do."""
Clock = Callable[[], datetime]
Drain = Callable[[], Awaitable[bool]]


def utc_now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


class Budgets:
    """Reserves, settles, releases and tells; one database, any number of processes."""

    def __init__(
        self,
        store: Store,
        metadata: MetaData,
        limits: BudgetLimits,
        *,
        watch: Watch | None = None,
        clock: Clock = utc_now,
        lost: Lost = untold,
        noted: Noted = unnoted,
        percents: Sequence[int] = PERCENTS,
    ) -> None:
        self._store = store
        self._watch = watch or Watch()
        self._clock = clock
        self._do = Transactions(metadata, store.compiler, limits, lost, noted, percents)
        self._opened: set[Key] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._reserving = Reserving(store, self._do, self._behind)
        self._under_way = UnderWay()
        self._past = Past(store, metadata)
        self._recalls: set[asyncio.Task[Any]] = set()

    def lower(self, limits: BudgetLimits) -> None:
        """Let other limits hold from now on, for calls that are under way too."""
        self._do.accounts = Accounts(limits)

    async def reserve(self, need: Need, settled: Drain | None = None) -> Hold:
        """Put the worst case of a call aside, or refuse with 402 (over budget) or 409 (id used).

        `settled` settles what has ended and says whether there was anything: then a call that did
        not fit is tried once more.
        """
        _check(need)
        now = self._clock()
        hold = Hold(*need[:-1], now.date().isoformat(), need.about)
        account = self._do.accounts.of(hold)
        fresh = [key for key in account.keys if key not in self._opened]
        asked = Asked(hold, account, fresh, now, [])
        reserved, batch = self._reserving.put(asked)
        try:
            await reserved
        except Over as over:
            self._opened.difference_update(account.keys)
            if settled is not None and await settled():
                return await self.reserve(need)
            await self._tell_full(hold, over.standings)
            raise self._over_budget(over.standings, hold) from None
        except asyncio.CancelledError:
            self._behind(self._take_back(asked, batch))
            raise
        if fresh:
            self._remember(fresh)
        self._under_way.begin(hold, now)
        return hold

    async def settle(self, hold: Hold, used: Used) -> Settled:
        """Turn a hold into what was used and one row of the ledger; only once."""
        (settled,) = await self.settle_all([(hold, used)])
        return settled

    async def settle_all(self, ended: Sequence[tuple[Hold, Used]]) -> list[Settled]:
        """Settle several holds of one org in one transaction, even when the caller goes away."""
        now = self._clock()
        org = ended[0][0].org
        if any(hold.org != org for hold, _ in ended):
            raise ValueError("Holds of several orgs are settled apart.")
        for hold, _ in ended:
            self._under_way.end(hold)
        told: list[Settled]
        moves: Moves
        told, moves = await self._surely(
            write_soon(self._store, org, lambda: self._do.settle_all(ended, now))
        )
        self._saw(org, moves)
        pairs = zip(ended, told, strict=True)
        self._watch_over([(hold, used, settled) for (hold, used), settled in pairs], now)
        return told

    async def release(self, hold: Hold) -> bool:
        """Give a hold back whose provider was never called; false when it had ended before."""
        self._under_way.end(hold)
        return bool(await self._surely(self._store.write(hold.org, lambda: self._do.release(hold))))

    async def charge(self, hold: Hold) -> bool:
        """Count a hold of a process that is gone as spent in full; false when it had ended."""
        return await self._lose(hold, self._clock(), even_under_way=True)

    async def renew(self, hold: Hold) -> bool:
        """Start the lease anew; false when the hold has ended, so that the call must stop."""
        params = hold_key(hold) | {"p_expires_at": expiry(self._clock(), hold.lease_seconds)}
        return bool(await self._store.write(hold.org, lambda: self._do.renew(params)))

    async def sweep(self, now: datetime) -> int:
        """Count holds whose lease ended as spent in full; give how many there were.

        Those of calls that this process has under way start anew before that, so that a clock
        that was set forward ends none of them.
        """
        self._watch.at(now)
        for hold in self._under_way.due(now):
            await self.renew(hold)
        swept = 0
        for _ in range(MOST_SWEEPS):
            rows = await self._store.read("", self._do.sql.expired, {"p_now": micros(now)})
            if not rows:
                break
            holds = map(as_hold, rows)
            swept += sum(await asyncio.gather(*(self._lose(hold, now) for hold in holds)))
        return swept

    async def budget(self, org: str, app: str, user: str, budget: str = CHAT) -> list[Standing]:
        """Give how each level stands now, org first: the very rows that are enforced."""
        day = self._clock().date().isoformat()
        account = self._do.accounts.account(org, budget, app, user, day)
        rows = await self._store.read(org, self._do.sql.standing, account.slots)
        return account.standings(rows)

    async def usage(
        self, org: str, month: str = "", who: tuple[str, str] | None = None
    ) -> list[Usage]:
        """Give what was used in a month by budget, app, user and model, from the ledger.

        With `who`, an app and a user, only theirs.
        """
        params = {"p_org": org, "p_month": month or self._clock().strftime("%Y-%m")}
        statement = self._do.sql.usage
        if who is not None:
            params["p_app"], params["p_user"] = who
            statement = self._do.sql.own_usage
        rows = await self._store.read_aside(org, statement, params)
        return [Usage(*row) for row in rows]

    async def close(self) -> None:
        """Finish what was begun for callers that went away; what was spent before is no matter."""
        for task in self._recalls:
            task.cancel()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take_back(self, asked: Asked, batch: Batch) -> None:
        """Undo the reservation of a caller that went away; one it never got is not touched."""
        if batch.written is not None:
            await asyncio.wait([batch.written])
        hold, begun = asked.hold, asked.begun
        await self._store.write(hold.org, lambda: self._do.take_back(hold, begun))

    async def _lose(self, hold: Hold, now: datetime, *, even_under_way: bool = False) -> bool:
        used = Used(hold.tokens, 0, 0, hold.nano, LOST)
        until = MOST if even_under_way else micros(now)
        settled, moves = await self._store.write(
            hold.org, lambda: self._do.lose(hold, used, now, until)
        )
        self._saw(hold.org, moves)
        self._watch_over([(hold, used, settled)], now)
        return settled.first

    async def _tell_full(self, hold: Hold, standings: Sequence[Standing]) -> None:
        """Tell once a month or day that a level is so full that calls are refused."""
        short = (s for s in standings if not s.fits(hold.nano, hold.tokens))
        full = [alert for alert in map(used_up, short) if alert is not None]
        self._watch.refused(hold, standings)
        if not full or self._watch.knows(hold.org, full):
            return
        reached = await self._store.write(hold.org, lambda: self._do.alert_full(hold.org, full))
        self._watch.reached(hold.org, reached, full)

    def _over_budget(self, standings: Sequence[Standing], hold: Hold) -> Refusal:
        short = [s for s in standings if not s.fits(hold.nano, hold.tokens)]
        if not short or len(standings) != self._do.sql.balances:
            return Refusal(503, "unavailable", "The budget cannot be read right now. Try again.")
        first = short[0]
        whose = {"org": "your organisation", "app": f"the app {first.subject}", "user": "you"}
        what = "money" if first.left_nano < hold.nano else "tokens"
        advice = ADVICE[hold.budget, what]
        if hold.budget != CHAT:
            what = f"{what} for {hold.budget}"
        return Refusal(
            402,
            "budget_exceeded",
            f"This call could cost more than the {what} left for {whose[first.level]} in "
            f"{first.period}. {advice}",
            details=[Detail(s.level, f"over budget in {s.period}") for s in short],
        )

    def _watch_over(self, several: Sequence[Settlement], now: datetime) -> None:
        for org in {hold.org for hold, _, _ in several}:
            if self._past.is_new(org, now):
                task = self._behind(self._recall(org, now))
                self._recalls.add(task)
                task.add_done_callback(self._recalls.discard)
        for spiked in self._watch.settled(several, now):
            self._behind(self._tell_spike(spiked))

    async def _recall(self, org: str, now: datetime) -> None:
        """Learn what is usual for the apps of an organisation, which this process serves anew."""
        try:
            async for app, spent in self._past.of(org, now):
                if spiked := self._watch.recall(org, app, spent, now):
                    await self._tell_spike(spiked)
        except Refusal:
            self._past.failed(org, now)

    async def _tell_spike(self, spiked: Spiked) -> None:
        """Tell of a spike, unless another instance has; where that is not known, rather twice."""
        try:
            if not await self._store.write(spiked.org, lambda: self._do.spike_once(spiked)):
                return
        except Refusal:
            log.warning(
                "The database does not answer; a spike of %s may be told twice.", spiked.app
            )
        self._watch.spiked(spiked)

    def _saw(self, org: str, moves: Moves) -> None:
        """Tell what a transaction changed, now that it is durable."""
        self._watch.reached(org, moves.reached)
        for standings in moves.seen.values():
            self._watch.standing(org, standings)

    def _remember(self, opened: Sequence[Key]) -> None:
        if len(self._opened) > OPENED:
            self._opened.clear()
        self._opened.update(opened)

    async def _surely(self, work: Coroutine[Any, Any, Any]) -> Any:
        return await asyncio.shield(self._behind(work))

    def _behind(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _check(need: Need) -> None:
    nano, tokens = need.nano, need.tokens
    whole = type(nano) is int and type(tokens) is int and 0 <= nano <= MOST and 0 <= tokens <= MOST
    named = need.request_id and need.org and need.app and need.user and need.model
    if not whole or not named or not 0 < need.lease_seconds <= 86_400:
        raise Refusal(400, "bad_need", "A call must name its org, app, user, model and worst case.")
