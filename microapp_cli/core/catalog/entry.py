"""What a repository says about itself, as the catalog enters it; and who may enter it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from microapp_cli.core.catalog import reassessment
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.chain import canonical
from microapp_cli.core.catalog.exceptions import over, waivers
from microapp_cli.core.catalog.values import Values
from microapp_cli.core.errors import CatalogError, NotReady
from microapp_cli.core.findings import Report
from microapp_cli.core.plain_text import email_problem, line_problem, slug_problem
from microapp_cli.core.questions import TIERS

FIRST_STAGES = ("draft", "development")
CONTRACT_PLACES = ("openapi.yaml", "connectors/")
MOST_TEXT = 300
MOST_LINE = 254


@dataclass(frozen=True)
class Snapshot:
    """What lies in a repository."""

    manifest: Mapping[str, Any]
    lock: Mapping[str, Any]
    contract: str
    """SHA-256 of openapi.yaml, or nothing."""
    content: str
    outside: str
    repository: str
    commit: str


def entered(snapshot: Snapshot, report: Report, *, today: date) -> tuple[App, Values]:
    """The app as its repository states it; refused while its check is red."""
    found = stated(snapshot, report, today=today)
    if report.errors:
        errors = "1 error" if report.errors == 1 else f"{report.errors} errors"
        raise NotReady(
            f"{found[0].name} is not registered: microapp check finds {errors}. "
            "Run microapp check and mend them."
        )
    expired = over(waivers(found[0].name, report.exceptions), today.isoformat())
    if expired:
        raise NotReady(
            f"{found[0].name} is not registered: its check is of {report.today}, and the exception "
            f"from {', '.join(expired)} was over on {today.isoformat()}, which is today for the "
            "catalog. Set the clock right, and mend the finding."
        )
    return found


def stated(snapshot: Snapshot, report: Report, *, today: date) -> tuple[App, Values]:
    """The app as its repository states it, with the values of its controls."""
    manifest = snapshot.manifest
    check_stated(manifest)
    if report.facts != snapshot.content:
        raise CatalogError("The repository changed while it was judged. Run this again.")
    controls = control_values(manifest.get("controls"))
    backup = manifest.get("backup_owner") or {}
    lifecycle = manifest.get("lifecycle") or {}
    day = today.isoformat()
    app = App(
        name=manifest["name"],
        title=str(manifest.get("title") or manifest["name"]),
        purpose=manifest["purpose"].strip(),
        owner=manifest["owner"]["email"],
        owner_name=str(manifest["owner"].get("name") or ""),
        team=str(manifest["owner"].get("team") or ""),
        backup=str(backup.get("email") or ""),
        backup_name=str(backup.get("name") or ""),
        sensitivity=str((manifest.get("facts") or {}).get("sensitivity") or ""),
        tier=manifest["tier"],
        blueprint=str(manifest.get("blueprint") or ""),
        blueprint_version=blueprint_version(snapshot.lock),
        tool=str(snapshot.lock.get("microapp") or ""),
        contract=snapshot.contract,
        repository=snapshot.repository,
        commit=snapshot.commit,
        controls=controls_hash(controls),
        content=snapshot.content,
        outside=snapshot.outside,
        created=str(lifecycle.get("created") or day),
        expires=str(lifecycle.get("expires") or ""),
        source="register",
        answers={str(k): str(v) for k, v in (manifest.get("answers") or {}).items()},
        answered=day,
        check=summary(report, stage=str(lifecycle.get("stage") or "")),
        stage=_first_stage(lifecycle.get("stage")),
        stage_since=day,
        verified=day,
    )
    return app, controls


def summary(report: Report, *, stage: str) -> dict[str, Any]:
    """What the catalog remembers of a check."""
    not_held = sorted(e.control for e in report.evidence if e.state == "not held")
    contract = [f for f in report.open if f.path.startswith(CONTRACT_PLACES)]
    return {
        "day": report.today,
        "errors": report.errors,
        "warnings": report.warnings,
        "waived": sum(bool(finding.waived) for finding in report.findings),
        "not_held": not_held,
        "held": len(report.evidence) - len(not_held),
        "contract": sum(finding.severity == "error" for finding in contract),
        "rules": report.rules,
        "policies": report.policies,
        "stage": stage,
    }


def merged(known: App, new: App, controls: Values, *, today: date, moved: bool = False) -> App:
    """What is known, with what the repository says now; CatalogError if it is somebody else's."""
    check_is_same(known, new, moved=moved)
    if known.stage == "retired":
        raise CatalogError(f"{known.name} is retired since {known.stage_since}. Choose a new name.")
    after = kept(known, new)
    after = replace(after, elsewhere=known.elsewhere, claimed=known.claimed)
    if known.source == "backstage":
        after = replace(after, verified=new.verified)
    after = reassessment.settled(after, ("exception_expired",))
    return reassessment.flagged(after, reassessment.because(known, after), controls, today)


