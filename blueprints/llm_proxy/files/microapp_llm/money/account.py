"""Accounts: the balances that a caller's calls of one day count against, and their caps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from microapp_kit.sql import Row
from microapp_llm.money.need import LEVELS, UNLIMITED, BudgetLimits, Caps, Hold, Standing

Key = tuple[str, str, str, str, str]
REMEMBERED = 4096


def balance_key(key: Key) -> dict[str, Any]:
    """Give the key of a balance as statements take it."""
    names = ("p_org", "p_budget", "p_level", "p_subject", "p_period")
    return dict(zip(names, key, strict=True))


class Account:
    """Org, app and user in a month, and in a day where caps per day exist; org first."""

    __slots__ = ("balances", "budget", "keys", "slots")

    def __init__(
        self, org: str, budget: str, app: str, user: str, day: str, limits: BudgetLimits
    ) -> None:
        self.budget = budget
        periods = (day[:7], day) if limits.daily else (day[:7],)
        levels = list(zip(LEVELS, ("", app, user), limits.of(budget, app), strict=True))
        self.keys: list[Key] = [
            (org, budget, level, subject, period)
            for level, subject, _ in levels
            for period in periods
        ]
        caps = [cap for *_, caps in levels for cap in _per_period(caps)[: len(periods)]]
        self.balances: list[dict[str, Any]] = [
            balance_key(key) | {"p_cap_nano": nano, "p_cap_tokens": tokens}
            for key, (nano, tokens) in zip(self.keys, caps, strict=True)
        ]
        self.slots: dict[str, Any] = {"p_org": org, "p_budget": budget}
        self.slots |= {f"p_subject_{level}": subject for level, subject, _ in levels}
        self.slots |= {f"p_period_{n}": period for n, period in enumerate(periods)}
        for n, (key, (nano, tokens)) in enumerate(zip(self.keys, caps, strict=True)):
            slot = f"{key[2]}_{n % len(periods)}"
            self.slots |= {f"p_cap_nano_{slot}": nano, f"p_cap_tokens_{slot}": tokens}

    def standings(self, rows: Sequence[Row]) -> list[Standing]:
        """Give the balances read with their caps; one that does not exist yet is 0."""
        found = {(row[0], row[1], row[2]): row for row in rows}
        standings = []
        for (_, _, *key), balance in zip(self.keys, self.balances, strict=True):
            level, subject, period = key
            cap_nano, cap_tokens = balance["p_cap_nano"], balance["p_cap_tokens"]
            row = found.get((level, subject, period))
            held, held_tokens, spent, taken = row[3:7] if row else (0, 0, 0, 0)
            standings.append(
                Standing(
                    self.budget,
                    level,
                    subject,
                    period,
                    cap_nano,
                    spent,
                    held,
                    cap_tokens,
                    taken,
                    held_tokens,
                )
            )
        return standings


class Accounts:
    """Gives accounts; those of the calls under way are made once."""

    def __init__(self, limits: BudgetLimits) -> None:
        @lru_cache(maxsize=REMEMBERED)
        def account(org: str, budget: str, app: str, user: str, day: str) -> Account:
            return Account(org, budget, app, user, day, limits)

        self.account = account

    def of(self, hold: Hold) -> Account:
        """Give the account that a hold counts against."""
        return self.account(hold.org, hold.budget, hold.app, hold.user, hold.day)


def _per_period(caps: Caps) -> list[tuple[int, int]]:
    """Give the caps of a month and of a day."""
    day_nano = UNLIMITED if caps.day_nano is None else caps.day_nano
    day_tokens = UNLIMITED if caps.day_tokens is None else caps.day_tokens
    return [(caps.month_nano, caps.month_tokens), (day_nano, day_tokens)]
