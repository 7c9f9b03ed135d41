"""Prices in models.yaml: stated, or frozen; never guessed, and never below what is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from microapp_kit.manifest import read_manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.models import Model
from microapp_llm.models_file import read_models
from microapp_llm.money.prices import FROZEN, Prices, worst_case
from tests.servers.llm import EMBED, local, made, running_proxy

GPT: dict[str, Any] = {
    "provider": "openai",
    "base_url": "https://api.openai.com/v1",
    "key": "LLM_KEY_OPENAI",
    "model": "gpt-4o-mini",
    "place": "external_default",
}
CLAUDE: dict[str, Any] = {
    **GPT,
    "provider": "anthropic",
    "base_url": "https://api.anthropic.com",
    "model": "claude-sonnet-4-5",
    "context": 1_000_000,
}
DAY = Prices().frozen
INSIDE = frozenset({"models.acme.example"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of a proxy."""
    return made(tmp_path_factory.mktemp("prices") / "app")


def read(folder: Path, price: object = None, **fields: object) -> Model:
    """Read a models.yaml of one model, with a stated price or none."""
    entry = {**local("one"), **fields}
    del entry["price"]
    if price is not None:
        entry["price"] = price
    path = folder / "one.yaml"
    path.write_text(yaml.safe_dump({"models": [entry]}), "utf-8")
    return next(iter(read_models(path, read_manifest(folder / "microapp.yaml"), INSIDE)))


def test_a_model_without_a_price_takes_the_frozen_one_and_says_of_which_day(folder: Path) -> None:
    model = read(folder, **GPT)

    assert model.price == Prices().find("openai", "gpt-4o-mini")
    assert model.price_from == f"prices.json of {DAY}"
    assert model.nano(1_000_000, 1_000_000) == 750_000_000


def test_long_prompts_cost_what_the_frozen_list_says_of_long_prompts(folder: Path) -> None:
    model = read(folder, **CLAUDE)

    assert model.nano(200_000, 0) == 200_000 * 3_000
    assert model.nano(200_001, 0) == 200_001 * 6_000
    assert model.most_nano(200_001, 1) >= 200_001 * 7_500


@pytest.mark.parametrize(
    "fields",
    [
        {**GPT, "model": "gpt-of-tomorrow"},
        {**GPT, "base_url": "https://models.acme.example/v1"},
        {"provider": "local"},
    ],
)
def test_with_neither_price_the_start_is_refused_with_what_to_do(
    folder: Path, fields: dict[str, Any]
) -> None:
    with pytest.raises(CannotStart) as refused:
        read(folder, **fields)

    assert "price is missing" in str(refused.value)
    assert "copy it from the provider's page" in str(refused.value)


def test_a_chat_model_is_never_priced_as_one_for_embeddings(folder: Path) -> None:
    with pytest.raises(CannotStart, match="priced for embeddings alone"):
        read(folder, **{**GPT, "model": "text-embedding-3-small"})


CHEAP = {"input": 149, "cached": 75, "output": 600}


@pytest.mark.parametrize(
    "price",
    [
        CHEAP,
        {"input": 150, "cached": 75, "output": 599},
        {"input": 150, "cached": 74, "output": 600},
    ],
)
@pytest.mark.parametrize(
    "fields",
    [
        GPT,
        {**GPT, "base_url": "https://gateway.acme.example/v1"},
        {**GPT, "base_url": "https://house.openai.azure.com/openai/v1"},
    ],
)
def test_a_price_below_the_frozen_one_is_refused(
    folder: Path, fields: dict[str, Any], price: dict[str, int]
) -> None:
    with pytest.raises(CannotStart, match="lower than the frozen one"):
        read(folder, price, **fields)


def test_a_price_below_that_of_long_prompts_is_refused_where_they_fit(folder: Path) -> None:
    price = {"input": 3_000, "cached": 300, "output": 15_000}

    with pytest.raises(CannotStart, match="lower than the frozen one"):
        read(folder, price, **CLAUDE)
    assert read(folder, price, **{**CLAUDE, "context": 200_000}).price_from == "models.yaml"


@pytest.mark.parametrize(
    ("price", "fields"),
    [
        ({"input": 150, "cached": 75, "output": 600}, GPT),
        (CHEAP, {**GPT, "price_reason": "A contract of 2026 gives us less."}),
        (CHEAP, {**GPT, "place": "private", "base_url": "https://models.acme.example/v1"}),
    ],
)
def test_a_price_that_is_not_lower_or_says_why_is_taken(
    folder: Path, price: dict[str, int], fields: dict[str, Any]
) -> None:
    model = read(folder, price, **fields)

    assert model.price.rates.input == price["input"] * 1_000_000
    assert model.price_from == "models.yaml"


def test_what_is_written_to_a_cache_of_anthropic_costs_a_quarter_more(folder: Path) -> None:
    price = {"input": 3, "output": 15}
    at = {"place": "private", "base_url": "https://models.acme.example"}

    claude = read(folder, price, **{**CLAUDE, **at}, price_reason="A contract of 2026.").price
    other = read(folder, price, **{**GPT, **at}).price
    stated = read(folder, {**price, "cache_write": 6}, **{**CLAUDE, **at}).price

    written = [one.rates.cache_write for one in (claude, other, stated)]
    assert written == [3_750_000, 3_000_000, 6_000_000]
    assert worst_case(claude, 1_000_000, 0) == 3_750_000


def test_a_stated_price_of_writing_is_held_against_the_frozen_one(folder: Path) -> None:
    price = {"input": 6_000, "cached": 600, "output": 22_500}

    with pytest.raises(CannotStart, match="cache_write 3750"):
        read(folder, {**price, "cache_write": 3_000}, **CLAUDE)


def test_a_reason_that_says_nothing_is_refused(folder: Path) -> None:
    with pytest.raises(CannotStart, match="say why"):
        read(folder, CHEAP, **GPT, price_reason="cheap")


def test_the_list_of_models_tells_prices_and_where_they_are_from(folder: Path) -> None:
    frozen = {name: value for name, value in local("gpt", **GPT).items() if name != "price"}

    with running_proxy(folder, [local("small"), EMBED, frozen], LLM_KEY_OPENAI="none") as proxy:
        told = {m["id"]: m for m in proxy.ask("GET", "/v1/models").json()["data"]}

    assert FROZEN.name in told["gpt"]["price_from"]
    assert DAY in told["gpt"]["price_from"]
    assert told["gpt"]["price"] == {
        "input": 150_000_000,
        "cached": 75_000_000,
        "output": 600_000_000,
    }
    assert told["small"]["price_from"] == "models.yaml"
