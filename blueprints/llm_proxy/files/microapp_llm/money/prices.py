"""Prices: what a model's tokens cost, from a frozen list or from models.yaml, in whole numbers.

A price is nano-dollars per million tokens, so that a cent per million is exact. A cost is rounded
up to the next nano-dollar, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from microapp_kit.secrets import CannotStart
from microapp_llm.money.need import MOST

FROZEN = Path(__file__).resolve().parents[1] / "prices.json"
MILLION = 1_000_000


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
    """The frozen prices of public providers, and the hosts where they sell."""

    def __init__(self, path: Path = FROZEN) -> None:
        try:
            frozen = msgspec.json.decode(path.read_bytes())
            self.source, self.frozen = str(frozen["source"]), str(frozen["frozen"])
            self._prices = {name: _price(told) for name, told in frozen["models"].items()}
            self._hosts = {str(host): str(name) for host, name in frozen["hosts"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CannotStart(f"{path.name} cannot be read: {error!r}. Restore the file.") from None

    def find(self, provider: str, model: str) -> Price | None:
        """Give the frozen price of a provider's model, or nothing where it is not known."""
        return self._prices.get(f"{provider}/{model}")

    def provider_at(self, base_url: str) -> str:
        """Give the public provider at an address, or nothing where it is another server."""
        host = urlsplit(base_url).hostname or ""
        known = (name for end, name in self._hosts.items() if f".{host}".endswith(f".{end}"))
        return next(known, "")


def stated_price(told: Mapping[str, int], *, writes_cost_more: bool = False) -> Price:
    """Give a price that models.yaml states, in whole nano-dollars a token.

    What goes into a provider's cache costs what it costs otherwise, or a quarter more where the
    provider asks so, unless the price says it.
    """
    rate, cached = told["input"], told.get("cached", told["input"])
    base, out, read = (n * MILLION for n in (rate, told["output"], cached))
    written = base * 5 // 4 if writes_cost_more else base
    if "cache_write" in told:
        written = told["cache_write"] * MILLION
    return Price(Rates(base, out, read, written))


def is_below(price: Price, floor: Price, context: int, *, writes: bool = False) -> bool:
    """Say whether any token of any prompt that fits could cost less than the floor says.

    What is written to a cache is looked at with `writes`: where the price says it.
    """
    mine = price.rates
    for rates in (floor.rates, *(tier for tier in floor.tiers if context > tier.above)):
        told = ((mine.input, rates.input), (mine.output, rates.output))
        if any(own < least for own, least in (*told, (mine.cached_input, rates.cached_input))):
            return True
        if writes and mine.cache_write < rates.cache_write:
            return True
    return False


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
