"""Whenever an exception ends and whatever a clock says: nothing holds by it after its last day."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microapp_cli.adapters.catalog import apps, pages, registering, reviewing, sweeping
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.core.catalog import evidence
from microapp_cli.core.errors import CatalogError, NotReady
from tests.adapters.catalog.fresh_catalogs import FreshCatalogs
from tests.catalogs import ANN, TODAY, manifest, open_at, report, taken, with_reviewers
from tests.lives import into_production, move

NAME = "leave-helper"
DAYS = st.integers(-3, 12)
EXAMPLES = {"sqlite": 12, "postgres": 3}


def register(store: Store, ends: date, tier: str = "T1") -> None:
    """Register an app that is green by an exception."""
    told = taken(manifest(NAME, tier), logic="waived")
    waived = {
        **{"rule": "MA012", "reason": "soon", "compensating_control": "a wall"},
        **{"requested_by": ANN, "approved_by": "eve@acme.example", "expires": ends.isoformat()},
    }
    day = store.now.date().isoformat()
    held = report(told, today=day, exceptions=(waived,))
    registering.register(store, told, held, actor=ANN)


def done(change: Callable[[], object]) -> bool:
    """Whether a change goes through; where it does not, the exception or the clock is why."""
    with contextlib.suppress(NotReady, CatalogError):
        change()
        return True
    with pytest.raises((NotReady, CatalogError), match=r"xception|The clock says"):
        change()
    return False


def shown(store: Store) -> set[bool]:
    """Whether the exception holds, in every place that shows it."""
    with store.read() as reading:
        today = reading.today.isoformat()
        id, _, _ = apps.get(reading.connection, NAME)
        (own,) = apps.waivers_of(reading.connection, id)
        over = pages.waivers(reading.connection, expired_before=today, cursor="", size=9).entries
        told = evidence.exception(own, today)["state"]
    return {own.state(today) == "holds", not over, told == "holds"}


def test_nothing_holds_by_an_exception_after_its_day(kind: str, fresh: FreshCatalogs) -> None:
    @settings(max_examples=EXAMPLES[kind], deadline=None, suppress_health_check=list(HealthCheck))
    @given(ends=st.integers(0, 6), clocks=st.lists(DAYS, min_size=1, max_size=5))
    def it_holds(ends: int, clocks: list[int]) -> None:
        ends_with_its_day(fresh(kind), ends, clocks)

    it_holds()


def ends_with_its_day(url: str, ends: int, clocks: list[int]) -> None:
    """An app whose exception ends after so many days, tried at what several clocks say."""
    register(open_at(url, made=True), TODAY + timedelta(days=ends))
    latest = 0
    for clock in clocks:
        store = open_at(url, TODAY + timedelta(days=clock), made=True)
        holds, on_time = max(latest, clock) <= ends, clock >= latest

        there = "development" if "staging" in (stage := _stage(store)) else "staging"
        moved = done(lambda store=store, to=there: move(store, to))  # type: ignore[misc]
        asked = done(
            lambda store=store: reviewing.request(  # type: ignore[misc]
                store, NAME, stage="production", actor=ANN
            )
        )

        assert moved is (on_time and (holds or there == "development")), stage
        assert asked is (on_time and holds)
        assert shown(store) == {max(latest, clock) <= ends}
        if moved or asked:
            latest = clock


def _stage(store: Store) -> str:
    with store.read() as reading:
        return apps.get(reading.connection, NAME)[2].stage


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_an_ended_exception_of_an_app_in_use_starts_the_clock(url: str, tier: str) -> None:
    store = with_reviewers(open_at(url))
    into_production(store, tier=tier)
    register(store, TODAY + timedelta(days=2), tier)

    on_its_day = sweep(url, 2)
    the_day_after = sweep(url, 3)

    assert (on_its_day, the_day_after) == ((), (NAME,))
    with open_at(url, TODAY + timedelta(days=3)).read() as reading:
        app = apps.get(reading.connection, NAME)[2]
    assert app.state == "reassessment"
    assert "exception_expired" in app.reassess.split()


def sweep(url: str, days: int) -> tuple[str, ...]:
    """What a sweep would flag some days later."""
    store = open_at(url, TODAY + timedelta(days=days))
    return sweeping.sweep(store, actor=ANN, dry_run=days == 2, only=NAME).flagged


def test_an_exception_that_ended_by_the_catalogs_clock_enters_nothing(url: str) -> None:
    register(open_at(url, seconds=86_340), TODAY)
    ahead = replace(open_at(url), now=open_at(url, TODAY + timedelta(days=1), seconds=60).now)
    with ahead.change(ANN) as change:
        change.record("noted", "", {})

    late = open_at(url, seconds=86_340)

    with pytest.raises(NotReady, match="was over on 2026-11-24"):
        register(late, TODAY)