def kept(known: App, new: App) -> App:
    """The new statement, with all that is the catalog's own to say."""
    same_answers = known.answers == new.answers and known.answered
    return replace(
        new,
        answered=known.answered if same_answers else new.answered,
        repository=new.repository or known.repository,
        **{field: getattr(known, field) for field in KEPT},
    )


KEPT = (
    *("stage", "stage_since", "stage_before", "registered", "verified", "orphaned", "ask_again"),
    *("reassess", "reassess_by", "retire_on"),
)
"""What only the catalog decides; no repository can change it."""


def check_is_same(known: App, new: App, *, moved: bool) -> None:
    """CatalogError where a repository claims a name that somebody else owns."""
    people = {person.casefold() for person in known.people}
    if new.owner.casefold() not in people:
        raise CatalogError(
            f"{known.name} belongs to {known.owner}, and microapp.yaml names {new.owner}. "
            f"Choose another name, or let {known.owner} hand it over: "
            f"microapp catalog transfer {known.name} --to {new.owner}"
        )
    other = known.repository and new.repository and known.repository != new.repository
    if other and not moved:
        raise CatalogError(
            f"{known.name} is registered from {known.repository}, and this is {new.repository}. "
            "If the repository moved: microapp register --moved"
        )


def blueprint_version(lock: Mapping[str, Any]) -> str:
    """The version of the blueprint that the lock names."""
    layers = lock.get("layers")
    for layer in layers if isinstance(layers, Sequence) else ():
        if isinstance(layer, Mapping) and layer.get("kind") == "blueprint":
            return str(layer.get("version") or "")
    return ""


def control_values(groups: object) -> dict[str, dict[str, Any]]:
    """group → control → value, of the manifest's controls."""
    found: dict[str, dict[str, Any]] = {}
    for group, names in groups.items() if isinstance(groups, Mapping) else ():
        for name, entry in names.items() if isinstance(names, Mapping) else ():
            if isinstance(entry, Mapping) and "value" in entry:
                found.setdefault(str(group), {})[str(name)] = entry["value"]
    return found


def controls_hash(controls: Values) -> str:
    """The name under which the catalog keeps these values."""
    return hashlib.sha256(canonical(controls).encode()).hexdigest() if controls else ""


def check_stated(manifest: Mapping[str, Any]) -> None:
    """CatalogError where a manifest lacks what every app in the catalog has."""
    name = manifest.get("name")
    owner = manifest.get("owner")
    email = owner.get("email") if isinstance(owner, Mapping) else None
    purpose = manifest.get("purpose")
    problem = slug_problem(name) if isinstance(name, str) else "is missing. Name the app."
    if problem:
        raise CatalogError(f"microapp.yaml: name {problem}")
    if not isinstance(email, str) or not email.strip():
        raise CatalogError(
            "microapp.yaml: owner.email is missing. "
            "Add the address of the person who answers for this app."
        )
    if email_problem(email):
        raise CatalogError(f"microapp.yaml: owner.email {email_problem(email)}")
    if not isinstance(purpose, str) or not purpose.strip():
        raise CatalogError("microapp.yaml: purpose is missing. Say what it does, and for whom.")
    if line_problem(purpose.strip(), at_most=MOST_TEXT):
        raise CatalogError(
            f"microapp.yaml: purpose {line_problem(purpose.strip(), at_most=MOST_TEXT)}"
        )
    for where, text in _lines(manifest):
        if isinstance(text, str) and text and line_problem(text, at_most=MOST_LINE):
            said = line_problem(text, at_most=MOST_LINE)
            raise CatalogError(f"microapp.yaml: {where} {said}")
    if manifest.get("tier") not in TIERS:
        raise CatalogError(
            f"microapp.yaml: tier {manifest.get('tier')!r} is not known. "
            f"It is one of {', '.join(TIERS)}."
        )


def _lines(manifest: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    yield "title", manifest.get("title")
    for who in ("owner", "backup_owner"):
        person = manifest.get(who)
        for key, text in person.items() if isinstance(person, Mapping) else ():
            yield f"{who}.{key}", text


def _first_stage(stage: object) -> str:
    return stage if isinstance(stage, str) and stage in FIRST_STAGES else "development"
