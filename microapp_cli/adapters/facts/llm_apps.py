"""The apps that apps.yaml lets call a proxy, and how far it lowers what each may spend."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from microapp_cli.adapters.facts.loose_data import fields, items, text
from microapp_cli.adapters.facts.owner_files import OwnerFile

NANO = 1_000_000_000
CAPS = ("monthly_usd", "daily_tokens", "embeddings_monthly_usd", "embeddings_daily_tokens")
TOKENS = "tokens"
MOST = 2**53
MOST_DIGITS = 20  # before the point: to spell out a longer amount takes long


def read(file: OwnerFile) -> Iterator[dict[str, Any]]:
    """Every app that is listed, with its caps in billionths of a dollar or of a token."""
    for position, given in enumerate(items(file.data.get("apps"))):
        told, at = fields(given), f"/apps/{position}"
        yield {
            "name": text(told.get("name")),
            "caps": [
                {
                    "name": name,
                    "nano": _nano(told[name], whole=name.endswith(TOKENS)),
                    "line": file.line(f"{at}/{name}", at),
                }
                for name in CAPS
                if name in told and file.is_whole
            ],
            "line": file.line(f"{at}/name", at),
        }


def _nano(value: object, *, whole: bool) -> int:
    """An amount in billionths, or -1 where it is none, or finer than the service takes it."""
    try:
        amount = Decimal(str(value))
    except ArithmeticError:  # such as an exponent of a million digits
        return -1
    if amount.adjusted() >= MOST_DIGITS:
        return MOST
    finest = 1 if whole else NANO
    return min(int(amount * NANO), MOST) if amount * finest == int(amount * finest) else -1
