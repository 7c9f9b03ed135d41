"""What models cost: as models.yaml states it, held against the proxy's frozen list of prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from microapp_cli.adapters.facts.loose_data import as_json, fields, items, text

PRICES = "microapp_llm/prices.json"
TOKENS = 1_000_000  # prices are nano-dollars a token here, and for a million in the frozen list

Entry = dict[str, Any]


def frozen_list(files: Mapping[str, bytes]) -> Entry:
    """The frozen price list of the proxy; nothing is known where it is not there."""
    return as_json(files[PRICES]) if PRICES in files else {}


def facts(model: Entry, frozen: Entry) -> Entry:
    """What rules ask of the price of one model."""
    at_home = _frozen_price(model, frozen, [_public(model, frozen)])
    return {
        "has_price": "price" in model or bool(at_home),
        "is_priced": _is_priced(model, at_home),
        "is_underpriced": _is_underpriced(model, frozen),
        "is_for_vectors": model.get("kind") == "chat" and "embedding" in at_home,
    }


def _frozen_price(model: Entry, frozen: Entry, providers: Iterable[str]) -> Entry:
    """The first price that is known of a model, from one of these providers."""
    known = fields(frozen.get("models"))
    name = text(model.get("model"))
    found = (fields(known.get(f"{provider}/{name}")) for provider in providers)
    return next((price for price in found if price), {})


def _public(model: Entry, frozen: Entry) -> str:
    """The public provider at a model's address, or nothing."""
    host = _host(text(model.get("base_url")))
    hosts = fields(frozen.get("hosts")).items()
    return next((text(name) for end, name in hosts if f".{host}".endswith(f".{end}")), "")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_underpriced(model: Entry, frozen: Entry) -> bool:
    """Whether a stated price is below the frozen one, and nothing says why."""
    if model.get("price_reason") or "price" not in model:
        return False
    outside = [text(model.get("provider"))] if model.get("place") != "private" else []
    floor = _frozen_price(model, frozen, [_public(model, frozen), *outside])
    stated = fields(model.get("price"))
    stated.setdefault("cached", stated.get("input"))
    names = (
        *(("input", "input"), ("output", "output"), ("cached", "cached_input")),
        ("cache_write", "cache_write"),
    )
    return any(
        type(stated.get(ours)) is int and stated[ours] * TOKENS < _least(rates, theirs)
        for rates in _reachable(floor, model.get("context"))
        for ours, theirs in names
    )


def _reachable(floor: Entry, context: object) -> Iterator[Entry]:
    """The rates of a frozen price, and those of each length of prompt that fits."""
    yield floor
    for tier in map(fields, items(floor.get("tiers"))):
        if _amount(context) > _amount(tier.get("above")):
            yield {**floor, **tier}


def _least(floor: Entry, name: str) -> int:
    """What the frozen list asks for a million tokens; an embedding has one price, for its input."""
    if "embedding" in floor:
        return _amount(floor["embedding"]) if name != "output" else 0
    return _amount(floor.get(name, floor.get("input")))


def _amount(value: object) -> int:
    return value if type(value) is int else 0


def _is_priced(model: Entry, at_home: Entry) -> bool:
    """Whether each token that goes in or comes out costs something."""
    if "price" not in model:
        return bool(at_home)
    price = fields(model.get("price"))
    due = ("input",) if model.get("kind") == "embeddings" else ("input", "output")
    return all(type(price.get(name)) is int and price[name] > 0 for name in due)
