"""The transactions of money: each is one script that a store runs whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import MetaData

from microapp_kit.errors import Refusal
from microapp_kit.locks import Lock
from microapp_kit.sql import Compiler, Params, Row, Script
from microapp_llm.money.account import Account, Accounts, Key
from microapp_llm.money.alerts import Crossed, Spiked, crossed, outgrown
from microapp_llm.money.need import CHAT, BudgetLimits, Hold, Settled, Standing, Used
from microapp_llm.money.statements import Statements


class Moves:
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


Lost = Callable[[Hold, int, datetime], Script[None]]
"""Writes down, in the same transaction, what a hold cost whose call nobody has told of."""


def untold(hold: Hold, nano: int, at: datetime) -> Script[None]:
    """Write nothing down."""
    del hold, nano, at
    yield from ()


Noted = Callable[[str, Sequence[Crossed]], Script[None]]
"""Writes down, in the same transaction, the alerts of an org that are to be told."""


def unnoted(org: str, reached: Sequence[Crossed]) -> Script[None]:
    """Write nothing down: nobody takes alerts."""
    del org, reached
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
    ) -> None:
        self._lost, self._noted = lost, noted
        self.accounts = Accounts(limits)
        self.sql = Statements(metadata, compiler, 2 if limits.daily else 1)
        self._lock = Lock(compiler)
        self._moment = compiler.moment

    def reserve(self, asked: Asked) -> Script[None]:
        hold, account, fresh, now, begun = asked
        yield from self._locked(hold.org)
        for key in fresh:
            yield self.sql.open, _balance_key(key)
        params = {**account.slots, "p_nano": hold.nano, "p_tokens": hold.tokens}
        moved = yield self.sql.reserve, params
        if len(moved) != self.sql.balances:
            rows = yield self.sql.standing, params
            raise Over(account.standings(rows))
        held = yield self.sql.hold, _hold_row(hold, expiry(now, hold.lease_seconds))
        if not held:
            raise Refusal(
                409, "request_id_reused", "This request id was used before. Use a new one."
            )
        begun.append(hold)

    def reserve_all(self, asked: Sequence[Asked]) -> Script[None]:
        """Reserve for several calls of one org: each balance moves once, if it has room for all."""
        yield from self._locked(asked[0].hold.org)
        for key in {key: None for one in asked for key in one.fresh}:
            yield self.sql.open, _balance_key(key)
        for key, amounts in _by_balance(asked).items():
            moved = yield self.sql.reserve_one, _balance_key(key) | amounts
            if not moved:
                raise NotTogether
        for one in asked:
            expires_at = expiry(one.now, one.hold.lease_seconds)
            held = yield self.sql.hold, _hold_row(one.hold, expires_at)
            if not held:
                raise NotTogether
        for one in asked:
            one.begun.append(one.hold)

    def settle_all(
        self, ended: Sequence[tuple[Hold, Used]], now: datetime
    ) -> Script[tuple[list[Settled], Moves]]:
        """Settle holds of one org; the balances of an account move once for all its calls."""
        yield from self._locked(ended[0][0].org)
        told, moves, at = [], Moves(), self._moment(now)
        for hold, used in ended:
            rows = yield self.sql.end, hold_key(hold)
            told.append((yield from self._settle(hold, used, rows, moves, at)))
        yield from self._move(moves)
        return told, moves

    def _settle(
        self, hold: Hold, used: Used, rows: Sequence[Row], moves: Moves, at: object
    ) -> Script[Settled]:
        if not rows:
            return Settled(False)
        nano, tokens = rows[0]
        more = (used.excess_nano, used.excess_tokens)
        settled = Settled(True, used.nano, used.tokens, *more)
        if used.nano > nano or used.tokens > tokens:
            yield from self._move(moves)
            settled = yield from self._beyond(hold, used, nano, tokens)
        moves.add(self.accounts.of(hold), nano, tokens, settled.nano, settled.tokens)
        yield self.sql.append, _entry(hold, used, settled, at)
        return settled

    def _move(self, moves: Moves) -> Script[None]:
        """Move what was gathered from reserved to spent, and claim the thresholds it reached."""
        gathered, moves.of = moves.of, {}
        for account, (nano, tokens, used_nano, used_tokens) in gathered.items():
            amounts = {
                "p_nano": nano,
                "p_tokens": tokens,
                "p_used_nano": used_nano,
                "p_used_tokens": used_tokens,
            }
            rows = yield self.sql.move, {**account.slots, **amounts}
            standings = account.standings(rows)
            moves.seen[account] = standings
            told = {(account.budget, r[0], r[1], r[2]): r[7] for r in rows}
            for level in outgrown(standings, told):
                key = _balance_key((account.keys[0][0], *level[:4]))
                yield self.sql.alert_anew, key | {"p_alerted": level.percent}
                told[level[:4]] = level.percent
            new = crossed(standings, told)
            if new:
                claimed = yield from self._alert_once(account.keys[0][0], new)
                moves.reached.extend(claimed)

    def _beyond(self, hold: Hold, used: Used, nano: int, tokens: int) -> Script[Settled]:
        """Charge what was used beyond the hold as far as every cap has room for it."""
        account = self.accounts.of(hold)
        rows = yield self.sql.standing, account.slots
        standings = account.standings(rows)
        most_nano = nano + min(s.left_nano for s in standings)
        most_tokens = tokens + min(s.left_tokens for s in standings)
        charged, counted = min(used.nano, most_nano), min(used.tokens, most_tokens)
        return Settled(True, charged, counted, used.nano - charged, used.tokens - counted)

    def _alert_once(self, org: str, reached: Sequence[Crossed]) -> Script[list[Crossed]]:
        """Keep the thresholds that nobody has told yet."""
        kept = []
        for alert in reached:
            key = (org, *alert[:4])
            rows = yield self.sql.alert, _balance_key(key) | {"p_alerted": alert.percent}
            if rows:
                kept.append(alert)
        yield from self._noted(org, kept)
        return kept

    def alert_full(self, org: str, full: Sequence[Crossed]) -> Script[list[Crossed]]:
        yield from self._locked(org)
        return (yield from self._alert_once(org, full))

    def spike_once(self, one: Spiked) -> Script[bool]:
        """Claim a spike: the first who sees it writes a balance of its minutes, of nothing."""
        key = _balance_key((one.org, CHAT, "app", one.app, f"spike {one.spike.bucket}"))
        yield self.sql.open, key
        rows = yield self.sql.alert, key | {"p_alerted": 1}
        return bool(rows)

    def release(self, hold: Hold) -> Script[bool]:
        yield from self._locked(hold.org)
        rows = yield self.sql.end, hold_key(hold)
        if not rows:
            return False
        moves = Moves()
        moves.add(self.accounts.of(hold), rows[0][0], rows[0][1], 0, 0)
        yield from self._move(moves)
        return True

    def take_back(self, hold: Hold, begun: Sequence[Hold]) -> Script[bool]:
        """Release a hold only if it is the caller's own, told when its turn has come."""
        return (yield from self.release(hold)) if begun else False

    def renew(self, params: Params) -> Script[bool]:
        rows = yield self.sql.renew, params
        return bool(rows)

    def sweep(self, hold: Hold, used: Used, now: datetime) -> Script[tuple[Settled, Moves]]:
        yield from self._locked(hold.org)
        rows = yield self.sql.end_expired, hold_key(hold) | {"p_now": micros(now)}
        moves = Moves()
        settled = yield from self._settle(hold, used, rows, moves, self._moment(now))
        yield from self._move(moves)
        if settled.first:
            yield from self._lost(hold, settled.nano, now)
        return settled, moves

    def _locked(self, org: str) -> Script[None]:
        """On Postgres, let one transaction of an org at a time touch its money.

        All of them meet at the org's own balance anyway; the lock keeps two that also share an app
        or a user from meeting there in another order.
        """
        yield from self._lock.take("money", org)


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


def _by_balance(asked: Sequence[Asked]) -> dict[Key, dict[str, int]]:
    """Give what is reserved of each balance, with its cap."""
    sums: dict[Key, dict[str, int]] = {}
    for one in asked:
        for key, (cap_nano, cap_tokens) in zip(one.account.keys, one.account.caps, strict=True):
            known = sums.setdefault(
                key,
                {"p_nano": 0, "p_tokens": 0, "p_cap_nano": cap_nano, "p_cap_tokens": cap_tokens},
            )
            known["p_nano"] += one.hold.nano
            known["p_tokens"] += one.hold.tokens
    return sums


def hold_key(hold: Hold) -> dict[str, Any]:
    return {"p_org": hold.org, "p_request_id": hold.request_id}


def _hold_row(hold: Hold, expires_at: int) -> dict[str, Any]:
    request_id, org, app, user, model, nano, tokens, _, budget, day = hold
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
        "p_expires_at": expires_at,
    }


def _balance_key(key: Key) -> dict[str, Any]:
    names = ("p_org", "p_budget", "p_level", "p_subject", "p_period")
    return dict(zip(names, key, strict=True))


def micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def expiry(now: datetime, seconds: int) -> int:
    return micros(now) + seconds * 1_000_000
