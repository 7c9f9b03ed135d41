"""What the budgets are asked and what they say: caps, needs, holds, uses and how things stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from microapp_kit.secrets import CannotStart

NANO = 1_000_000_000
UNLIMITED = 2**61
MOST = 2**60  # of one call; twice this and a cap still fit 64 bits
LEVELS = ("org", "app", "user")
CHAT, EMBEDDINGS = BUDGETS = ("chat", "embeddings")


def dollars(nano: int) -> str:
    """Give an amount as people read it, and exactly: 12300000 is 0.0123."""
    whole, rest = divmod(nano, NANO)
    return f"{whole}.{f'{rest:09}'.rstrip('0').ljust(2, '0')}"


@dataclass(frozen=True, slots=True)
class Caps:
    """What one org, app or user may spend: nano-dollars and tokens, per month and per day (UTC)."""

    month_nano: int
    month_tokens: int = UNLIMITED
    day_nano: int | None = None
    day_tokens: int | None = None

    def __post_init__(self) -> None:
        given = (self.month_nano, self.month_tokens, self.day_nano or 0, self.day_tokens or 0)
        if not all(type(cap) is int and 0 <= cap <= UNLIMITED for cap in given):
            raise CannotStart(
                "A budget must be a whole number of nano-dollars or tokens, 0 or more."
            )


@dataclass(frozen=True, slots=True)
class BudgetLimits:
    """The caps of every level; `apps` names those that have caps of their own.

    They hold for chat. Embeddings count apart, in limits of their own where those are given.
    """

    org: Caps
    app: Caps
    user: Caps
    apps: Mapping[str, Caps] = field(default_factory=dict)
    embeddings: BudgetLimits | None = None

    def of(self, budget: str, app: str) -> tuple[Caps, Caps, Caps]:
        """Give the caps that a call counts against, org first."""
        limits = self.embeddings if budget == EMBEDDINGS and self.embeddings else self
        return limits.org, limits.apps.get(app, limits.app), limits.user

    @property
    def daily(self) -> bool:
        """Whether any level has a cap per day."""
        every = (self.org, self.app, self.user, *self.apps.values())
        own = any(caps.day_nano is not None or caps.day_tokens is not None for caps in every)
        return own or (self.embeddings is not None and self.embeddings.daily)


class Need(NamedTuple):
    """The worst that a call can cost.

    `request_id` must be the proxy's own, new for every call: one that was used before is refused,
    so an id that the caller sent does not do.
    """

    request_id: str
    org: str
    app: str
    user: str
    model: str
    nano: int
    tokens: int
    lease_seconds: int
    budget: str = CHAT
    about: str = ""  # kept as it is, for who finds what is left of a process


class Hold(NamedTuple):
    """Money and tokens put aside for a call; they count in the day and month of its start."""

    request_id: str
    org: str
    app: str
    user: str
    model: str
    nano: int
    tokens: int
    lease_seconds: int
    budget: str
    day: str
    about: str = ""


class Used(NamedTuple):
    """What a call really took."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int  # of the input tokens
    nano: int
    outcome: str
    excess_nano: int = 0  # what the provider says beyond that, which nobody is charged for
    excess_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Give all tokens that count."""
        return self.input_tokens + self.output_tokens


class Settled(NamedTuple):
    """What a settlement changed; `first` is false when the call was settled or released before."""

    first: bool
    nano: int = 0
    tokens: int = 0
    excess_nano: int = 0
    excess_tokens: int = 0


class Standing(NamedTuple):
    """How one level of a budget stands in one period."""

    budget: str
    level: str
    subject: str
    period: str
    cap_nano: int
    spent_nano: int
    reserved_nano: int
    cap_tokens: int
    spent_tokens: int
    reserved_tokens: int

    @property
    def left_nano(self) -> int:
        """Give what can still be reserved."""
        return max(0, self.cap_nano - self.spent_nano - self.reserved_nano)

    @property
    def left_tokens(self) -> int:
        """Give how many tokens can still be reserved."""
        return max(0, self.cap_tokens - self.spent_tokens - self.reserved_tokens)

    @property
    def monthly(self) -> bool:
        """Whether this is a month, not a day."""
        return len(self.period) == len("2026-11")

    @property
    def share(self) -> tuple[int, str]:
        """Give what is spent in whole percent of the cap, of money or tokens, and of which."""
        money = 100 * self.spent_nano // self.cap_nano if self.cap_nano else 0
        tokens = 100 * self.spent_tokens // self.cap_tokens if self.cap_tokens else 0
        return (money, "money") if money > tokens else (tokens, "tokens")

    def fits(self, nano: int, tokens: int) -> bool:
        """Say whether so much can still be reserved."""
        return nano <= self.left_nano and tokens <= self.left_tokens


class Usage(NamedTuple):
    """What one user of one app took from one model in a month, from the ledger."""

    budget: str
    app: str
    user: str
    model: str
    calls: int
    nano: int
    tokens: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    excess_nano: int
