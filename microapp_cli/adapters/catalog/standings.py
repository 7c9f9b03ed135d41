"""Gathers all that the catalog knows of one app, and who may act for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from microapp_cli.adapters.catalog import apps, review_rows
from microapp_cli.adapters.layers import Layers
from microapp_cli.core.blueprints import of_kind
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.checklist import Standing
from microapp_cli.core.errors import CatalogError


@dataclass(frozen=True)
class Row:
    """An app as it was read, and what else is known of it."""

    id: int
    version: int
    standing: Standing

    @property
    def app(self) -> App:
        """The app itself."""
        return self.standing.app


def row_of(connection: Connection, name: str, today: date, blueprints: Mapping[str, str]) -> Row:
    """All that is known of the app with this name; CatalogError where there is none."""
    id, version, app = apps.get(connection, name)
    return Row(id, version, standing_of(connection, id, app, today, blueprints))


def standing_of(
    connection: Connection, id: int, app: App, today: date, blueprints: Mapping[str, str]
) -> Standing:
    """All that is known of an app on one day."""
    return Standing(
        app=app,
        today=today,
        controls=apps.controls_of(connection, app),
        reviews=review_rows.reviews_of(connection, id),
        exceptions=apps.waivers_of(connection, id),
        blueprints=blueprints,
    )


def shipped(layers: Layers) -> dict[str, str]:
    """Each blueprint of this microapp with its version."""
    return {layer.name: layer.version for layer in of_kind(layers.all, "blueprint")}


def check_may_act(connection: Connection, app: App, actor: str) -> None:
    """CatalogError unless this person answers for the app, or keeps the platform."""
    people = {person.casefold() for person in app.people}
    if actor not in people and "platform" not in review_rows.roles_of(connection, actor):
        raise CatalogError(
            f"{actor} neither answers for {app.name} nor keeps the platform. "
            f"Ask {' or '.join(app.people)}, or a platform reviewer."
        )
