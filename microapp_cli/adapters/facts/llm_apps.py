"""The apps that apps.yaml lets call a proxy, and how far it lowers what each may spend."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from microapp_cli.adapters.facts.loose_data import fields, items, text
from microapp_cli.adapters.facts.owner_files import OwnerFile

NANO = 1_000_000_000
CAPS = ("monthly_usd", "daily_tokens", "embeddings_monthly_usd", "embeddings_daily_tokens")
MOST = 2**53


def read(file: OwnerFile) -> Iterator[dict[str, Any]]:
    """Every app that is listed, with its caps in billionths of a dollar or of a token."""
    for position, given in enumerate(items(file.data.get("apps"))):
        told, at = fields(given), f"/apps/{position}"
        yield {
            "name": text(told.get("name")),
            "caps": [
                {"name": name, "nano": _nano(told[name]), "line": file.line(f"{at}/{name}", at)}
                for name in CAPS
                if name in told and file.is_whole
            ],
            "line": file.line(f"{at}/name", at),
        }


def _nano(value: object) -> int:
    """An amount in billionths, or -1 where it is none, or finer than that."""
    try:
        amount = Decimal(str(value)) * NANO
        return min(int(amount), MOST) if amount == int(amount) else -1
    except (InvalidOperation, ValueError, OverflowError):
        return -1
