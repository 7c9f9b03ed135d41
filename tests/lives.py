"""Takes an app through its life, as far as a test wants."""

from __future__ import annotations

from microapp_cli.adapters.catalog import moving, reviewing
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.core.catalog.lifecycle import Move
from tests.catalogs import ANN, BLUEPRINTS, PAT, SAM, manifest, register, taken

STAGED = {"T0": False, "T1": True, "T2": True, "T3": True}
GATES = {"T0": (), "T1": ("production",), "T2": ("production",), "T3": ("staging", "production")}


def move(store: Store, to: str, *, name: str = "leave-helper", actor: str = ANN) -> Move:
    """Move an app, with a reason where one is asked for."""
    given = {"because": "of a test", "actor": actor, "blueprints": BLUEPRINTS}
    return moving.move(store, name, to, **given)  # type: ignore[arg-type]


def review(store: Store, stage: str, *, name: str = "leave-helper") -> None:
    """Have an app reviewed by as many as it takes."""
    asked = reviewing.request(store, name, stage=stage, actor=ANN)
    for who in (PAT, SAM):
        if asked.state == "open":
            asked = reviewing.decide(store, name, stage=stage, approves=True, note="", actor=who)


def into_production(store: Store, *, tier: str = "T1", name: str = "leave-helper") -> None:
    """Register an app and take it to production; the catalog needs reviewers for T2 and T3."""
    address = f"https://git.acme.example/people/{name}"
    register(store, taken(manifest(name, tier), repository=address))
    for stage in GATES[tier]:
        review(store, stage, name=name)
    for stage in (*(("staging",) if STAGED[tier] else ()), "review", "production"):
        move(store, stage, name=name)
