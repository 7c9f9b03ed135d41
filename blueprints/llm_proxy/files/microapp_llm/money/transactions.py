"""The transactions of money: each is one script that a store runs whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import MetaData

from microapp_kit.errors import Refusal
from microapp_kit.locks import Lock
from microapp_kit.sql import Compiler, Params, Row, Script
from microapp_llm.money.account import Account, Accounts, Key, balance_key
from microapp_llm.money.alerting import PERCENTS
from microapp_llm.money.alerts import Crossed, Spiked
from microapp_llm.money.moving import Moves, Moving, Noted, by_balance, unnoted
from microapp_llm.money.need import CHAT, BudgetLimits, Hold, Settled, Standing, Used
from microapp_llm.money.statements import Statements

Lost = Callable[[Hold, int, datetime], Script[None]]
"""Writes down, in the same transaction, what a hold cost whose call nobody has told of."""


def untold(hold: Hold, nano: int, at: datetime) -> Script[None]:
    """Write nothing down."""
    del hold, nano, at
    yield from ()


class Over(Exception):
    """A reservation that does not fit; its transaction is undone."""

    def __init__(self, standings: list[Standing]) -> None:
        self.standings = standings


class NotTogether(Exception):
    """Reservations of which one at least does not fit; each has to be asked for alone."""


class Asked(NamedTuple):
    """One reservation: what for, from which account, and what is told once it stands."""

    hold: Hold
    account: Account
    fresh: Sequence[Key]
    now: datetime
    begun: list[Hold]


class Transactions:
    """Reserves, settles, releases, renews and sweeps."""

    def __init__(
        self,
        metadata: MetaData,
        compiler: Compiler,
        limits: BudgetLimits,
        lost: Lost,
        noted: Noted = unnoted,
        percents: Sequence[int] = PERCENTS,
    ) -> None:
        self._lost = lost
        self.accounts = Accounts(limits)
        self.sql = Statements(metadata, compiler, 2 if limits.daily else 1)
        self._moving = Moving(self.sql, noted, percents)
        self._lock = Lock(compiler)
        self._moment = compiler.moment

    def reserve(self, asked: Asked) -> Script[None]:
        hold, account, fresh, now, begun = asked
        yield from self._locked(hold.org)
        if fresh:
            yield from self.sql.open.of([balance_key(key) for key in fresh])
        row = _hold_row(hold, expiry(now, hold.lease_seconds))
        moved, held = yield from self.sql.reserve(account.slots, row)
        if moved != self.sql.balances:
            rows = yield self.sql.standing, account.slots
            raise Over(account.standings(rows))
        if not held:
            raise Refusal(
                409, "request_id_reused", "This request id was used before. Use a new one."
            )
        begun.append(hold)

    def reserve_all(self, asked: Sequence[Asked]) -> Script[None]:
        """Reserve for several calls of one org: each balance moves once, if it has room for all."""
        yield from self._locked(asked[0].hold.org)
        fresh = {key: None for one in asked for key in one.fresh}
        yield from self.sql.open.of([balance_key(key) for key in fresh])
        rows = [_hold_row(one.hold, expiry(one.now, one.hold.lease_seconds)) for one in asked]
        balances = by_balance((one.account, _amounts(one.hold)) for one in asked)
        moved = yield from self.sql.reserve_each.of(balances)
        if len(moved) != len(balances):
            raise NotTogether
        held = yield from self.sql.hold.of(rows)
        if len(held) != len(asked):
            raise NotTogether
        for one in asked:
            one.begun.append(one.hold)

    def settle_all(
        self, ended: Sequence[tuple[Hold, Used]], now: datetime
    ) -> Script[tuple[list[Settled], Moves]]:
        """Settle holds of one org; the balances of an account move once for all its calls."""
        yield from self._locked(ended[0][0].org)
        rows = yield from self.sql.end.of([hold_key(hold) for hold, _ in ended])
        return (yield from self._settle(ended, rows, now))

    def _settle(
        self, ended: Sequence[tuple[Hold, Used]], rows: Sequence[Row], now: datetime
    ) -> Script[tuple[list[Settled], Moves]]:
        """Count what was used of the holds that were ended just now, each once."""
        told, moves, entries, at = [], Moves(), [], self._moment(now)
        held = {row[0]: row for row in rows}
        for hold, used in ended:
            row = held.pop(hold.request_id, None)
            if row is None:
                told.append(Settled(False))
                continue
            _, nano, tokens = row
            more = (used.excess_nano, used.excess_tokens)
            settled = Settled(True, used.nano, used.tokens, *more)
            if used.nano > nano or used.tokens > tokens:
                yield from self._moving.move(moves)
                settled = yield from self._beyond(hold, used, nano, tokens)
            moves.add(self.accounts.of(hold), nano, tokens, settled.nano, settled.tokens)
            entries.append(_entry(hold, used, settled, at))
            told.append(settled)
        yield from self.sql.append.of(entries)
        yield from self._moving.move(moves)
        return told, moves

    def _beyond(self, hold: Hold, used: Used, nano: int, tokens: int) -> Script[Settled]:
        """Charge what was used beyond the hold as far as every cap has room for it."""
        account = self.accounts.of(hold)
        rows = yield self.sql.standing, account.slots
        standings = account.standings(rows)
        most_nano = nano + min(s.left_nano for s in standings)
        most_tokens = tokens + min(s.left_tokens for s in standings)
        charged, counted = min(used.nano, most_nano), min(used.tokens, most_tokens)
        return Settled(
            True,
            charged,
            counted,
            used.excess_nano + used.nano - charged,
            used.excess_tokens + used.tokens - counted,
        )

    def alert_full(self, org: str, full: Sequence[Crossed]) -> Script[list[Crossed]]:
        yield from self._locked(org)
        return (yield from self._moving.alert_once(org, full))

    def spike_once(self, one: Spiked) -> Script[bool]:
        """Claim a spike: the first who sees it writes a balance of its minutes, of nothing."""
        key = balance_key((one.org, CHAT, "app", one.app, f"spike {one.spike.bucket}"))
        yield from self.sql.open.of([key])
        rows = yield self.sql.alert, key | {"p_alerted": 1}
        return bool(rows)

    def release(self, hold: Hold) -> Script[bool]:
        yield from self._locked(hold.org)
        rows = yield from self.sql.end.of([hold_key(hold)])
        if not rows:
            return False
        moves, (_, nano, tokens) = Moves(), rows[0]
        moves.add(self.accounts.of(hold), nano, tokens, 0, 0)
        yield from self._moving.move(moves)
        return True

    def take_back(self, hold: Hold, begun: Sequence[Hold]) -> Script[bool]:
        """Release a hold only if it is the caller's own, told when its turn has come."""
        return (yield from self.release(hold)) if begun else False

    def renew(self, params: Params) -> Script[bool]:
        rows = yield self.sql.renew, params
        return bool(rows)

    def lose(
        self, hold: Hold, used: Used, now: datetime, until: int
    ) -> Script[tuple[Settled, Moves]]:
        """Count a hold whose lease ends before `until`, in µs since 1970, and tell of its call."""
        yield from self._locked(hold.org)
        rows = yield self.sql.end_expired, hold_key(hold) | {"p_now": until}
        (settled,), moves = yield from self._settle([(hold, used)], rows, now)
        if settled.first:
            yield from self._lost(hold, settled.nano, now)
        return settled, moves

    def _locked(self, org: str) -> Script[bool]:
        """On Postgres, let one transaction of an org at a time touch its money.

        All of them meet at the org's own balance anyway; the lock keeps two that also share an app
        or a user from meeting there in another order.
        """
        return self._lock.take("money", org)


