"""Prices and counts: exact in whole numbers, never below what a call can cost, never guessed."""

from __future__ import annotations

import json
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from microapp_kit.secrets import CannotStart
from microapp_llm.money.counting import count_prompt, count_tokens, vocabulary_of
from microapp_llm.money.need import dollars
from microapp_llm.money.prices import (
    FROZEN,
    Price,
    Prices,
    Rates,
    cost,
    is_below,
    stated_price,
    worst_case,
)

KNOWN = Prices()
rate = any_of.integers(0, 10**12)
rates = any_of.builds(Rates, rate, rate, rate, rate)
tier = any_of.builds(Rates, rate, rate, rate, rate, any_of.integers(1, 300_000))
prices = any_of.builds(
    lambda base, tiers: Price(base, tuple(sorted(tiers, key=lambda t: t.above))),
    rates,
    any_of.lists(tier, max_size=2),
)
tokens = any_of.integers(0, 400_000)


def test_the_frozen_list_says_where_and_when_it_comes_from() -> None:
    told = json.loads(FROZEN.read_text())

    assert told["source"].startswith("genai-prices 0.2.3")
    assert "MIT" in told["licence"]
    assert {name.split("/")[0] for name in told["models"]} >= {
        "anthropic", "google", "meta", "mistral", "openai",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("provider", "model", "dollars"),
    [
        ("openai", "gpt-4o-mini", "0.000015"),  # 40 in at 0.15, 15 out at 0.60 a million
        ("openai", "text-embedding-3-small", "0.0000008"),
    ],
)
def test_a_known_model_costs_what_its_provider_publishes(
    provider: str, model: str, dollars: str
) -> None:
    price = KNOWN.find(provider, model)

    assert price is not None
    nano = cost(price, input_tokens=40, output_tokens=15)

    assert nano == Decimal(dollars) * 10**9


@pytest.mark.parametrize("model", ["gpt-4o-mini-2031-01-01", "", "GPT-4O", "gpt-4o "])
def test_a_price_of_a_name_that_is_only_like_a_known_one_is_not_known(model: str) -> None:
    assert KNOWN.find("openai", model) is None


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("https://api.openai.com/v1", "openai"),
        ("https://house.openai.azure.com/openai/v1", ""),
        ("https://api.anthropic.com", "anthropic"),
        ("https://openai.com.acme.example/v1", ""),
        ("https://notopenai.com/v1", ""),
        ("http://127.0.0.1:8000/v1", ""),
        ("", ""),
    ],
)
def test_a_public_provider_is_known_by_its_hosts(address: str, provider: str) -> None:
    assert KNOWN.provider_at(address) == provider


def test_a_stated_price_is_taken_exactly() -> None:
    price = stated_price({"input": 100, "output": 300})

    assert cost(price, input_tokens=3, output_tokens=1) == 600
    assert cost(stated_price({"input": 0, "output": 0}), input_tokens=10**6) == 0


@given(prices, any_of.builds(Price, rates), any_of.integers(1, 400_000), any_of.data())
def test_a_price_that_is_not_below_another_costs_as_much_for_every_prompt(
    floor: Price, price: Price, context: int, data: any_of.DataObject
) -> None:
    taken = data.draw(any_of.integers(0, context))
    cached = data.draw(any_of.integers(0, taken))
    use = {"input_tokens": taken, "output_tokens": context - taken, "cached_tokens": cached}

    if not is_below(price, floor, context):
        assert cost(price, **use) >= cost(floor, **use)


@pytest.mark.parametrize("text", ["", "[]", '{"source": "x", "frozen": "y", "models": {"a": 1}}'])
def test_a_broken_list_stops_the_start(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.json"
    path.write_text(text)

    with pytest.raises(CannotStart, match=r"prices\.json"):
        Prices(path)


@given(prices, tokens, tokens, any_of.data())
def test_no_call_costs_more_than_its_worst_case(
    price: Price, most_in: int, most_out: int, data: any_of.DataObject
) -> None:
    taken = data.draw(any_of.integers(0, most_in))
    cached = data.draw(any_of.integers(0, taken))
    written = data.draw(any_of.integers(0, taken - cached))
    out = data.draw(any_of.integers(0, most_out))

    nano = cost(
        price,
        input_tokens=taken,
        output_tokens=out,
        cached_tokens=cached,
        written_tokens=written,
    )

    assert nano <= worst_case(price, most_in, most_out)


@given(rates, tokens, tokens)
def test_a_cost_is_rounded_up_once(base: Rates, taken: int, out: int) -> None:
    exact = Decimal(taken * base.input + out * base.output) / 10**6

    assert cost(Price(base), input_tokens=taken, output_tokens=out) == exact.to_integral_value(
        ROUND_CEILING
    )


def test_a_long_prompt_costs_what_long_prompts_cost() -> None:
    price = KNOWN.find("google", "gemini-2.5-pro")

    assert price is not None
    assert cost(price, input_tokens=200_000) == 200_000 * 1250
    assert cost(price, input_tokens=200_001) == 200_001 * 2500


@pytest.mark.parametrize(
    ("text", "model", "count"),
    [("hello world", "gpt-4o", 2), ("tiktoken is great!", "gpt-4", 6), ("", "gpt-5-mini", 0)],
)
def test_a_known_vocabulary_is_counted_exactly(text: str, model: str, count: int) -> None:
    assert count_tokens(text, model) == count


@given(any_of.text(), any_of.sampled_from(["gpt-4o", "gpt-4", "claude-haiku-4-5", "llama"]))
def test_a_text_never_has_more_tokens_than_bytes(text: str, model: str) -> None:
    assert count_tokens(text, model) <= len(text.encode("utf-8", "surrogatepass"))


def test_an_unknown_vocabulary_is_bounded_by_bytes_and_messages_have_a_frame() -> None:
    assert count_tokens("grün", "claude-haiku-4-5") == 5
    assert count_prompt(["ab", "c"], 2, "llama") == 3 + 2 * 8 + 16


@pytest.mark.parametrize("model", ["gpt-50", "o3x", "my-gpt-4o", "text-embedding-4"])
def test_a_name_that_only_looks_known_is_not(model: str) -> None:
    assert vocabulary_of(model) == ""


def test_a_lone_surrogate_is_bounded_and_not_an_error() -> None:
    assert count_tokens("\ud800", "gpt-4o") == 3


@pytest.mark.parametrize(
    ("nano", "said"),
    [
        (0, "0.00"),
        (12_300_000, "0.0123"),
        (1, "0.000000001"),
        (2_500_000_000, "2.50"),
        (150_000_000_000, "150.00"),
        (2**60, "1152921504.606846976"),
    ],
)
def test_dollars_are_exact_and_have_cents(nano: int, said: str) -> None:
    assert dollars(nano) == said
