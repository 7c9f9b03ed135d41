"""Owners: asked on a clock, orphaned only when both are gone, and never many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microapp_cli.core.catalog import ownership
from microapp_cli.core.catalog.ownership import Person
from microapp_cli.core.errors import CatalogError
from tests.catalogs import ANN, BOB, EVE, TODAY, app, control_values


@pytest.mark.parametrize(("tier", "days"), [("T0", 365), ("T1", 180), ("T2", 90), ("T3", 60)])
def test_owners_are_asked_again_by_tier(tier: str, days: int) -> None:
    due = ownership.due(app(tier=tier), control_values(tier))

    assert due == (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("present", "gone"), [({ANN, BOB}, False), ({ANN}, False), ({BOB}, False), ({EVE}, True)]
)
def test_an_app_is_an_orphan_only_when_owner_and_backup_are_gone(
    present: set[str], gone: bool
) -> None:
    assert ownership.gone(app(), present) is gone


def test_an_address_is_the_same_in_capitals() -> None:
    assert not ownership.gone(app(owner="Ann@ACME.example", backup=""), {ANN})


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 300))
def test_no_run_flips_more_than_one_in_twenty(flips: int, before: int, of: int) -> None:
    try:
        ownership.check_not_too_many(flips, before=before, of=of, what="orphaned")
    except CatalogError:
        return

    assert (flips + before) * 20 <= of


def test_handing_over_starts_a_new_look() -> None:
    live = app(tier="T2", stage="production")

    given_ = ownership.handed_over(live, Person(EVE, "Eve", "Sales"), control_values("T2"), TODAY)

    assert (given_.owner, given_.team, given_.backup) == (EVE, "Sales", BOB)
    assert (given_.reassess, given_.reassess_by) == ("owner_changed", "2026-11-30")


def test_a_backup_who_takes_over_is_no_longer_the_backup() -> None:
    given_ = ownership.handed_over(app(), Person(BOB, "Bob", "People"), control_values("T1"), TODAY)

    assert (given_.owner, given_.backup, given_.backup_name) == (BOB, "", "")


def test_keep_settles_what_the_clock_asked_and_nothing_else() -> None:
    silent = app(reassess="owner_unverified changed orphaned", orphaned="2026-11-01")

    kept = ownership.verified(silent, TODAY)

    assert (kept.verified, kept.orphaned, kept.reassess) == (TODAY.isoformat(), "", "changed")


def test_a_manager_may_ask_for_time_once() -> None:
    orphan = app(orphaned="2026-11-20", reassess="orphaned", reassess_by="2026-11-25")

    waiting = ownership.asked_to_wait(orphan, TODAY)

    assert (waiting.ask_again, waiting.reassess_by) == ("2026-12-07", "2026-12-07")
    with pytest.raises(CatalogError, match="already"):
        ownership.asked_to_wait(waiting, TODAY)
