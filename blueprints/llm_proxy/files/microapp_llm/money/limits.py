"""What may be spent: as the controls say, lowered by apps.yaml and by the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from microapp_kit.manifest import Manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.meant import did_you_mean
from microapp_llm.money.need import (
    BUDGETS,
    CHAT,
    EMBEDDINGS,
    LEVELS,
    NANO,
    UNLIMITED,
    BudgetLimits,
    Caps,
)
from microapp_llm.money.rates import TokenRates

LOCAL_RATE = 100_000_000
AMOUNT = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
"""An amount that stands as text: in quotes, in the environment, or as 1e3, which YAML reads so."""
MOST_DIGITS = 30  # of an amount: to spell out a longer one takes long
USD, TOKENS = UNITS = ("monthly_usd", "daily_tokens")
PREFIX = "LLM_BUDGET_"
APPS_FILE = "apps.yaml"
APP_CAPS = {
    **{unit: (CHAT, unit) for unit in UNITS},
    **{f"embeddings_{unit}": (EMBEDDINGS, unit) for unit in UNITS},
}
"""What apps.yaml may say of an app → the budget and the unit that it lowers."""

Place = tuple[str, str, str]
VARIABLES: Mapping[str, Place] = {
    f"{PREFIX}{of}{level.upper()}_{in_short}": (budget, level, unit)
    for budget, of in ((CHAT, ""), (EMBEDDINGS, "EMBEDDINGS_"))
    for level in LEVELS
    for unit, in_short in ((USD, "USD"), (TOKENS, "TOKENS"))
}
"""A variable of the environment → the cap that it lowers."""


class Stated(NamedTuple):
    """What apps.yaml says of one cap of an app, and where: the file and its line."""

    value: object
    where: str


@dataclass(frozen=True, slots=True)
class _Granted:
    """Caps by budget, level and unit, in nano-dollars and tokens."""

    caps: Mapping[Place, int]

    def at_most(self, place: Place, most: int, where: str) -> int:
        """Give a lowered cap, or refuse to start with one that is above what is granted."""
        if most > self.caps[place]:
            raise CannotStart(
                f"{where} is more than microapp.yaml grants; it may only lower the budget. "
                "Lower it, or leave it out."
            )
        return most


def budget_limits(
    manifest: Manifest,
    environ: Mapping[str, str] | None = None,
    apps: Mapping[str, Mapping[str, Stated]] | None = None,
) -> BudgetLimits:
    """Give the caps of an organisation, of each app and of each person; each below the one before.

    `environ` and `apps`, what apps.yaml says of each app, may only lower what the controls grant.
    """
    granted = _Granted(_granted(manifest))
    caps = dict(granted.caps)
    for place, most in _lowered(granted, environ or {}).items():
        caps[place] = most
    caps = _nested(caps)
    own = {name: _own_caps(name, told, granted, caps) for name, told in (apps or {}).items()}
    return _limits(caps, own, CHAT, _limits(caps, own, EMBEDDINGS))


def token_rates(manifest: Manifest, *, local: bool) -> TokenRates:
    """Give how many tokens fit into a minute: of a person a tenth of a day's; plenty on a laptop.

    An app has twice and an organisation four times as much, so that nobody alone uses it up.
    """
    minute = LOCAL_RATE if local else max(1, manifest.whole_number("quotas", "daily_tokens") // 10)
    return TokenRates.per_minute(user=minute, app=2 * minute, org=4 * minute)


def _granted(manifest: Manifest) -> dict[Place, int]:
    """Read the controls; a manifest that is older than one of them grants what is above it.

    Where it says nothing of an app's or a person's embeddings, they have their share as of chat.
    """
    found: dict[Place, int] = {}
    for unit in UNITS:
        org = _grant(manifest, unit, unit)
        embeddings = _optional(manifest, f"embeddings_{unit}", unit, org)
        found[CHAT, "org", unit], found[EMBEDDINGS, "org", unit] = org, embeddings
        for level in LEVELS[1:]:
            cap = min(org, _optional(manifest, f"{unit}_{level}", unit, org))
            found[CHAT, level, unit] = cap
            share = embeddings * cap // org
            name = f"embeddings_{unit}_{level}"
            found[EMBEDDINGS, level, unit] = _optional(manifest, name, unit, share)
    return _nested(found)


def _grant(manifest: Manifest, name: str, unit: str) -> int:
    """Give what a control grants: tokens, or dollars as nano-dollars; never nothing."""
    if unit == TOKENS:
        return manifest.whole_number("quotas", name)
    value, where = manifest.control("quotas", name), f"microapp.yaml: controls.quotas.{name}"
    most = 0 if isinstance(value, str) else _amount(where, value, unit)
    if most == 0:
        raise CannotStart(f"{where} is {value!r}. Write dollars above 0, like 2.50.")
    return most


def _optional(manifest: Manifest, name: str, unit: str, otherwise: int) -> int:
    known = name in manifest.controls.get("quotas", {})
    return _grant(manifest, name, unit) if known else otherwise


def _lowered(granted: _Granted, environ: Mapping[str, str]) -> dict[Place, int]:
    """Read LLM_BUDGET_…; an unknown name would leave a cap where it was, and is refused."""
    found: dict[Place, int] = {}
    for name in sorted(name for name in environ if name.startswith(PREFIX)):
        if name not in VARIABLES:
            known = f"Known are {', '.join(sorted(VARIABLES))}."
            raise CannotStart(f"{name} is not known. {known}{did_you_mean(name, VARIABLES)}")
        if text := environ[name].strip():
            place = VARIABLES[name]
            found[place] = granted.at_most(place, _amount(name, text, place[2]), name)
    return found


def _own_caps(
    app: str, told: Mapping[str, Stated], granted: _Granted, caps: Mapping[Place, int]
) -> dict[Place, int]:
    """Give the caps of one app of apps.yaml."""
    own = dict(caps)
    for name, (value, stands) in told.items():
        budget, unit = APP_CAPS[name]
        place, where = (budget, "app", unit), f"{stands}: {name} of {app}"
        most = granted.at_most(place, _amount(where, value, unit), where)
        own[place] = min(own[place], most)
    return own


def _nested(caps: Mapping[Place, int]) -> dict[Place, int]:
    """Let no app have more than its organisation, and no person more than an app."""
    found: dict[Place, int] = {}
    for budget in BUDGETS:
        for unit in UNITS:
            most = UNLIMITED
            for level in LEVELS:
                most = min(most, caps[budget, level, unit])
                found[budget, level, unit] = most
    return found


def _amount(where: str, value: object, unit: str) -> int:
    """Give dollars as nano-dollars, or tokens; neither is below nothing, and both are exact."""
    is_text = isinstance(value, str)
    try:
        number = Decimal(str(value)) * (NANO if unit == USD else 1)
        whole = int(number) if number.adjusted() < MOST_DIGITS else -1
    except (ArithmeticError, ValueError):  # a number of a million digits is an overflow as well
        number, whole = Decimal(0), -1
    odd = isinstance(value, bool) or (is_text and not AMOUNT.fullmatch(str(value)))
    if odd or whole != number or not 0 <= whole <= UNLIMITED:
        like = "dollars, like 2.50" if unit == USD else "a whole number of tokens, like 50000"
        raise CannotStart(f"{where} is {value!r}. Write {like}.")
    return whole


def _limits(
    caps: Mapping[Place, int],
    own: Mapping[str, Mapping[Place, int]],
    budget: str,
    embeddings: BudgetLimits | None = None,
) -> BudgetLimits:
    org, app, user = (_caps(caps, budget, level) for level in LEVELS)
    apps = {name: _caps(lower, budget, "app") for name, lower in own.items()}
    return BudgetLimits(org, app, user, apps, embeddings=embeddings)


def _caps(caps: Mapping[Place, int], budget: str, level: str) -> Caps:
    return Caps(
        month_nano=caps[budget, level, USD],
        month_tokens=UNLIMITED,
        day_tokens=caps[budget, level, TOKENS],
    )
