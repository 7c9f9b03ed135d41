"""How an entity of another catalog becomes an app of ours, or changes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from microapp_cli.core.catalog import reassessment
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.backstage import Component, of_app
from microapp_cli.core.catalog.entry import controls_hash, kept
from microapp_cli.core.catalog.values import Values
from microapp_cli.core.errors import CatalogError

SOURCE = "backstage"
FIRST = "development"
BELIEVED = ("draft", "development", "deprecated", "sunset", "quarantined")
"""The stages that ask for no evidence; whatever claims another one begins in development."""
LAST = {"retired": "sunset"}
"""Retirement takes two steps here too, and ends a name for ever."""


@dataclass(frozen=True)
class Imported:
    """What an import came to, by the names of the apps."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Apps that a repository registered; it says what is true of them, and no entity does."""
    held: tuple[tuple[str, str, str], ...] = ()
    """Apps whose entity claims another stage than they have here: name, claim and stage."""
    untiered: tuple[str, ...] = ()
    """Apps whose entity names no tier; the strictest holds."""
    others: Mapping[str, int] = field(default_factory=dict)


def entered(told: Component, controls: Values, *, today: date) -> App:
    """A new app; nobody has yet said here that they answer for it, and nothing is proven."""
    day = today.isoformat()
    stage = LAST.get(told.stage, told.stage if told.stage in BELIEVED else FIRST)
    claimed = told.claimed if told.stage == stage else told.stage
    return App(
        **{**told._asdict(), "stage": stage, "claimed": claimed, "created": told.created or day},
        blueprint_version="",
        tool="",
        contract="",
        commit="",
        controls=controls_hash(controls),
        content="",
        outside="",
        source=SOURCE,
        stage_since=day,
        stage_before=FIRST if stage == "quarantined" else "",
    )


def again(known: App, told: Component, controls: Values, *, today: date) -> App | None:
    """The app as the entity says now, in the stage it has; None where a repository knows better."""
    if known.name != told.name:
        raise CatalogError(f"{told.name} looks like {known.name}, which is in the catalog.")
    as_known = of_app(known)
    dated = told._replace(
        created=told.created or known.created, stage=known.stage, claimed=_claim(known, told)
    )
    if known.source != SOURCE:
        return known if as_known == dated._replace(claimed=known.claimed) else None
    if as_known == dated and known.controls == controls_hash(controls):
        return known
    if known.stage == "retired":
        raise CatalogError(f"{known.name} is retired since {known.stage_since}.")
    after = kept(known, entered(dated, controls, today=today))
    if after.owner.casefold() != known.owner.casefold():
        after = replace(after, verified="")
    return reassessment.flagged(after, reassessment.because(known, after), controls, today)


def _claim(known: App, told: Component) -> str:
    """The stage that an entity claims, where the app is not in it."""
    claim = told.stage if told.stage != known.stage else told.claimed
    return claim if claim != known.stage else ""
