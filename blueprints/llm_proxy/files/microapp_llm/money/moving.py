"""What moves from reserved to spent, and the thresholds that it reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from microapp_kit.sql import PARAMETER, Params, Row, Script
from microapp_llm.money.account import Account, Key, balance_key
from microapp_llm.money.alerts import Crossed, crossed, outgrown
from microapp_llm.money.need import Standing
from microapp_llm.money.statements import MOVED, Statements

MOVES = tuple(f"{PARAMETER}{name}" for name in MOVED)
Noted = Callable[[str, Sequence[Crossed]], Script[None]]
"""Writes down, in the same transaction, the alerts of an org that are to be told."""


def unnoted(org: str, reached: Sequence[Crossed]) -> Script[None]:
    """Write nothing down: nobody takes alerts."""
    del org, reached
    yield from ()


class Moves:
    """What moves from reserved to spent in one transaction, by account."""

    __slots__ = ("of", "reached", "seen")

    def __init__(self) -> None:
        self.of: dict[Account, dict[str, int]] = {}
        self.reached: list[Crossed] = []
        self.seen: dict[Account, list[Standing]] = {}

    def add(
        self, account: Account, nano: int, tokens: int, used_nano: int, used_tokens: int
    ) -> None:
        """Add reserved nano and tokens that end, and used nano and tokens that come."""
        sums = self.of.get(account)
        if sums is None:
            sums = self.of[account] = dict.fromkeys(MOVES, 0)
        sums["p_nano"] += nano
        sums["p_tokens"] += tokens
        sums["p_used_nano"] += used_nano
        sums["p_used_tokens"] += used_tokens


class Moving:
    """Moves amounts between balances, and claims alerts: each is told once."""

    def __init__(self, sql: Statements, noted: Noted, percents: Sequence[int]) -> None:
        self._sql, self._noted, self._percents = sql, noted, percents

    def move(self, moves: Moves) -> Script[None]:
        """Move what was gathered from reserved to spent, and claim the thresholds it reached."""
        gathered, moves.of = moves.of, {}
        for account, rows in (yield from self._moved(gathered)):
            moves.seen[account] = standings = account.standings(rows)
            told = {(account.budget, r[0], r[1], r[2]): r[7] for r in rows}
            for level in outgrown(standings, told, self._percents):
                key = balance_key((account.keys[0][0], *level[:4]))
                yield self._sql.alert_anew, key | {"p_alerted": level.percent}
                told[level[:4]] = level.percent
            new = crossed(standings, told, self._percents)
            if new:
                claimed = yield from self.alert_once(account.keys[0][0], new)
                moves.reached.extend(claimed)

    def alert_once(self, org: str, reached: Sequence[Crossed]) -> Script[list[Crossed]]:
        """Keep the thresholds that nobody has told yet."""
        kept = []
        for alert in reached:
            key = (org, *alert[:4])
            rows = yield self._sql.alert, balance_key(key) | {"p_alerted": alert.percent}
            if rows:
                kept.append(alert)
        yield from self._noted(org, kept)
        return kept

    def _moved(
        self, gathered: Mapping[Account, Mapping[str, int]]
    ) -> Script[list[tuple[Account, Sequence[Row]]]]:
        """Give the balances of each account as they are now.

        On SQLite one statement for each account is cheapest, on Postgres one for all balances.
        """
        if self._sql.move_each is None:
            moved = []
            for account, amounts in gathered.items():
                rows = yield self._sql.move, {**account.slots, **amounts}
                moved.append((account, rows))
            return moved
        rows = yield from self._sql.move_each.of(by_balance(gathered.items()))
        found = {(row[8], *row[:3]): row for row in rows}
        return [(a, [found[key[1:]] for key in a.keys if key[1:] in found]) for a in gathered]


def by_balance(several: Iterable[tuple[Account, Mapping[str, int]]]) -> list[Params]:
    """Give each balance of some accounts once, with its caps and the sum of its amounts."""
    sums: dict[Key, dict[str, Any]] = {}
    for account, amounts in several:
        for key, balance in zip(account.keys, account.balances, strict=True):
            known = sums.get(key)
            if known is None:
                sums[key] = {**balance, **amounts}
                continue
            for name, amount in amounts.items():
                known[name] += amount
    return list(sums.values())
