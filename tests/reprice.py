"""Rewrites the price list of the LLM proxy from a genai-prices wheel.

Run it as `.venv/bin/python tests/reprice.py genai_prices-….whl`, with the wheel that
`pip download --no-deps genai-prices` brings. The wheel is read, never imported or installed.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

PRICES = Path(__file__).resolve().parents[1] / "blueprints/llm_proxy/files/microapp_llm/prices.json"
PROVIDERS = ("anthropic", "cohere", "deepseek", "google", "meta", "mistral", "openai", "voyageai")
HOSTS = {
    "anthropic.com": "anthropic",
    "cohere.ai": "cohere",
    "cohere.com": "cohere",
    "deepseek.com": "deepseek",
    "googleapis.com": "google",
    "llama.com": "meta",
    "mistral.ai": "mistral",
    "openai.com": "openai",
    "voyageai.com": "voyageai",
}
"""Where a public provider sells its models; hosts below count too."""
KEYS = {
    "input_mtok": "input",
    "cache_read_mtok": "cached_input",
    "cache_write_mtok": "cache_write",
    "output_mtok": "output",
}
NOT_TEXT = re.compile("audio|realtime|tts|transcribe|image|live|search|computer")
EMBEDS = re.compile("embed|^voyage-")
NANO = 1_000_000_000


def main(wheel: Path, today: date) -> None:
    """Write the list: one line a model, so that a change of price is one line of a diff."""
    package = wheel.name.split("-")
    with zipfile.ZipFile(wheel) as parts:
        tree = ast.parse(parts.read("genai_prices/data.py"))
    models = dict(sorted(priced(tree, today)))
    head = {
        "source": f"genai-prices {package[1]} from PyPI, github.com/pydantic/genai-prices",
        "licence": "MIT, Pydantic Services Inc. and contributors",
        "frozen": today.isoformat(),
        "unit": "nano-dollars per million tokens",
    }
    lines = [f'  "{key}": {json.dumps(value)},' for key, value in head.items()]
    lines.append(f'  "hosts": {json.dumps(HOSTS)},')
    rows = [f"    {json.dumps(name)}: {json.dumps(price)}" for name, price in models.items()]
    text = "\n".join(["{", *lines, '  "models": {', ",\n".join(rows), "  }", "}", ""])
    PRICES.write_text(text, encoding="utf-8")
    print(f"{len(models)} names, {head['source']}")


def priced(tree: ast.AST, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every name of the chosen providers' models with its price."""
    for provider in calls(tree, "Provider"):
        if value(provider, "id") not in PROVIDERS:
            continue
        for model in calls(provider, "ModelInfo"):
            prices = argument(model, "prices")
            if prices is None or value(model, "deprecated"):
                continue
            price = price_of(in_force(prices, today), str(value(model, "id")))
            for name in names(model) if price else ():
                if not NOT_TEXT.search(name):
                    yield f"{value(provider, 'id')}/{name}", price


def in_force(prices: ast.expr, today: date) -> list[ast.Call]:
    """Give the price in force, and those of some hours of the day: the highest of them counts."""
    if isinstance(prices, ast.Call):
        return [prices]
    current, others = [], []
    for condition in calls(prices, "ConditionalPrice"):
        (price,) = (found for found in calls(condition, "ModelPrice"))
        constraint = argument(condition, "constraint")
        starts = list(calls(condition, "StartDateConstraint"))
        if not isinstance(constraint, ast.Call) or (starts and start_of(starts[0]) <= today):
            current = [price]
        elif not starts:
            others.append(price)
    return current + others


def start_of(constraint: ast.Call) -> date:
    """Give the first day of a price."""
    (found,) = (c for c in ast.walk(constraint) if isinstance(c, ast.Call) and c is not constraint)
    year, month, day = (part.value for part in found.args if isinstance(part, ast.Constant))
    return date(int(str(year)), int(str(month)), int(str(day)))


def price_of(prices: list[ast.Call], model: str) -> dict[str, Any]:
    """Give a price in whole nano-dollars, or nothing when tokens of text have none."""
    price: dict[str, Any] = {}
    tiers: dict[int, dict[str, int]] = {}
    for node in prices:
        for theirs, ours in KEYS.items():
            found = argument(node, theirs)
            if found is None:
                continue
            base = argument(found, "base") if is_call(found, "TieredPrices") else found
            price[ours] = max(price.get(ours, 0), nano(base))
            for tier in calls(found, "Tier"):
                above = int(str(value(tier, "start")))
                tiers.setdefault(above, {})[ours] = nano(argument(tier, "price"))
    if "input" in price and EMBEDS.search(model):
        return {"embedding": price["input"]}
    if not {"input", "output"} <= price.keys():
        return {}
    if tiers:
        price["tiers"] = [{"above": above, **tier} for above, tier in sorted(tiers.items())]
    return price


def names(model: ast.Call) -> list[str]:
    """Give a model's id and every other name that is spelled out."""
    match = argument(model, "match")
    spelled = [str(value(clause, "equals")) for clause in calls(match, "ClauseEquals")]
    return sorted({str(value(model, "id")), *spelled})


def nano(node: ast.AST | None) -> int:
    """Give dollars as whole nano-dollars."""
    if not isinstance(node, ast.Call) or not isinstance(node.args[0], ast.Constant):
        raise SystemExit(f"This price is no Decimal: {ast.dump(node) if node else None}")
    amount = Decimal(str(node.args[0].value)) * NANO
    if amount != int(amount):
        raise SystemExit(f"{amount} nano-dollars are not whole.")
    return int(amount)


def calls(node: ast.AST | None, name: str) -> Iterator[ast.Call]:
    """Give every call of a name below a node."""
    for found in ast.walk(node) if node else ():
        if is_call(found, name) and isinstance(found, ast.Call):
            yield found


def is_call(node: ast.AST | None, name: str) -> bool:
    """Say whether a node calls this name."""
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == name


def argument(node: ast.AST | None, name: str) -> ast.expr | None:
    """Give a keyword argument of a call."""
    keywords = node.keywords if isinstance(node, ast.Call) else []
    return next((k.value for k in keywords if k.arg == name), None)


def value(node: ast.Call, name: str) -> object:
    """Give a constant argument of a call."""
    found = argument(node, name)
    return found.value if isinstance(found, ast.Constant) else None


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.today())
