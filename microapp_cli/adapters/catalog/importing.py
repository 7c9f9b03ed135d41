"""Enters what entities say: all of it in one transaction, and never more than is proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from microapp_cli.adapters.catalog import apps, review_rows
from microapp_cli.adapters.catalog.entities import Entities, Found, listed
from microapp_cli.adapters.catalog.store import Change, Store
from microapp_cli.core.catalog import adoption
from microapp_cli.core.catalog.adoption import Imported
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.chain import canonical
from microapp_cli.core.catalog.entry import controls_hash
from microapp_cli.core.catalog.names import key_of
from microapp_cli.core.catalog.values import Values
from microapp_cli.core.errors import CatalogError


def take_in(
    store: Store, entities: Entities, controls: Mapping[str, Values], *, actor: str
) -> Imported:
    """Enter every entity, or none; `controls` are what each tier asks for."""
    with store.change(actor) as change:
        taking = _Taking(change, controls)
        known = apps.known(change.connection, [_key(entity) for entity in entities.found])
        for entity in entities.found:
            taking.take(entity, known.get(_key(entity)))
        problems = [*entities.problems, *taking.problems]
        if problems:
            raise CatalogError(listed(problems))
        for tier in taking.tiers():
            values = controls[tier]
            apps.keep_document(change.connection, controls_hash(values), canonical(values))
        apps.add_all(change, taking.new, "imported")
        for id, version, before, after in taking.changed:
            apps.save(change, id, version, before, after, "imported again")
        return taking.told(entities)


def _key(entity: Found) -> str:
    return key_of(entity.stated.component.name)


class _Taking:
    """Decides for each entity what becomes of it; writes nothing."""

    def __init__(self, change: Change, controls: Mapping[str, Values]) -> None:
        self.today: date = change.today
        self.actor = change.actor
        self.is_platform = "platform" in review_rows.roles_of(change.connection, change.actor)
        self.controls = controls
        self.new: list[App] = []
        self.changed: list[tuple[int, int, App, App]] = []
        self.same: list[str] = []
        self.kept: list[str] = []
        self.held: list[tuple[str, str, str]] = []
        self.problems: list[str] = []

    def take(self, entity: Found, known: tuple[int, int, App] | None) -> None:
        told = entity.stated.component
        values = self.controls[told.tier]
        if known is None:
            entered = adoption.entered(told, values, today=self.today)
            self.new.append(entered)
            self._hold(told.stage, entered)
            return
        id, version, before = known
        try:
            after = adoption.again(before, told, values, today=self.today)
            if after not in (None, before):
                self._check_may(before)
        except CatalogError as refused:
            self.problems.append(f"{entity.where}: {refused}")
            return
        self._hold(told.stage, before)
        if after is None:
            self.kept.append(before.name)
        elif after == before:
            self.same.append(before.name)
        else:
            self.changed.append((id, version, before, after))

    def tiers(self) -> list[str]:
        """The tiers of the apps that are written."""
        return sorted({app.tier for app in (*self.new, *(after for *_, after in self.changed))})

    def told(self, entities: Entities) -> Imported:
        return Imported(
            new=_names(self.new),
            changed=_names([after for *_, after in self.changed]),
            same=tuple(self.same),
            kept=tuple(self.kept),
            held=tuple(self.held),
            untiered=tuple(
                entity.stated.component.name
                for entity in entities.found
                if not entity.stated.has_tier
            ),
            others=entities.others,
        )

    def _hold(self, claimed: str, app: App) -> None:
        if claimed != app.stage:
            self.held.append((app.name, claimed, app.stage))

    def _check_may(self, app: App) -> None:
        people = {person.casefold() for person in app.people}
        if self.actor not in people and not self.is_platform:
            raise CatalogError(
                f"{self.actor} neither answers for {app.name} nor keeps the platform, and the "
                "entity changes it."
            )


def _names(found: Sequence[App]) -> tuple[str, ...]:
    return tuple(app.name for app in found)
