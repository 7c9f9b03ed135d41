"""Apps, reports and snapshots for tests of the catalog, as values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from microapp_cli.adapters.catalog import registering, reviewing
from microapp_cli.adapters.catalog.opening import open_catalog, upgrade_catalog
from microapp_cli.adapters.catalog.registering import Registered
from microapp_cli.adapters.catalog.snapshot import Taken
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.policy_files import load_policies
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.entry import Snapshot, controls_hash
from microapp_cli.core.controls import required
from microapp_cli.core.findings import Evidence, Finding, Report
from microapp_cli.core.questionnaire import assess

POLICIES = load_policies(Path(__file__).resolve().parents[1] / "policies")
TODAY = date(2026, 11, 23)
MILD = {
    "data": "internal",
    "audience": "me_team",
    "actions": "own_data",
    "ai_and_egress": "none",
    "outage": "annoying",
}
ANSWERS: dict[str, dict[str, str]] = {
    "T0": MILD,
    "T1": {**MILD, "audience": "company"},
    "T2": {**MILD, "data": "personal"},
    "T3": {**MILD, "data": "regulated"},
}
BLUEPRINTS = {"crud": "1.0.0"}
ANN, BOB, EVE = "ann@acme.example", "bob@acme.example", "eve@acme.example"
PAT, SAM = "pat@acme.example", "sam@acme.example"
"""Pat reviews for the platform, Sam for security."""


def control_values(tier: str) -> dict[str, dict[str, Any]]:
    """The values of the controls that an app of this tier has."""
    answers = ANSWERS[tier]
    groups = required(
        POLICIES.controls, assess(POLICIES.questionnaire, answers, "crud")
    ).as_manifest()
    return {
        group: {name: control["value"] for name, control in names.items()}
        for group, names in groups.items()
    }


def app(name: str = "leave-helper", tier: str = "T1", **changes: Any) -> App:
    """A registered app that is in order, unless the changes say otherwise."""
    day = TODAY.isoformat()
    whole = App(
        name=name,
        title="Leave helper",
        purpose="Shows everybody in the company who is away, and until when.",
        owner=ANN,
        owner_name="Ann Example",
        team="People",
        backup=BOB,
        backup_name="Bob Example",
        sensitivity="internal",
        tier=tier,
        blueprint="crud",
        blueprint_version="1.0.0",
        tool="0.1.0",
        contract=sha("contract"),
        repository=f"https://git.acme.example/people/{name}",
        commit="0" * 40,
        controls=controls_hash(control_values(tier)),
        content=sha("content"),
        outside=sha("outside"),
        created=day,
        expires="2027-11-23",
        source="register",
        answers=ANSWERS[tier],
        answered=day,
        check=check(),
        stage="development",
        stage_since=day,
        registered=f"{day}T12:00:00.000000Z",
        verified=day,
    )
    return replace(whole, **changes)


def check(**changes: Any) -> dict[str, Any]:
    """What the catalog remembers of a green check."""
    green = {
        "day": TODAY.isoformat(),
        "errors": 0,
        "warnings": 0,
        "waived": 0,
        "not_held": [],
        "held": 60,
        "contract": 0,
        "rules": 80,
        "policies": sha("policies"),
        "stage": "review",
    }
    return {**green, **changes}


def manifest(
    name: str = "leave-helper", tier: str = "T1", stage: str = "review", **changes: Any
) -> dict[str, Any]:
    """A manifest as `microapp new` writes it."""
    groups = {
        group: {key: {"value": value, "because": "of a test"} for key, value in names.items()}
        for group, names in control_values(tier).items()
    }
    whole = {
        "name": name,
        "title": "Leave helper",
        "purpose": "Shows everybody in the company who is away, and until when.",
        "owner": {"name": "Ann Example", "email": ANN, "team": "People"},
        "backup_owner": {"name": "Bob Example", "email": BOB, "team": "People"},
        "blueprint": "crud",
        "answers": ANSWERS[tier],
        "tier": tier,
        "facts": {"sensitivity": "internal"},
        "controls": groups,
        "lifecycle": {"stage": stage, "created": TODAY.isoformat(), "expires": "2027-11-23"},
    }
    return {**whole, **changes}


def taken(
    told: Mapping[str, Any] | None = None,
    *,
    logic: str = "",
    outside: str = "",
    repository: str = "https://git.acme.example/people/leave-helper",
) -> Taken:
    """A repository with this manifest; `logic` and `outside` stand for what its files hold."""
    told = told or manifest()
    around = sha(f"{told} {outside}")
    snapshot = Snapshot(
        manifest=told,
        lock={
            "microapp": "0.1.0",
            "layers": [{"kind": "blueprint", "name": "crud", "version": "1.0.0"}],
        },
        contract=sha(f"contract {outside}"),
        content=sha(f"{around} {logic}"),
        outside=around,
        repository=repository,
        commit=sha(f"{around} {logic}")[:40],
    )
    return Taken(snapshot, {"microapp.yaml": (sha(str(told)), str(told))})


def report(found: Taken, *, errors: int = 0, **changes: Any) -> Report:
    """A report on this repository, green unless there are errors."""
    findings = tuple(
        Finding("MA001", "error", "microapp.yaml", n, "no", "T", "W", "F") for n in range(errors)
    )
    green = Report(
        folder=".",
        name=str(found.snapshot.manifest["name"]),
        tier=str(found.snapshot.manifest["tier"]),
        findings=findings,
        evidence=(Evidence("identity.owner", "T", "required", "held", ("MA001",)),),
        rules=80,
        layers=("base",),
        engine="embedded",
        policies=sha("policies"),
        facts=found.snapshot.content,
        today=TODAY.isoformat(),
    )
    return replace(green, **changes)


def register(store: Store, found: Taken | None = None, *, actor: str = ANN) -> Registered:
    """Register a repository whose check is green."""
    found = found or taken()
    day = store.now.date().isoformat()
    return registering.register(store, found, report(found, today=day), actor=actor)


def with_reviewers(store: Store) -> Store:
    """The catalog with a reviewer for the platform, and one for security."""
    reviewing.name_reviewer(store, PAT, "platform", actor=ANN)
    reviewing.name_reviewer(store, SAM, "security", actor=PAT)
    return store


def open_at(url: str, day: date = TODAY, seconds: int = 43_200, *, made: bool = False) -> Store:
    """The catalog at an address, opened on a day; made where there is none, unless it is."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
    environ = {
        "MICROAPP_CATALOG_URL": url,
        "SOURCE_DATE_EPOCH": str(int(moment.timestamp())),
    }
    if not made:
        upgrade_catalog(environ)
    return open_catalog(environ)


def sha(text: str) -> str:
    """A hash that stands for something."""
    return hashlib.sha256(text.encode()).hexdigest()
