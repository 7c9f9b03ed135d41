"""The operational checklist: what must hold before an app goes further, and what proves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from microapp_cli.core.catalog import ownership, reassessment, reviews
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.exceptions import Waiver, over
from microapp_cli.core.catalog.reviews import Review
from microapp_cli.core.catalog.values import control, number
from microapp_cli.core.questions import TIERS, UNKNOWN

CHECK_MAX_AGE_DAYS = 30
AGAIN = "Run microapp register in its folder"
JUDGED_STAGES = ("review", "production")
MOST_NAMES = 5
QUOTAS = ("rpm_app", "rpm_org", "rpm_user", "daily_requests", "monthly_usd", "on_exceed")
ALERTS = ("budget_pct", "spike_window_h", "spike_factor", "spike_min_usd")
FOR: dict[str, tuple[str, ...]] = {
    "staging": ("registered", "owner", "blueprint", "check", "contract", "exceptions"),
    "production": (
        *("registered", "owner", "blueprint", "check", "contract", "exceptions", "stage"),
        *("questionnaire", "controls", "quotas", "billing", "audit", "reassessed"),
    ),
}
"""What `microapp ready` shows; the reviews are added for each."""


@dataclass(frozen=True)
class Standing:
    """All that is known of one app at one moment."""

    app: App
    today: date
    controls: Mapping[str, Mapping[str, Any]]
    reviews: tuple[Review, ...] = ()
    exceptions: tuple[Waiver, ...] = ()
    blueprints: Mapping[str, str] | None = None
    """The blueprints that this microapp ships, with their versions."""
    unregistered: str = ""
    """Why what is judged is not what the catalog holds, if it is not."""


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    id: str
    title: str
    holds: bool
    says: str
    """What proves it, or what to do next."""


def for_stage(standing: Standing, stage: str) -> list[Item]:
    """The checklist of a stage, in the order in which a person works through it."""
    gates = ["review_staging"] + (["review_production"] if stage == "production" else [])
    return items(standing, [*FOR[stage], *gates])


def items(standing: Standing, ids: Iterable[str]) -> list[Item]:
    """These lines of the checklist."""
    found = []
    for id in ids:
        title, look = ITEMS[id]
        problem, proof = look(standing)
        found.append(Item(id, title, not problem, problem or proof))
    return found


Look = Callable[[Standing], tuple[str, str]]
"""Gives what is wrong, or "" and what proves it."""


def _registered(standing: Standing) -> tuple[str, str]:
    app = standing.app
    if standing.unregistered or not app.registered:
        return standing.unregistered or f"It is not in the catalog. {AGAIN}.", ""
    return "", f"registered on {app.registered[:10]}, owned by {app.owner}"


def _owner(standing: Standing) -> tuple[str, str]:
    app = standing.app
    if not app.owner or not app.purpose:
        return "An owner or the purpose is missing. Fill in microapp.yaml.", ""
    if control(standing.controls, "identity.backup_owner") == "required" and not app.backup:
        return "It needs a backup owner. Add backup_owner to microapp.yaml.", ""
    if app.orphaned:
        return f"Nobody answers for it since {app.orphaned}. {ownership.HOW_TO_ANSWER}.", ""
    due = ownership.due(app, standing.controls)
    if due < standing.today.isoformat():
        return (
            f"{app.owner} was due to say by {due or 'now'} that they still answer for it: "
            f"microapp catalog answer {app.name} keep.",
            "",
        )
    return "", f"{app.owner} answers for it, asked again on {due}"


def _blueprint(standing: Standing) -> tuple[str, str]:
    app = standing.app
    shipped = (standing.blueprints or {}).get(app.blueprint)
    if not app.blueprint or not app.blueprint_version:
        return f"It names no blueprint and version. {AGAIN}.", ""
    if shipped is None:
        return f"{app.blueprint} is no blueprint of this microapp.", ""
    behind = reassessment.minor_behind(app.blueprint_version, shipped)
    most = number(standing.controls, "upgrade.max_blueprint_minor_behind")
    if behind is None or most is None:
        return f"{app.blueprint} {app.blueprint_version} does not compare with {shipped}.", ""
    if behind > most:
        return (
            f"{app.blueprint} {app.blueprint_version} is {behind} versions behind {shipped}; "
            f"{most:g} are allowed.",
            "",
        )
    return "", f"{app.blueprint} {app.blueprint_version}"


def _check(standing: Standing) -> tuple[str, str]:
    check = standing.app.check
    if not check:
        return f"No check of it is known. {AGAIN}.", ""
    if check.get("errors") != 0:
        return f"microapp check finds {check.get('errors')} errors. Run it and mend them.", ""
    oldest = (standing.today - timedelta(days=CHECK_MAX_AGE_DAYS)).isoformat()
    if str(check.get("day", "")) < oldest:
        return f"The last check is of {check.get('day')}. {AGAIN}.", ""
    return "", f"microapp check of {check['day']}: {check.get('rules')} rules, no error"


def _contract(standing: Standing) -> tuple[str, str]:
    app = standing.app
    if not app.contract or app.check.get("contract") != 0:
        return "openapi.yaml or its connectors do not hold. Run microapp contract, then check.", ""
    return "", f"openapi.yaml {app.contract[:12]}, connectors derived from it"


def _stage(standing: Standing) -> tuple[str, str]:
    judged = standing.app.check.get("stage")
    if judged not in JUDGED_STAGES:
        return (
            "microapp.yaml must say lifecycle.stage: review, so that the rules for production "
            "judge it. Change it, and register again.",
            "",
        )
    return "", f"judged as {judged}"


def _questionnaire(standing: Standing) -> tuple[str, str]:
    app = standing.app
    open_ones = sorted(id for id, choice in app.answers.items() if choice == UNKNOWN)
    if not app.answers or app.tier not in TIERS:
        return f"The five questions are not answered. {AGAIN}.", ""
    if open_ones:
        return f"You said “I don't know” to {', '.join(open_ones)}. Answer in microapp.yaml.", ""
    until = reassessment.answers_until(app, standing.controls)
    if until < standing.today.isoformat():
        return (
            f"The answers are of {app.answered}, and held until {until}. Read them again, then: "
            f"microapp review request {app.name}.",
            "",
        )
    return "", f"answered on {app.answered}: {app.tier}"


def _controls(standing: Standing) -> tuple[str, str]:
    check = standing.app.check
    not_held = check.get("not_held")
    if not isinstance(not_held, list | tuple) or not standing.controls:
        return f"Its controls are not known. {AGAIN}.", ""
    if not_held:
        return f"Not held: {_some(not_held)}. {_where_to_look(check.get('stage'))}", ""
    return "", f"{check.get('held')} controls, each with evidence"


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _where_to_look(stage: object) -> str:
    """A check that judges no production yet says nothing of what only production asks for."""
    if stage in JUDGED_STAGES:
        return "microapp check says how to mend it."
    return "Once microapp.yaml says lifecycle.stage: review, microapp check says how to mend it."


def _quotas(standing: Standing) -> tuple[str, str]:
    return _all_set(standing, "quotas", QUOTAS)


def _billing(standing: Standing) -> tuple[str, str]:
    return _all_set(standing, "alerts", ALERTS)


def _audit(standing: Standing) -> tuple[str, str]:
    days = number(standing.controls, "retention.audit_days")
    if not days:
        return "retention.audit_days is missing: the audit log would not be kept.", ""
    return "", f"the audit log is kept for {days:g} days"


def _exceptions(standing: Standing) -> tuple[str, str]:
    expired = over(standing.exceptions, standing.today.isoformat())
    if expired:
        return f"Expired: {', '.join(expired)}. Mend the finding, or ask again; then register.", ""
    return "", f"{len(standing.exceptions)} exceptions, none expired"


def _reassessed(standing: Standing) -> tuple[str, str]:
    app = standing.app
    if app.reassess:
        return reassessment.words(app), ""
    return "", "nothing is waiting to be looked at again"


def _staging(standing: Standing) -> tuple[str, str]:
    if standing.app.stage != "development":
        return "", "it has been in staging"
    if control(standing.controls, "environments.staging_required") is not False:
        return "Its tier asks for staging first: move it to staging.", ""
    return "", f"{standing.app.tier} asks for no staging"


def _review_staging(standing: Standing) -> tuple[str, str]:
    return _review(standing, "staging")


def _review_production(standing: Standing) -> tuple[str, str]:
    return _review(standing, "production")


def _review(standing: Standing, stage: str) -> tuple[str, str]:
    return reviews.look(standing.app, standing.controls, standing.reviews, stage, standing.today)


def _all_set(standing: Standing, group: str, names: Iterable[str]) -> tuple[str, str]:
    absent = [name for name in names if control(standing.controls, f"{group}.{name}") is None]
    if absent:
        return f"microapp.yaml: controls.{group} lacks {', '.join(absent)}.", ""
    shown = (f"{name} {control(standing.controls, f'{group}.{name}')}" for name in names)
    return "", ", ".join(shown)


ITEMS: dict[str, tuple[str, Look]] = {
    "registered": ("Registered", _registered),
    "owner": ("A person answers for it", _owner),
    "blueprint": ("Made from a blueprint of the catalog", _blueprint),
    "check": ("microapp check is green", _check),
    "contract": ("Contract and connectors hold", _contract),
    "exceptions": ("No exception is over its date", _exceptions),
    "stage": ("Judged by the rules for production", _stage),
    "questionnaire": ("Questionnaire complete and in date", _questionnaire),
    "controls": ("Every control is enforced", _controls),
    "quotas": ("Quotas and limits are set", _quotas),
    "billing": ("Billing alerts are set", _billing),
    "audit": ("Audit logging is on and kept", _audit),
    "reassessed": ("Nothing waits to be looked at again", _reassessed),
    "staging": ("Staging comes first", _staging),
    "review_staging": ("Reviewed for staging", _review_staging),
    "review_production": ("Reviewed for production", _review_production),
}
