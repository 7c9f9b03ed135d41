"""What may be spent, as the controls of the app say."""

from __future__ import annotations

from microapp_kit.manifest import Manifest
from microapp_llm.money.need import NANO, UNLIMITED, BudgetLimits, Caps
from microapp_llm.money.rates import TokenRates

LOCAL_RATE = 100_000_000


def budget_limits(manifest: Manifest) -> BudgetLimits:
    """Give the caps: the controls' for an organisation, and the same for each app and person.

    An app or a person can use up the budget of their organisation, never more.
    """
    caps = Caps(
        month_nano=manifest.whole_number("quotas", "monthly_usd") * NANO,
        month_tokens=UNLIMITED,
        day_tokens=manifest.whole_number("quotas", "daily_tokens"),
    )
    return BudgetLimits(caps, caps, caps)


def token_rates(manifest: Manifest, *, local: bool) -> TokenRates:
    """Give how many tokens fit into a minute: a tenth of a day's; plenty on a laptop."""
    minute = LOCAL_RATE if local else max(1, manifest.whole_number("quotas", "daily_tokens") // 10)
    return TokenRates.per_minute(user=minute, app=minute, org=minute)
