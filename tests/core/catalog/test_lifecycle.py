"""The life of an app: allowed moves, and the evidence that each asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from microapp_cli.core.catalog import lifecycle
from microapp_cli.core.catalog.app import STAGES, App
from microapp_cli.core.catalog.checklist import ITEMS, Standing, items
from microapp_cli.core.catalog.exceptions import Waiver
from microapp_cli.core.catalog.reviews import Decision, Review
from microapp_cli.core.errors import CatalogError, NotReady
from tests.catalogs import ANN, BLUEPRINTS, PAT, SAM, TODAY, app, check, control_values

YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


def approved(found: App, stage: str, **changes: Any) -> Review:
    """A review of this app that two people approved."""
    day = TODAY.isoformat()
    said = (
        Decision(PAT, True, ("platform",), "", day),
        Decision(SAM, True, ("security",), "", day),
    )
    review = Review(
        id=1,
        app=found.name,
        stage=stage,
        requested_by=ANN,
        requested=day,
        content=found.content,
        outside=found.outside,
        tier=found.tier,
        approvers=2,
        roles=("platform", "security"),
        state="approved",
        decided=day,
        decisions=said,
    )
    return replace(review, **changes)


def standing(found: App, **changes: Any) -> Standing:
    """All is well, unless the changes say otherwise."""
    whole = Standing(
        app=found,
        today=TODAY,
        controls=control_values(found.tier),
        reviews=(approved(found, "staging"), approved(found, "production", id=2)),
        blueprints=BLUEPRINTS,
    )
    return replace(whole, **changes)


def in_review(tier: str = "T3", **changes: Any) -> App:
    """An app that is one step from production."""
    return app(tier=tier, stage="review", **changes)


@pytest.mark.parametrize("tier", ["T0", "T1", "T2", "T3"])
def test_an_app_with_everything_goes_live(tier: str) -> None:
    moved = lifecycle.move(standing(in_review(tier)), "production")

    assert (moved.app.stage, moved.app.stage_since) == ("production", TODAY.isoformat())


def waiver(**changes: Any) -> Waiver:
    """An exception that holds until today."""
    day = TODAY.isoformat()
    whole = Waiver("leave-helper", "MA012", "", "soon", "a wall", ANN, PAT, day)
    return replace(whole, **changes)


def without(group: str, name: str) -> dict[str, dict[str, Any]]:
    """The controls of T3 but one."""
    values = control_values("T3")
    del values[group][name]
    return values


DEFECTS: dict[str, Standing] = {
    "no owner": standing(in_review(owner="")),
    "no purpose": standing(in_review(purpose="")),
    "no backup": standing(in_review(backup="")),
    "orphaned": standing(in_review(orphaned=YESTERDAY)),
    "owner silent": standing(in_review(verified="2026-09-23")),
    "owner never asked": standing(in_review(verified="")),
    "unknown blueprint": standing(in_review(blueprint="own")),
    "no blueprint version": standing(in_review(blueprint_version="")),
    "blueprint behind": standing(in_review(), blueprints={"crud": "1.1.0"}),
    "blueprint a big step behind": standing(in_review(), blueprints={"crud": "2.0.0"}),
    "version of no meaning": standing(in_review(blueprint_version="latest")),
    "never checked": standing(in_review(check={})),
    "red": standing(in_review(check=check(errors=1))),
    "checked long ago": standing(in_review(check=check(day="2026-10-01"))),
    "contract broken": standing(in_review(check=check(contract=1))),
    "no contract": standing(in_review(contract="")),
    "not judged for production": standing(in_review(check=check(stage="development"))),
    "an open question": standing(in_review(answers={"data": "unknown"})),
    "no answers": standing(in_review(answers={})),
    "old answers": standing(in_review(answered="2026-08-01")),
    "a control not held": standing(in_review(check=check(not_held=["auth.mfa"]))),
    "controls unknown": standing(in_review(), controls={}),
    "no quota": standing(in_review(), controls=without("quotas", "rpm_app")),
    "no budget": standing(in_review(), controls=without("quotas", "monthly_usd")),
    "no billing alert": standing(in_review(), controls=without("alerts", "budget_pct")),
    "audit not kept": standing(in_review(), controls=without("retention", "audit_days")),
    "exception over": standing(in_review(), exceptions=(waiver(expires=YESTERDAY),)),
    "waits to be reassessed": standing(in_review(reassess="changed", reassess_by="2026-12-01")),
    "no review": standing(in_review(), reviews=()),
    "only reviewed for staging": standing(in_review(), reviews=(approved(in_review(), "staging"),)),
    "only reviewed for production": standing(
        in_review(), reviews=(approved(in_review(), "production"),)
    ),
    "review of another state": standing(
        in_review(content="f" * 64, tool="x"),
        reviews=(approved(in_review(), "staging"), approved(in_review(), "production")),
    ),
    "review still open": standing(
        in_review(),
        reviews=(
            approved(in_review(), "staging"),
            approved(in_review(), "production", state="open"),
        ),
    ),
    "review gone old": standing(
        in_review(),
        reviews=(
            approved(in_review(), "staging"),
            approved(in_review(), "production", decided="2026-08-01"),
        ),
    ),
    "gate unknown": standing(in_review(), controls=without("review", "gate")),
    "approvers unknown": standing(in_review(), controls=without("review", "approvers")),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_one_thing_amiss_keeps_an_app_out_of_production(defect: str) -> None:
    with pytest.raises(NotReady) as refused:
        lifecycle.move(DEFECTS[defect], "production")

    assert "missing:\n  - " in str(refused.value)


def test_every_line_of_the_checklist_has_a_defect_that_it_alone_finds() -> None:
    found = set()
    for defect in DEFECTS.values():
        missing = lifecycle.missing(defect, "production")
        found |= {item.id for item in missing} if len(missing) == 1 else set()

    assert found == set(lifecycle.EVIDENCE["production"])


def test_an_exception_holds_on_its_last_day() -> None:
    moved = lifecycle.move(standing(in_review(), exceptions=(waiver(),)), "production")

    assert moved.app.stage == "production"


@pytest.mark.parametrize("stage", STAGES)
def test_only_moves_of_the_table_are_allowed(stage: str) -> None:
    found = app(stage=stage, stage_before="staging" if stage == "quarantined" else "")
    for to in STAGES:
        if to in lifecycle.next_stages(found):
            continue
        with pytest.raises(CatalogError):
            lifecycle.move(standing(found), to, because="of a test")


def test_nothing_jumps_into_production() -> None:
    into = {stage for stage, next_ in lifecycle.MOVES.items() if "production" in next_}

    assert into == {"review", "deprecated"}


def test_a_quarantined_app_comes_back_to_where_it_was_only_with_its_evidence() -> None:
    live = replace(in_review(), stage="production")
    stopped = lifecycle.move(standing(live), "quarantined", because="strange calls").app

    with pytest.raises(NotReady):
        lifecycle.move(standing(stopped, reviews=()), "production")
    back = lifecycle.move(standing(stopped), "production").app

    assert (stopped.stage, stopped.stage_before, stopped.state) == (
        *("quarantined", "production"),
        "quarantined",
    )
    assert (back.stage, back.stage_before) == ("production", "")


def test_a_quarantined_app_cannot_go_further_than_it_was() -> None:
    stopped = app(stage="quarantined", stage_before="development")

    with pytest.raises(CatalogError, match="development, deprecated"):
        lifecycle.move(standing(stopped), "production")


@pytest.mark.parametrize(
    ("tier", "allowed"), [("T0", True), ("T1", False), ("T2", False), ("T3", False)]
)
def test_staging_may_be_left_out_where_the_tier_says_so(tier: str, allowed: bool) -> None:
    missing = lifecycle.missing(standing(app(tier=tier)), "review")

    assert [item.id for item in missing] == ([] if allowed else ["staging"])


def test_retirement_takes_two_steps_and_a_month() -> None:
    found = standing(app(stage="sunset"))

    marked = lifecycle.move(found, "retired", because="nobody uses it").app
    with pytest.raises(CatalogError, match="from 2026-12-23 on"):
        lifecycle.move(replace(found, app=marked), "retired", because="now")
    later = replace(found, app=marked, today=TODAY + timedelta(days=30))
    gone = lifecycle.move(later, "retired", because="nobody uses it").app

    assert (marked.stage, marked.retire_on) == ("sunset", "2026-12-23")
    assert (gone.stage, gone.state) == ("retired", "retired")


def test_a_marked_app_can_be_taken_back() -> None:
    marked = app(stage="sunset", retire_on="2026-12-23")

    back = lifecycle.move(standing(marked), "deprecated", because="still used").app

    assert (back.stage, back.retire_on) == ("deprecated", "")


@pytest.mark.parametrize("to", lifecycle.REASON_NEEDED)
def test_an_end_wants_a_reason(to: str) -> None:
    found = app(stage="sunset" if to == "retired" else "production")

    with pytest.raises(CatalogError, match="--because"):
        lifecycle.move(standing(found), to, because=" ")


def test_every_item_of_every_stage_exists() -> None:
    assert {id for ids in lifecycle.EVIDENCE.values() for id in ids} <= set(ITEMS)
    assert set(lifecycle.EVIDENCE) == set(lifecycle.MOVES) == set(STAGES)


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        ("review", "Not held: a.1, a.2, a.3, a.4, a.5 and 2 more. microapp check says how to"),
        ("development", "and 2 more. Once microapp.yaml says lifecycle.stage: review, microapp"),
    ],
)
def test_what_is_not_held_is_told_shortly_and_with_what_to_do_next(stage: str, says: str) -> None:
    names = [f"a.{number}" for number in range(1, 8)]
    found = standing(in_review(check=check(not_held=names, stage=stage)))

    (item,) = items(found, ["controls"])

    assert says in item.says
