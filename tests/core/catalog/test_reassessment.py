"""When an app is looked at again: its change, its age, and the clock until quarantine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from microapp_cli.core.catalog import reassessment
from microapp_cli.core.catalog.clocks import grown_old
from microapp_cli.core.catalog.exceptions import Waiver
from tests.catalogs import EVE, TODAY, app, control_values


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"answers": {"data": "regulated"}}, "answers_changed"),
        ({"tier": "T3"}, "tier_changed"),
        ({"owner": EVE}, "owner_changed"),
        ({"blueprint_version": "2.0.0"}, "blueprint_upgraded"),
        ({"blueprint": "llm-proxy"}, "blueprint_upgraded"),
    ],
)
def test_a_change_of_what_counts_is_noticed(changes: dict[str, Any], reason: str) -> None:
    assert reassessment.because(app(), replace(app(), **changes)) == (reason,)


def test_a_small_step_of_the_blueprint_is_no_reason() -> None:
    assert reassessment.because(app(), app(blueprint_version="1.4.0")) == ()


@pytest.mark.parametrize(("tier", "days"), [("T1", 14), ("T2", 7), ("T3", 3)])
def test_the_clock_runs_by_tier(tier: str, days: int) -> None:
    live = app(tier=tier, stage="production")

    flagged = reassessment.flagged(live, ["answers_changed"], control_values(tier), TODAY)

    assert flagged.reassess_by == (TODAY + timedelta(days=days)).isoformat()


def test_a_second_reason_does_not_buy_time() -> None:
    controls = control_values("T2")
    live = app(tier="T2", stage="production")
    first = reassessment.flagged(live, ["changed"], controls, TODAY)

    both = reassessment.flagged(first, ["owner_changed"], controls, TODAY + timedelta(days=5))

    assert (both.reassess, both.reassess_by) == ("changed owner_changed", first.reassess_by)


def test_without_a_number_the_clock_is_over_at_once() -> None:
    flagged = reassessment.clocked(app(), ["orphaned"], {}, TODAY)

    assert flagged.reassess_by == TODAY.isoformat()


@pytest.mark.parametrize("stage", ["draft", "development"])
def test_what_nobody_uses_yet_has_no_clock(stage: str) -> None:
    found = app(tier="T2", stage=stage)

    assert reassessment.flagged(found, ["changed"], control_values("T2"), TODAY) == found


def waiver(expires: str) -> Waiver:
    """An exception with this last day."""
    return Waiver("leave-helper", "MA012", "", "r", "c", "a", "b", expires)


@pytest.mark.parametrize(
    ("days", "reasons"),
    [(0, ()), (60, ()), (61, ("owner_unverified",)), (91, ("owner_unverified", "answers_old"))],
)
def test_what_grows_old_becomes_due(days: int, reasons: tuple[str, ...]) -> None:
    day = TODAY + timedelta(days=days)

    assert grown_old(app(tier="T3"), control_values("T3"), (), reviewed="", today=day) == reasons


def test_an_exception_is_over_the_day_after_its_last() -> None:
    controls = control_values("T1")
    held = [waiver(TODAY.isoformat())]

    today = grown_old(app(), controls, held, reviewed="", today=TODAY)
    tomorrow = grown_old(app(), controls, held, reviewed="", today=TODAY + timedelta(days=1))

    assert (today, tomorrow) == ((), ("exception_expired",))


def test_t3_is_reviewed_again_after_ninety_days() -> None:
    controls = control_values("T3")
    found = app(tier="T3", verified="2027-02-20", answered="2027-02-20")
    day = TODAY + timedelta(days=91)

    reasons = grown_old(found, controls, (), reviewed=TODAY.isoformat(), today=day)

    assert reasons == ("review_old",)


def test_what_to_do_names_the_app() -> None:
    found = app(reassess="changed orphaned", reassess_by="2026-12-01")

    assert "microapp review request leave-helper." in reassessment.words(found)
    assert "NAME" not in reassessment.words(found)
