"""Usage as rows of FOCUS, the open format of cost and usage (columns of version 1.0)."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from microapp_cli.core.catalog.usage import usd

COLUMNS = (
    *("BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency"),
    *("BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass"),
    *("ChargeDescription", "ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart"),
    *("ConsumedQuantity", "ConsumedUnit", "ContractedCost", "EffectiveCost"),
    *("InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ProviderName"),
    *("PublisherName", "ResourceId", "ResourceName", "ResourceType", "ServiceCategory"),
    *("ServiceName", "SubAccountId", "SubAccountName", "Tags"),
)


@dataclass(frozen=True)
class Charge:
    """What one app spent with one model on one day."""

    app: str
    team: str
    owner: str
    tier: str
    model: str
    day: str
    requests: int
    tokens: int
    cost_micros: int


def rows(charges: Iterable[Charge]) -> Iterator[dict[str, str]]:
    """One row a charge; every column is there."""
    for charge in charges:
        yield _row(charge)


def _row(charge: Charge) -> dict[str, str]:
    day = date.fromisoformat(charge.day)
    first = day.replace(day=1)
    next_month = first + timedelta(days=monthrange(day.year, day.month)[1])
    cost = usd(charge.cost_micros)
    quantity = (
        (str(charge.tokens), "Tokens") if charge.tokens else (str(charge.requests), "Requests")
    )
    provider = charge.model.partition("/")[0] if "/" in charge.model else "Internal"
    tags = {"owner": charge.owner, "team": charge.team, "tier": charge.tier}
    found = {
        "BilledCost": cost,
        "BillingAccountId": "microapp",
        "BillingAccountName": "microapp",
        "BillingCurrency": "USD",
        "BillingPeriodStart": _midnight(first),
        "BillingPeriodEnd": _midnight(next_month),
        "ChargeCategory": "Usage",
        "ChargeClass": "",
        "ChargeDescription": f"{charge.app}: {charge.model or 'requests'}",
        "ChargeFrequency": "Usage-Based",
        "ChargePeriodStart": _midnight(day),
        "ChargePeriodEnd": _midnight(day + timedelta(days=1)),
        "ConsumedQuantity": quantity[0],
        "ConsumedUnit": quantity[1],
        "ContractedCost": cost,
        "EffectiveCost": cost,
        "InvoiceIssuerName": provider,
        "ListCost": cost,
        "PricingQuantity": quantity[0],
        "PricingUnit": quantity[1],
        "ProviderName": provider,
        "PublisherName": provider,
        "ResourceId": f"{charge.app}/{charge.model}" if charge.model else charge.app,
        "ResourceName": charge.model or charge.app,
        "ResourceType": "AI model" if charge.model else "Micro-app",
        "ServiceCategory": "AI and Machine Learning" if charge.model else "Compute",
        "ServiceName": charge.model or "microapp",
        "SubAccountId": charge.app,
        "SubAccountName": charge.app,
        "Tags": json.dumps(tags, sort_keys=True),
    }
    return {column: _harmless(found[column]) for column in COLUMNS}


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
