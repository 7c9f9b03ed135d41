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
from microapp_llm.money.alerts import Crossed, Watch, crossed, nearly_full
from microapp_llm.money.need import (
    LEVELS,
    MOST,
    UNLIMITED,
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
NOTHING = Used(0, 0, 0, 0, "")
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
        self._limits = limits
        self._watch = watch or Watch()
        self._clock = clock
        self._periods = 2 if limits.daily else 1
        self._sql = Statements(metadata, store.compiler, self._periods)
        self._moment = store.compiler.encoder("datetime") or _unchanged
        self._opened: set[tuple[str, str, str, str]] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def reserve(self, need: Need) -> Hold:
        """Put the worst case of a call aside, or refuse with 402 (over budget) or 409 (id used)."""
        _check(need)
        now = self._clock()
        day = now.strftime("%Y-%m-%d")
        hold = Hold(*need, day)
        try:
            await self._store.write(need.org, lambda: self._reserve(hold, now))
        except _Over as over:
            await self._tell_full(hold, over.standings)
            raise self._over_budget(over.standings, hold) from None
        except asyncio.CancelledError:
            self._behind(self.release(hold))
            raise
        self._opened.update(self._keys(hold))
        return hold

    async def settle(self, hold: Hold, used: Used) -> Settled:
        """Turn a hold into what was used and one row of the ledger; only once."""
        (settled,) = await self.settle_all([(hold, used)])
        return settled

    async def settle_all(self, ended: Sequence[tuple[Hold, Used]]) -> list[Settled]:
        """Settle several holds of one org in one transaction, even when the caller goes away."""
        now = self._clock()
        told: list[tuple[Settled, list[Crossed]]] = await self._surely(
            self._store.write(ended[0][0].org, lambda: self._settle_all(ended, now))
        )
        for (hold, used), (settled, reached) in zip(ended, told, strict=True):
            self._watch.settled(hold, used, settled, reached, now)
        return [settled for settled, _ in told]

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
        hold = Hold("", org, app, user, "", 0, 0, 0, self._clock().strftime("%Y-%m-%d"))
        rows = await self._store.read(org, self._sql.standing, self._slots(hold))
        return self._standings(hold, rows)

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

    def _reserve(self, hold: Hold, now: datetime) -> Script[None]:
        yield from self._locked(hold.org)
        for key in self._keys(hold):
            if key not in self._opened:
                yield self._sql.open, _balance_key(key)
        params = self._slots(hold) | self._caps(hold)
        moved = yield self._sql.reserve, params
        if len(moved) != self._sql.balances:
            rows = yield self._sql.standing, params
            self._opened.difference_update(self._keys(hold))
            raise _Over(self._standings(hold, rows))
        held = yield self._sql.hold, _hold_row(hold, _expiry(now, hold.lease_seconds))
        if not held:
            raise Refusal(
                409, "request_id_reused", "This request id was used before. Use a new one."
            )

    def _settle_all(
        self, ended: Sequence[tuple[Hold, Used]], now: datetime
    ) -> Script[list[tuple[Settled, list[Crossed]]]]:
        yield from self._locked(ended[0][0].org)
        told = []
        for hold, used in ended:
            rows = yield self._sql.end, _hold_key(hold)
            told.append((yield from self._settle(hold, used, rows, now)))
        return told

    def _settle(
        self, hold: Hold, used: Used, rows: Sequence[Row], now: datetime
    ) -> Script[tuple[Settled, list[Crossed]]]:
        if not rows:
            return Settled(False), []
        nano, tokens = rows[0]
        settled = Settled(True, used.nano, used.tokens)
        if used.nano > nano or used.tokens > tokens:
            settled = yield from self._beyond(hold, used, nano, tokens)
        amounts = {
            "p_nano": nano,
            "p_tokens": tokens,
            "p_used_nano": settled.nano,
            "p_used_tokens": settled.tokens,
        }
        moved = yield self._sql.move, self._slots(hold) | amounts
        yield self._sql.append, self._entry(hold, used, settled, now)
        reached = crossed(self._standings(hold, moved), {(r[0], r[1], r[2]): r[7] for r in moved})
        kept = yield from self._alert_once(hold.org, reached)
        return settled, kept

    def _beyond(self, hold: Hold, used: Used, nano: int, tokens: int) -> Script[Settled]:
        """Charge what was used beyond the hold as far as every cap has room for it."""
        rows = yield self._sql.standing, self._slots(hold)
        standings = self._standings(hold, rows)
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

    def _release(self, hold: Hold) -> Script[bool]:
        yield from self._locked(hold.org)
        rows = yield self._sql.end, _hold_key(hold)
        if not rows:
            return False
        amounts = {"p_nano": rows[0][0], "p_tokens": rows[0][1]}
        yield (
            self._sql.move,
            self._slots(hold) | amounts | {"p_used_nano": 0, "p_used_tokens": 0},
        )
        return True

    def _renew(self, params: Params) -> Script[bool]:
        rows = yield self._sql.renew, params
        return bool(rows)

    def _sweep(
        self, hold: Hold, used: Used, now: datetime
    ) -> Script[tuple[Settled, list[Crossed]]]:
        yield from self._locked(hold.org)
        rows = yield self._sql.end_expired, _hold_key(hold) | {"p_now": _micros(now)}
        return (yield from self._settle(hold, used, rows, now))

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
        settled, reached = await self._store.write(hold.org, lambda: self._sweep(hold, used, now))
        self._watch.settled(hold, used, settled, reached, now)
        return settled.first

    async def _tell_full(self, hold: Hold, standings: Sequence[Standing]) -> None:
        """Tell once a month that a level is so full that calls are refused."""
        full = [
            Crossed(s.level, s.subject, s.period, 100)
            for s in standings
            if not _fits(s, hold) and nearly_full(s)
        ]
        self._watch.refused(hold, standings)
        if not full or self._watch.knows(hold.org, full):
            return
        reached = await self._store.write(hold.org, lambda: self._alert_once(hold.org, full))
        self._watch.reached(hold.org, reached, full)

    def _over_budget(self, standings: Sequence[Standing], hold: Hold) -> Refusal:
        short = [s for s in standings if not _fits(s, hold)]
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

    def _keys(self, hold: Hold) -> list[tuple[str, str, str, str]]:
        subjects = ("", hold.app, hold.user)
        periods = (hold.day[:7], hold.day)[: self._periods]
        return [
            (hold.org, level, subject, period)
            for level, subject in zip(LEVELS, subjects, strict=True)
            for period in periods
        ]

    def _slots(self, hold: Hold) -> dict[str, Any]:
        return {
            "p_org": hold.org,
            "p_subject_org": "",
            "p_subject_app": hold.app,
            "p_subject_user": hold.user,
            "p_period_0": hold.day[:7],
            "p_period_1": hold.day,
        }

    def _caps(self, hold: Hold) -> dict[str, int]:
        params = {"p_nano": hold.nano, "p_tokens": hold.tokens}
        for level, n, nano, tokens in self._every_cap(hold):
            params[f"p_cap_nano_{level}_{n}"] = nano
            params[f"p_cap_tokens_{level}_{n}"] = tokens
        return params

    def _every_cap(self, hold: Hold) -> list[tuple[str, int, int, int]]:
        caps = []
        for level, cap in zip(LEVELS, self._limits.of(hold.app, hold.user), strict=True):
            caps.append((level, 0, cap.month_nano, cap.month_tokens))
            if self._periods > 1:
                day_nano = UNLIMITED if cap.day_nano is None else cap.day_nano
                day_tokens = UNLIMITED if cap.day_tokens is None else cap.day_tokens
                caps.append((level, 1, day_nano, day_tokens))
        return caps

    def _standings(self, hold: Hold, rows: Sequence[Row]) -> list[Standing]:
        """Give the rows with their caps, org first; a balance that does not exist yet is 0."""
        found = {tuple(row[:3]): row for row in rows}
        standings = []
        for key, cap in zip(self._keys(hold), self._every_cap(hold), strict=True):
            row = found.get(key[1:])
            reserved, held, spent, taken = row[3:7] if row else (0, 0, 0, 0)
            standings.append(Standing(*key[1:], cap[2], spent, reserved, cap[3], taken, held))
        return standings

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

    async def _surely(self, work: Coroutine[Any, Any, Any]) -> Any:
        return await asyncio.shield(self._behind(work))

    def _behind(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class _Over(Exception):
    """A reservation that does not fit; its transaction is undone."""

    def __init__(self, standings: list[Standing]) -> None:
        self.standings = standings


def _fits(standing: Standing, hold: Hold) -> bool:
    return standing.left_nano >= hold.nano and standing.left_tokens >= hold.tokens


def _check(need: Need) -> None:
    whole = all(type(n) is int and 0 <= n <= MOST for n in (need.nano, need.tokens))
    named = all((need.request_id, need.org, need.app, need.user, need.model))
    if not whole or not named or not 0 < need.lease_seconds <= 86_400:
        raise Refusal(400, "bad_need", "A call must name its org, app, user, model and worst case.")


def _hold_key(hold: Hold) -> dict[str, Any]:
    return {"p_org": hold.org, "p_request_id": hold.request_id}


def _hold_row(hold: Hold, expires_at: int) -> dict[str, Any]:
    row = {f"p_{name}": value for name, value in zip(hold._fields, hold, strict=True)}
    return row | {"p_expires_at": expires_at}


def _balance_key(key: tuple[str, str, str, str]) -> dict[str, Any]:
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
