"""Budgets that cannot be overspent: reserve the worst case, settle to what it was.

A call reserves at org, app and user level in one conditional update, or not at all. What is spent
is what the ledger holds, and both are what is enforced: they change in the same transaction.

Decisions:
- A call counts in the day and month (UTC) in which it was reserved, whenever it ends.
- A hold whose process died is swept when its lease ends, and counts as spent in full: its provider
  may have been called.
- A provider that took more than was held is believed as far as the caps allow. What is beyond them
  is kept in the ledger as `excess_nano`, and told; the caps hold even then.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import MetaData

from microapp_kit.errors import Detail, Refusal
from microapp_kit.sql import Params, Row, Script
from microapp_kit.store import Store
from microapp_llm.money.account import Account, Accounts, Key
from microapp_llm.money.alerts import Crossed, Watch, crossed, nearly_full
from microapp_llm.money.need import (
    MOST,
    BudgetLimits,
    Hold,
    Need,
    Settled,
    Standing,
    Usage,
    Used,
)
from microapp_llm.money.statements import Statements

LOST = "lost"
OPENED = 100_000
Clock = Callable[[], datetime]


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
    ) -> None:
        self._store = store
        self._accounts = Accounts(limits)
        self._watch = watch or Watch()
        self._clock = clock
        self._sql = Statements(metadata, store.compiler, 2 if limits.daily else 1)
        self._moment = store.compiler.encoder("datetime") or _unchanged
        self._opened: set[Key] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def reserve(self, need: Need) -> Hold:
        """Put the worst case of a call aside, or refuse with 402 (over budget) or 409 (id used)."""
        _check(need)
        now = self._clock()
        hold = Hold(*need, now.date().isoformat())
        account = self._accounts.of(hold)
        fresh = [key for key in account.keys if key not in self._opened]
        try:
            await self._store.write(need.org, lambda: self._reserve(hold, account, fresh, now))
        except _Over as over:
            await self._tell_full(hold, over.standings)
            raise self._over_budget(over.standings, hold) from None
        except asyncio.CancelledError:
            self._behind(self.release(hold))
            raise
        if fresh:
            self._remember(fresh)
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
        told: list[Settled]
        moves: _Moves
        told, moves = await self._surely(
            self._store.write(org, lambda: self._settle_all(ended, now))
        )
        self._saw(org, moves)
        for (hold, used), settled in zip(ended, told, strict=True):
            self._watch.settled(hold, used, settled, now)
        return told

    async def release(self, hold: Hold) -> bool:
        """Give a hold back whose provider was never called; false when it had ended before."""
        return bool(await self._surely(self._store.write(hold.org, lambda: self._release(hold))))

    async def renew(self, hold: Hold) -> bool:
        """Start the lease anew; false when the hold has ended, so that the call must stop."""
        params = _hold_key(hold) | {"p_expires_at": _expiry(self._clock(), hold.lease_seconds)}
        return bool(await self._store.write(hold.org, lambda: self._renew(params)))

    async def sweep(self, now: datetime) -> int:
        """Count holds whose lease ended as spent in full; give how many there were."""
        swept = 0
        micros = _micros(now)
        while rows := await self._store.read("", self._sql.expired, {"p_now": micros}):
            for row in rows:
                org, request_id, app, user, model, nano, tokens, day = row
                hold = Hold(request_id, org, app, user, model, nano, tokens, 0, day)
                swept += await self._sweep_one(hold, now)
        return swept

    async def budget(self, org: str, app: str, user: str) -> list[Standing]:
        """Give how each level stands now, org first: the very rows that are enforced."""
        account = self._accounts.account(org, app, user, self._clock().date().isoformat())
        rows = await self._store.read(org, self._sql.standing, account.slots)
        return account.standings(rows)

    async def usage(self, org: str, month: str = "") -> list[Usage]:
        """Give what was used in a month by app, user and model, from the ledger."""
        month = month or self._clock().strftime("%Y-%m")
        rows = await self._store.read(org, self._sql.usage, {"p_org": org, "p_month": month})
        return [Usage(*row) for row in rows]

    async def close(self) -> None:
        """Finish what was begun for callers that went away."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # Scripts: each is one transaction

    def _reserve(
        self, hold: Hold, account: Account, fresh: Sequence[Key], now: datetime
    ) -> Script[None]:
        yield from self._locked(hold.org)
        for key in fresh:
            yield self._sql.open, _balance_key(key)
        params = {**account.slots, "p_nano": hold.nano, "p_tokens": hold.tokens}
        moved = yield self._sql.reserve, params
        if len(moved) != self._sql.balances:
            rows = yield self._sql.standing, params
            self._opened.difference_update(account.keys)
            raise _Over(account.standings(rows))
        held = yield self._sql.hold, _hold_row(hold, _expiry(now, hold.lease_seconds))
        if not held:
            raise Refusal(
                409, "request_id_reused", "This request id was used before. Use a new one."
            )

    def _settle_all(
        self, ended: Sequence[tuple[Hold, Used]], now: datetime
    ) -> Script[tuple[list[Settled], _Moves]]:
        """Settle holds of one org; the balances of an account move once for all its calls."""
        yield from self._locked(ended[0][0].org)
        told, moves = [], _Moves()
        for hold, used in ended:
            rows = yield self._sql.end, _hold_key(hold)
            told.append((yield from self._settle(hold, used, rows, moves, now)))
        yield from self._move(moves)
        return told, moves

    def _settle(
        self, hold: Hold, used: Used, rows: Sequence[Row], moves: _Moves, now: datetime
    ) -> Script[Settled]:
        if not rows:
            return Settled(False)
        nano, tokens = rows[0]
        settled = Settled(True, used.nano, used.tokens)
        if used.nano > nano or used.tokens > tokens:
            yield from self._move(moves)
            settled = yield from self._beyond(hold, used, nano, tokens)
        moves.add(self._accounts.of(hold), nano, tokens, settled.nano, settled.tokens)
        yield self._sql.append, self._entry(hold, used, settled, now)
        return settled

    def _move(self, moves: _Moves) -> Script[None]:
        """Move what was gathered from reserved to spent, and claim the thresholds it reached."""
        gathered, moves.of = moves.of, {}
        for account, (nano, tokens, used_nano, used_tokens) in gathered.items():
            amounts = {
                "p_nano": nano,
                "p_tokens": tokens,
                "p_used_nano": used_nano,
                "p_used_tokens": used_tokens,
            }
            rows = yield self._sql.move, {**account.slots, **amounts}
            standings = account.standings(rows)
            moves.seen[account] = standings
            new = crossed(standings, {(r[0], r[1], r[2]): r[7] for r in rows})
            if new:
                claimed = yield from self._alert_once(account.keys[0][0], new)
                moves.reached.extend(claimed)

    def _beyond(self, hold: Hold, used: Used, nano: int, tokens: int) -> Script[Settled]:
        """Charge what was used beyond the hold as far as every cap has room for it."""
        account = self._accounts.of(hold)
        rows = yield self._sql.standing, account.slots
        standings = account.standings(rows)
        most_nano = nano + min(s.left_nano for s in standings)
        most_tokens = tokens + min(s.left_tokens for s in standings)
        charged, counted = min(used.nano, most_nano), min(used.tokens, most_tokens)
        return Settled(True, charged, counted, used.nano - charged, used.tokens - counted)

    def _alert_once(self, org: str, reached: Sequence[Crossed]) -> Script[list[Crossed]]:
        """Keep the thresholds that nobody has told yet."""
        kept = []
        for alert in reached:
            key = (org, alert.level, alert.subject, alert.period)
            rows = yield self._sql.alert, _balance_key(key) | {"p_alerted": alert.percent}
            if rows:
                kept.append(alert)
        return kept

    def _alert_full(self, org: str, full: Sequence[Crossed]) -> Script[list[Crossed]]:
        yield from self._locked(org)
        return (yield from self._alert_once(org, full))

    def _release(self, hold: Hold) -> Script[bool]:
        yield from self._locked(hold.org)
        rows = yield self._sql.end, _hold_key(hold)
        if not rows:
            return False
        moves = _Moves()
        moves.add(self._accounts.of(hold), rows[0][0], rows[0][1], 0, 0)
        yield from self._move(moves)
        return True

    def _renew(self, params: Params) -> Script[bool]:
        rows = yield self._sql.renew, params
        return bool(rows)

    def _sweep(self, hold: Hold, used: Used, now: datetime) -> Script[tuple[Settled, _Moves]]:
        yield from self._locked(hold.org)
        rows = yield self._sql.end_expired, _hold_key(hold) | {"p_now": _micros(now)}
        moves = _Moves()
        settled = yield from self._settle(hold, used, rows, moves, now)
        yield from self._move(moves)
        return settled, moves

    def _locked(self, org: str) -> Script[None]:
        """On Postgres, let one transaction of an org at a time touch its money.

        All of them meet at the org's own balance anyway; the lock keeps two that also share an app
        or a user from meeting there in another order.
        """
        if self._sql.lock is not None:
            yield self._sql.lock, {"p_lock": _lock_number(org)}

    # The pieces

    async def _sweep_one(self, hold: Hold, now: datetime) -> bool:
        used = Used(hold.tokens, 0, 0, hold.nano, LOST)
        settled, moves = await self._store.write(hold.org, lambda: self._sweep(hold, used, now))
        self._saw(hold.org, moves)
        self._watch.settled(hold, used, settled, now)
        return settled.first

    async def _tell_full(self, hold: Hold, standings: Sequence[Standing]) -> None:
        """Tell once a month that a level is so full that calls are refused."""
        full = [
            Crossed(s.level, s.subject, s.period, 100)
            for s in standings
            if not s.fits(hold.nano, hold.tokens) and nearly_full(s)
        ]
        self._watch.refused(hold, standings)
        if not full or self._watch.knows(hold.org, full):
            return
        reached = await self._store.write(hold.org, lambda: self._alert_full(hold.org, full))
        self._watch.reached(hold.org, reached, full)

    def _over_budget(self, standings: Sequence[Standing], hold: Hold) -> Refusal:
        short = [s for s in standings if not s.fits(hold.nano, hold.tokens)]
        if not short or len(standings) != self._sql.balances:
            return Refusal(503, "unavailable", "The budget cannot be read right now. Try again.")
        first = short[0]
        whose = {"org": "your organisation", "app": f"the app {first.subject}", "user": "you"}
        what = "money" if first.left_nano < hold.nano else "tokens"
        return Refusal(
            402,
            "budget_exceeded",
            f"This call could cost more than the {what} left for {whose[first.level]} in "
            f"{first.period}. Ask for a shorter answer or a cheaper model, or for a larger budget.",
            details=[Detail(s.level, f"over budget in {s.period}") for s in short],
        )

    def _entry(self, hold: Hold, used: Used, settled: Settled, now: datetime) -> dict[str, Any]:
        return {
            "p_org": hold.org,
            "p_request_id": hold.request_id,
            "p_app": hold.app,
            "p_user": hold.user,
            "p_model": hold.model,
            "p_month": hold.day[:7],
            "p_day": hold.day,
            "p_at": self._moment(now),
            "p_outcome": used.outcome,
            "p_input_tokens": used.input_tokens,
            "p_output_tokens": used.output_tokens,
            "p_cached_tokens": used.cached_tokens,
            "p_nano": settled.nano,
            "p_tokens": settled.tokens,
            "p_excess_nano": settled.excess_nano,
            "p_excess_tokens": settled.excess_tokens,
        }

    def _saw(self, org: str, moves: _Moves) -> None:
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