def _entry(hold: Hold, used: Used, settled: Settled, at: object) -> dict[str, Any]:
    return {
        "p_org": hold.org,
        "p_request_id": hold.request_id,
        "p_app": hold.app,
        "p_user": hold.user,
        "p_model": hold.model,
        "p_budget": hold.budget,
        "p_month": hold.day[:7],
        "p_day": hold.day,
        "p_at": at,
        "p_outcome": used.outcome,
        "p_input_tokens": used.input_tokens,
        "p_output_tokens": used.output_tokens,
        "p_cached_tokens": used.cached_tokens,
        "p_nano": settled.nano,
        "p_tokens": settled.tokens,
        "p_excess_nano": settled.excess_nano,
        "p_excess_tokens": settled.excess_tokens,
    }


def _amounts(hold: Hold) -> dict[str, int]:
    return {"p_nano": hold.nano, "p_tokens": hold.tokens}


def hold_key(hold: Hold) -> dict[str, Any]:
    return {"p_org": hold.org, "p_request_id": hold.request_id}


def _hold_row(hold: Hold, expires_at: int) -> dict[str, Any]:
    request_id, org, app, user, model, nano, tokens, _, budget, day, about = hold
    return {
        "p_request_id": request_id,
        "p_org": org,
        "p_app": app,
        "p_user": user,
        "p_model": model,
        "p_nano": nano,
        "p_tokens": tokens,
        "p_budget": budget,
        "p_day": day,
        "p_about": about,
        "p_expires_at": expires_at,
    }


def micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def expiry(now: datetime, seconds: int) -> int:
    return micros(now) + seconds * 1_000_000
