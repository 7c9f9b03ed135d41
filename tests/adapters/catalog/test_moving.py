"""Lives of apps: to production and to the end, from hand to hand, and what nobody looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from microapp_cli.adapters.catalog import apps, moving, reviewing, sweeping
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.verify import verify
from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.ownership import Person
from microapp_cli.core.errors import CatalogError, NotReady
from tests.catalogs import (
    ANN,
    BOB,
    EVE,
    PAT,
    SAM,
    TODAY,
    app,
    manifest,
    open_at,
    register,
    taken,
    with_reviewers,
)
from tests.lives import into_production, move, review

MO = "mo@acme.example"


def found(store: Store, name: str = "leave-helper") -> App:
    """The app as the catalog holds it, after proof that all holds together."""
    with store.read() as reading:
        assert verify(reading.connection).problems == ()
        return apps.get(reading.connection, name)[2]


def after_days(url: str, days: int) -> Store:
    """The catalog some days later."""
    return open_at(url, TODAY + timedelta(days=days))


@pytest.mark.parametrize("tier", ["T0", "T1", "T2", "T3"])
def test_every_tier_has_a_way_into_production(store: Store, tier: str) -> None:
    into_production(with_reviewers(store), tier=tier)

    assert found(store).stage == "production"


def test_without_reviewers_t2_does_not_go_live(store: Store) -> None:
    register(store, taken(manifest(tier="T2")))
    reviewing.request(store, "leave-helper", stage="production", actor=ANN)
    for stage in ("staging", "review"):
        move(store, stage)

    with pytest.raises(NotReady, match="It waits for 0 of 1 approvals, from platform"):
        move(store, "production")

    assert found(store).stage == "review"


def test_t3_is_reviewed_before_staging(store: Store) -> None:
    register(with_reviewers(store), taken(manifest(tier="T3")))

    with pytest.raises(NotReady, match="Reviewed for staging: Nobody has been asked"):
        move(store, "staging")


def test_who_neither_owns_nor_keeps_the_platform_moves_nothing(store: Store) -> None:
    register(with_reviewers(store))

    for who in (EVE, SAM):
        with pytest.raises(CatalogError, match="neither answers for leave-helper"):
            move(store, "staging", actor=who)
    move(store, "staging", actor=PAT)

    assert found(store).stage == "staging"


def test_nobody_names_themselves_a_reviewer(store: Store) -> None:
    with pytest.raises(CatalogError, match="Nobody names themselves"):
        reviewing.name_reviewer(store, ANN, "platform", actor=ANN)
    reviewing.name_reviewer(store, PAT, "platform", actor=ANN)
    with pytest.raises(CatalogError, match="cannot change who is"):
        reviewing.name_reviewer(store, EVE, "platform", actor=ANN)


def test_a_manager_moves_and_reviews_nothing(store: Store, orphan: str) -> None:
    moving.answer(store, orphan, "keep", to=None, because="", actor=MO)

    with pytest.raises(CatalogError, match="neither answers for"):
        move(store, "staging", name=orphan, actor=MO)
    with pytest.raises(CatalogError, match="cannot change who is"):
        reviewing.name_reviewer(store, EVE, "platform", actor=MO)


def test_the_first_reviewer_is_the_platforms_and_nobody_is_locked_out(store: Store) -> None:
    with pytest.raises(CatalogError, match="There is no platform reviewer yet"):
        reviewing.name_reviewer(store, SAM, "security", actor=ANN)
    with_reviewers(store)
    reviewing.name_reviewer(store, MO, "manager", team="People", actor=PAT)
    reviewing.dismiss_reviewer(store, PAT, "platform", actor=PAT)

    for who in (EVE, MO):
        with pytest.raises(CatalogError, match="cannot change who is"):
            reviewing.name_reviewer(store, BOB, "platform", actor=who)
    reviewing.name_reviewer(store, PAT, "platform", actor=SAM)


def test_a_dismissed_reviewer_approves_nothing(store: Store) -> None:
    register(with_reviewers(store), taken(manifest(tier="T2")))
    reviewing.request(store, "leave-helper", stage="production", actor=ANN)
    reviewing.dismiss_reviewer(store, PAT, "platform", actor=PAT)

    with pytest.raises(CatalogError, match="no reviewer of platform"):
        reviewing.decide(store, "leave-helper", stage="", approves=True, note="", actor=PAT)


def test_asking_twice_is_asking_once(store: Store) -> None:
    register(with_reviewers(store), taken(manifest(tier="T2")))

    one = reviewing.request(store, "leave-helper", stage="production", actor=ANN)
    two = reviewing.request(store, "leave-helper", stage="production", actor=BOB)

    assert one == two


def test_a_new_owner_must_be_in_the_manifest_before_it_is_registered_again(store: Store) -> None:
    register(store)

    moving.transfer(store, "leave-helper", Person(EVE, "Eve", "Sales"), backup=None, actor=ANN)

    with pytest.raises(CatalogError, match=f"belongs to {EVE}, and microapp.yaml names {ANN}"):
        register(store)
    told = manifest(owner={"name": "Eve", "email": EVE, "team": "Sales"})
    assert register(store, taken(told)).app.owner == EVE


def test_retirement_takes_a_month_and_two_calls(store: Store, url: str) -> None:
    into_production(store)
    for stage in ("deprecated", "sunset", "retired"):
        move(store, stage)

    with pytest.raises(CatalogError, match="can be retired from 2026-12-23 on"):
        move(after_days(url, 29), "retired")
    move(after_days(url, 30), "retired")

    assert found(store).stage == "retired"


def fill(store: Store, many: int, **changes: object) -> None:
    """Enter many apps at once."""
    with store.change(ANN) as change:
        for number in range(many):
            made = replace(app(f"app-{number:03d}"), **changes)  # type: ignore[arg-type]
            apps.add(change, made, "registered")


def test_one_bad_list_of_people_orphans_nobody(store: Store) -> None:
    fill(store, 40)

    with pytest.raises(CatalogError, match="40 of 40 apps would be orphaned") as refused:
        sweeping.take_inventory(store, {EVE}, actor=PAT, dry_run=False)

    assert "\n" not in str(refused.value)
    assert found(store, "app-001").orphaned == ""


def test_three_slices_of_a_bad_list_are_no_way_around(store: Store, url: str) -> None:
    fill(store, 40)
    with store.change(ANN) as change:
        for number in range(6):
            id, version, old = apps.get(change.connection, f"app-{number:03d}")
            gone = replace(old, owner=f"gone{number}@acme.example", backup="")
            apps.save(change, id, version, old, gone, "handed over")
    people = {f"gone{number}@acme.example" for number in range(6)} | {ANN}

    first = people - {"gone0@acme.example", "gone1@acme.example"}
    swept = sweeping.take_inventory(store, first, actor=PAT, dry_run=False)

    assert swept.orphaned == ("app-000", "app-001")
    with pytest.raises(CatalogError, match="1 of 40 apps would be orphaned"):
        sweeping.take_inventory(store, first - {"gone2@acme.example"}, actor=PAT, dry_run=False)
    later = after_days(url, 2)
    again = sweeping.take_inventory(later, first - {"gone2@acme.example"}, actor=PAT, dry_run=False)
    assert again.orphaned == ("app-002",)


def test_one_app_by_name_is_a_decision_of_its_own(store: Store) -> None:
    fill(store, 3)

    swept = sweeping.take_inventory(store, {EVE}, actor=PAT, dry_run=False, only="app-001")

    assert swept.orphaned == ("app-001",)
    assert found(store, "app-001").state == "orphaned"
    assert found(store, "app-002").state == "fine"


def test_a_dry_run_changes_nothing(store: Store) -> None:
    fill(store, 3)

    swept = sweeping.take_inventory(store, {EVE}, actor=PAT, dry_run=True, only="app-001")

    assert swept.orphaned == ("app-001",)
    assert found(store, "app-001").orphaned == ""


@pytest.fixture
def orphan(store: Store) -> str:
    """An app of the team People that nobody answers for; Mo manages the team, Eve another one."""
    with_reviewers(store)
    for who, team in ((MO, "people"), (EVE, "Sales")):
        reviewing.name_reviewer(store, who, "manager", team=team, actor=PAT)
    fill(store, 1)
    sweeping.take_inventory(store, {EVE}, actor=PAT, dry_run=False, only="app-000")
    return "app-000"


@pytest.mark.parametrize(
    ("said", "stage", "owner"),
    [
        ("keep", "development", ANN),
        ("take", "development", MO),
        ("hand-over", "development", PAT),
        ("retire", "sunset", ANN),
        ("ask", "development", ANN),
    ],
)
def test_a_manager_has_five_answers(
    store: Store, orphan: str, said: str, stage: str, owner: str
) -> None:
    new = {"take": MO, "hand-over": PAT}.get(said)
    to = Person(new, "New", "Sales") if new else None

    moving.answer(store, orphan, said, to=to, because="", actor=MO)

    known = found(store, orphan)
    assert (known.stage, known.owner) == (stage, owner)
    assert bool(known.orphaned) is (said in ("retire", "ask"))


@pytest.mark.parametrize("who", [PAT, MO, ANN, BOB])
def test_the_platform_and_who_is_back_may_answer_for_an_orphan_too(
    store: Store, orphan: str, who: str
) -> None:
    moving.answer(store, orphan, "keep", to=None, because="", actor=who)

    assert found(store, orphan).orphaned == ""


@pytest.mark.parametrize("said", ["keep", "take", "hand-over", "retire", "ask"])
def test_nobody_else_answers_for_an_orphan(store: Store, orphan: str, said: str) -> None:
    before = found(store, orphan)
    to = Person(EVE, "Eve", "People")

    for who in (EVE, SAM, "new@acme.example"):
        with pytest.raises(CatalogError, match=f"^{who} neither manages .* --team People$"):
            moving.answer(store, orphan, said, to=to, because="", actor=who)

    assert found(store, orphan) == before


def test_a_manager_who_was_dismissed_answers_for_nothing(store: Store, orphan: str) -> None:
    reviewing.dismiss_reviewer(store, MO, "manager", team="PEOPLE", actor=PAT)

    with pytest.raises(CatalogError, match="neither manages"):
        moving.answer(store, orphan, "keep", to=None, because="", actor=MO)


def test_an_orphan_of_no_team_has_no_manager(store: Store) -> None:
    with_reviewers(store)
    fill(store, 1, team="", orphaned=TODAY.isoformat())

    with pytest.raises(CatalogError, match=r"--role platform$"):
        moving.answer(store, "app-000", "keep", to=None, because="", actor=EVE)


def test_what_nobody_looked_at_in_time_is_quarantined_and_comes_back(
    store: Store, url: str
) -> None:
    into_production(with_reviewers(store), tier="T2")
    changed = taken(manifest(tier="T2", title="Another title"))
    register(open_at(url), changed)

    on_time = sweeping.sweep(after_days(url, 7), actor=PAT, dry_run=False, only="leave-helper")
    late = sweeping.sweep(after_days(url, 8), actor=PAT, dry_run=False, only="leave-helper")

    assert (on_time.quarantined, late.quarantined) == ((), ("leave-helper",))
    stopped = found(store)
    assert (stopped.stage, stopped.stage_before) == ("quarantined", "production")
    day = TODAY + timedelta(days=8)
    with pytest.raises(NotReady, match="It changed since the review"):
        move(open_at(url, day), "production")
    review(open_at(url, day), "production")
    move(open_at(url, day), "production")
    assert (found(store).stage, found(store).reassess) == ("production", "")


def test_a_sweep_never_stops_many_apps_at_once(store: Store, url: str) -> None:
    fill(store, 30, stage="production", reassess="changed", reassess_by="2026-11-24")

    with pytest.raises(CatalogError, match="30 of 30 apps would be quarantined"):
        sweeping.sweep(after_days(url, 3), actor=PAT, dry_run=False)

    assert found(store, "app-003").stage == "production"


def silent_until(day: date, url: str) -> App:
    """The app after a sweep on a day on which nobody had said anything."""
    sweeping.sweep(open_at(url, day), actor=PAT, dry_run=False, only="leave-helper")
    return found(open_at(url, day))


def test_owners_who_stay_silent_start_the_clock(store: Store, url: str) -> None:
    into_production(store)

    asked = silent_until(TODAY + timedelta(days=180), url)
    silent = silent_until(TODAY + timedelta(days=181), url)
    later = open_at(url, TODAY + timedelta(days=182))
    moving.answer(later, "leave-helper", "keep", to=None, because="", actor=BOB)

    assert asked.reassess == ""
    assert silent.reassess == "owner_unverified"
    assert found(later).reassess == ""