class _Moves:
    """What moves from reserved to spent in one transaction, by account."""

    __slots__ = ("of", "reached", "seen")

    def __init__(self) -> None:
        self.of: dict[Account, list[int]] = {}
        self.reached: list[Crossed] = []
        self.seen: dict[Account, list[Standing]] = {}

    def add(self, account: Account, *amounts: int) -> None:
        """Add reserved nano and tokens that end, and used nano and tokens that come."""
        sums = self.of.get(account)
        if sums is None:
            self.of[account] = list(amounts)
            return
        for n, amount in enumerate(amounts):
            sums[n] += amount


class _Over(Exception):
    """A reservation that does not fit; its transaction is undone."""

    def __init__(self, standings: list[Standing]) -> None:
        self.standings = standings


def _check(need: Need) -> None:
    whole = all(type(n) is int and 0 <= n <= MOST for n in (need.nano, need.tokens))
    named = all((need.request_id, need.org, need.app, need.user, need.model))
    if not whole or not named or not 0 < need.lease_seconds <= 86_400:
        raise Refusal(400, "bad_need", "A call must name its org, app, user, model and worst case.")


def _hold_key(hold: Hold) -> dict[str, Any]:
    return {"p_org": hold.org, "p_request_id": hold.request_id}


def _hold_row(hold: Hold, expires_at: int) -> dict[str, Any]:
    request_id, org, app, user, model, nano, tokens, _, day = hold
    return {
        "p_request_id": request_id,
        "p_org": org,
        "p_app": app,
        "p_user": user,
        "p_model": model,
        "p_nano": nano,
        "p_tokens": tokens,
        "p_day": day,
        "p_expires_at": expires_at,
    }


def _balance_key(key: Key) -> dict[str, Any]:
    org, level, subject, period = key
    return {"p_org": org, "p_level": level, "p_subject": subject, "p_period": period}


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def _expiry(now: datetime, seconds: int) -> int:
    return _micros(now) + seconds * 1_000_000


def _lock_number(org: str) -> int:
    digest = hashlib.sha256(b"money\0" + org.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _unchanged(value: object) -> object:
    return value
