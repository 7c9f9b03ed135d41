"""Holds a repository as it lies there against the checklist, with what the catalog knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from microapp_cli.adapters.catalog import apps
from microapp_cli.adapters.catalog.snapshot import Taken
from microapp_cli.adapters.catalog.standings import standing_of
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.core.catalog import checklist
from microapp_cli.core.catalog.checklist import Item, Standing
from microapp_cli.core.catalog.entry import check_is_same, kept, stated
from microapp_cli.core.catalog.exceptions import waivers
from microapp_cli.core.errors import CatalogError
from microapp_cli.core.findings import Report

REGISTER = "Run microapp register"


@dataclass(frozen=True)
class Readiness:
    """The checklist of one repository."""

    name: str
    items: tuple[Item, ...]


def look(
    store: Store, taken: Taken, report: Report, *, stage: str, blueprints: Mapping[str, str]
) -> Readiness:
    """The checklist of a stage for the repository as it stands."""
    with store.read() as reading:
        today = reading.today
        new, controls = stated(taken.snapshot, report, today=today)
        exceptions = waivers(new.name, report.exceptions)
        fresh = Standing(new, today, controls, (), exceptions, blueprints)
        found = apps.find(reading.connection, new.name)
        if found is None:
            standing = replace(fresh, unregistered=f"It is not in the catalog. {REGISTER}.")
        else:
            id, _, known = found
            held = standing_of(reading.connection, id, known, today, blueprints)
            standing = replace(fresh, reviews=held.reviews)
            try:
                check_is_same(known, new, moved=False)
            except CatalogError as refused:
                standing = replace(standing, unregistered=str(refused))
            else:
                standing = replace(standing, app=kept(known, new))
                if known.content != new.content:
                    why = f"The catalog holds an earlier state of it. {REGISTER}."
                    standing = replace(standing, unregistered=why)
        return Readiness(new.name, tuple(checklist.for_stage(standing, stage)))
