"""Prices: what a model's tokens cost, from a frozen list or from models.yaml, in whole numbers.

A price is nano-dollars per million tokens, so that a cent per million is exact. A cost is rounded
up to the next nano-dollar, once. A model whose price is not known is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.money.need import MOST, NANO

FROZEN = Path(__file__).resolve().parents[1] / "prices.json"
MILLION = 1_000_000
OWN = {"input", "output", "cached_input", "cache_write", "embedding"}
MOST_DOLLARS = 1_000_000  # per million tokens


@dataclass(frozen=True, slots=True)
class Rates:
    """Nano-dollars per million tokens."""

    input: int
    output: int
    cached_input: int
    cache_write: int
    above: int = 0  # these rates hold for prompts of more than so many tokens


@dataclass(frozen=True, slots=True)
class Price:
    """What one model costs: its rates, and those for long prompts in order of their length."""

    rates: Rates
    tiers: tuple[Rates, ...] = ()

    def at(self, input_tokens: int) -> Rates:
        """Give the rates for a prompt of this length."""
        found = self.rates
        for tier in self.tiers:
            if input_tokens > tier.above:
                found = tier
        return found


class Prices:
    """The prices that are known."""

    def __init__(self, path: Path = FROZEN) -> None:
        try:
            frozen = msgspec.json.decode(path.read_bytes())
            self.source, self.frozen = str(frozen["source"]), str(frozen["frozen"])
            self._prices = {name: _price(told) for name, told in frozen["models"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CannotStart(f"{path.name} cannot be read: {error!r}. Restore the file.") from None

    def of(self, provider: str, model: str, own: Mapping[str, Any] | None = None) -> Price:
        """Give the price of a model: the one stated in models.yaml, else the frozen one."""
        if own is not None:
            return own_price(f"{provider}/{model}", own)
        price = self._prices.get(f"{provider}/{model}")
        if price is None:
            raise Refusal(
                503,
                "price_unknown",
                f"The price of {provider}/{model} is not known, so it is not called. "
                "Its owner can state one in models.yaml.",
            )
        return price


def own_price(model: str, own: Mapping[str, Any]) -> Price:
    """Read a price of models.yaml, in dollars per million tokens: {input: 0.25, output: 2}."""
    if not isinstance(own, Mapping) or not own.keys() <= OWN or not _complete(own):
        raise CannotStart(
            f"models.yaml: the price of {model} must state input and output, or embedding, "
            "in dollars per million tokens."
        )
    return _price({name: _nano(model, name, dollars) for name, dollars in own.items()})


def worst_case(price: Price, input_tokens: int, max_output: int) -> int:
    """Give the most that a call can cost, in nano-dollars, whatever its caches do."""
    reachable = [price.rates, *(t for t in price.tiers if input_tokens > t.above)]
    dearest = max(max(r.input, r.cached_input, r.cache_write) for r in reachable)
    return _rounded(((input_tokens, dearest), (max_output, max(r.output for r in reachable))))


def cost(
    price: Price,
    *,
    input_tokens: int,
    output_tokens: int = 0,
    cached_tokens: int = 0,
    written_tokens: int = 0,
) -> int:
    """Give what a call cost; cached and written tokens are among the input tokens."""
    rates = price.at(input_tokens)
    cached = min(cached_tokens, input_tokens)
    written = min(written_tokens, input_tokens - cached)
    plain = input_tokens - cached - written
    parts = (
        (plain, rates.input),
        (cached, rates.cached_input),
        (written, rates.cache_write),
        (output_tokens, rates.output),
    )
    return _rounded(parts)


def _rounded(parts: Iterable[tuple[int, int]]) -> int:
    total = 0
    for tokens, rate in parts:
        if tokens < 0:
            raise ValueError("A call cannot take fewer than 0 tokens.")
        total += tokens * rate
    return min(-(-total // MILLION), MOST)


def _complete(own: Mapping[str, Any]) -> bool:
    return own.keys() >= {"input", "output"} or own.keys() == {"embedding"}


def _nano(model: str, name: str, dollars: object) -> int:
    try:
        amount = Decimal(str(dollars)) * NANO
        whole = int(amount)
    except (InvalidOperation, ValueError, OverflowError):
        amount, whole = Decimal(0), -1
    if isinstance(dollars, bool) or whole != amount or not 0 <= whole <= MOST_DOLLARS * NANO:
        raise CannotStart(
            f"models.yaml: price.{name} of {model} must be dollars per million tokens, like 0.25."
        )
    return whole


def _price(told: Mapping[str, Any]) -> Price:
    if "embedding" in told:
        rate = _whole(told["embedding"])
        return Price(Rates(rate, 0, rate, rate))
    tiers = sorted(told.get("tiers", ()), key=lambda tier: int(tier["above"]))
    return Price(_rates(told), tuple(_rates({**told, **tier}) for tier in tiers))


def _rates(told: Mapping[str, Any]) -> Rates:
    rate = _whole(told["input"])
    cached, written = told.get("cached_input", rate), told.get("cache_write", rate)
    numbers = (rate, _whole(told["output"]), _whole(cached), _whole(written))
    return Rates(*numbers, above=told.get("above", 0))


def _whole(number: object) -> int:
    if type(number) is not int or number < 0:
        raise ValueError(f"{number!r} is no price")
    return number
