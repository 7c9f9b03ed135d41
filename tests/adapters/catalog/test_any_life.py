"""Whatever people do in whatever order, nothing is in production without the whole checklist."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microapp_cli.adapters.catalog import (
    apps,
    entities,
    importing,
    moving,
    registering,
    reviewing,
    sweeping,
)
from microapp_cli.adapters.catalog.standings import row_of
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.verify import verify
from microapp_cli.core.catalog.app import STAGES
from microapp_cli.core.catalog.checklist import ITEMS, for_stage
from microapp_cli.core.catalog.ownership import Person
from microapp_cli.core.errors import MicroappError, NotReady
from microapp_cli.core.findings import Evidence
from tests.adapters.catalog.fresh_catalogs import FreshCatalogs
from tests.catalogs import (
    ANN,
    BLUEPRINTS,
    BOB,
    EVE,
    PAT,
    SAM,
    TODAY,
    control_values,
    manifest,
    open_at,
    report,
    taken,
    with_reviewers,
)
from tests.entities import FOREIGN
from tests.lives import into_production

NAME = "leave-helper"
EXAMPLES = {"sqlite": 25, "postgres": 4}
PEOPLE = st.sampled_from([ANN, BOB, EVE, PAT, SAM])
Deed = tuple[str, ...]
FLAWS = {
    "no backup": "owner",
    "own blueprint": "blueprint",
    "old blueprint": "blueprint",
    "contract broken": "contract",
    "not judged": "stage",
    "an open question": "questionnaire",
    "not held": "controls",
    "no quotas": "quotas",
    "no alerts": "billing",
    "no audit": "audit",
    "an exception for a day": "exceptions",
}
"""What may be amiss although the check is green, and the line of the checklist that sees it."""
ENTER = st.tuples(
    st.just("register"),
    st.sampled_from(["T0", "T1", "T2", "T3"]),
    st.sampled_from(["review", "review", "development"]),
    st.sampled_from(["", "", "", "logic", "outside", *FLAWS]),
)
DEEDS = st.one_of(
    ENTER,
    st.tuples(st.just("move"), st.sampled_from(STAGES), PEOPLE),
    st.tuples(st.just("move"), st.sampled_from(["staging", "review", "production"]), st.just(ANN)),
    st.tuples(st.just("request"), st.sampled_from(["staging", "production"]), PEOPLE),
    st.tuples(st.just("approve"), st.just(""), st.sampled_from([PAT, SAM, ANN])),
    st.tuples(st.just("reject"), st.just(""), st.sampled_from([PAT, SAM])),
    st.tuples(st.just("import"), st.sampled_from(["production", "deprecated"]), PEOPLE),
    st.tuples(st.just("transfer"), PEOPLE, PEOPLE),
    st.tuples(st.just("answer"), st.sampled_from(["keep", "retire", "ask"]), PEOPLE),
    st.tuples(st.just("sweep"), st.just("")),
    st.tuples(st.just("orphan"), st.just("")),
    st.tuples(st.just("wait"), st.sampled_from(["1", "10", "40", "100"])),
)


def enter(store: Store, tier: str, stage: str, flaw: str) -> None:
    """Register the app as it stands, with a flaw or without."""
    told = manifest(tier=tier, stage="development" if flaw == "not judged" else stage)
    told |= TOLD.get(flaw, {})
    for group in GROUPS.get(flaw, ()):
        told["controls"] = {**told["controls"], group: {}}
    found = taken(told, logic=flaw if flaw == "logic" else "", outside=flaw)
    if flaw == "old blueprint":
        layers = [{"kind": "blueprint", "name": "crud", "version": "0.1.0"}]
        found = replace(found, snapshot=replace(found.snapshot, lock={"layers": layers}))
    if flaw == "contract broken":
        found = replace(found, snapshot=replace(found.snapshot, contract=""))
    today = store.now.date().isoformat()
    held = report(found, today=today)
    if flaw == "not held":
        held = replace(held, evidence=(Evidence("auth.mfa", "T", "required", "not held", ()),))
    if flaw == "an exception for a day":
        held = replace(held, exceptions=({"rule": "MA012", "expires": today},))
    registering.register(store, found, held, actor=ANN)


TOLD: dict[str, dict[str, Any]] = {
    "no backup": {"backup_owner": None},
    "own blueprint": {"blueprint": "own"},
    "an open question": {"answers": {"data": "unknown"}},
}
GROUPS = {"no quotas": ("quotas",), "no alerts": ("alerts",), "no audit": ("retention",)}


def bring_in(store: Store, lifecycle: str, who: str) -> None:
    """Import what another catalog says of the app."""
    entity = FOREIGN.replace("name: their-app", f"name: {NAME}").replace("eve@", "ann@")
    entity = entity.replace("lifecycle: production", f"lifecycle: {lifecycle}")
    values = {tier: control_values(tier) for tier in ("T0", "T1", "T2", "T3")}
    importing.take_in(store, entities.read([("theirs.yaml", entity)]), values, actor=who)


def decide(store: Store, who: str, *, approves: bool) -> None:
    """One more decision on whatever is open."""
    reviewing.decide(store, NAME, stage="", approves=approves, note="x", actor=who)


DO: dict[str, Callable[..., object]] = {
    "import": bring_in,
    "register": enter,
    "move": lambda store, to, who: moving.move(
        store, NAME, to, because="x", actor=who, blueprints=BLUEPRINTS
    ),
    "request": lambda store, stage, who: reviewing.request(store, NAME, stage=stage, actor=who),
    "approve": lambda store, _, who: decide(store, who, approves=True),
    "reject": lambda store, _, who: decide(store, who, approves=False),
    "transfer": lambda store, to, who: moving.transfer(
        store, NAME, Person(to, "N", "T"), backup=None, actor=who
    ),
    "answer": lambda store, said, who: moving.answer(
        store, NAME, said, to=None, because="", actor=who
    ),
    "sweep": lambda store, _: sweeping.sweep(store, actor=PAT, dry_run=False, only=NAME),
    "orphan": lambda store, _: sweeping.take_inventory(
        store, {"x@acme.example"}, actor=PAT, dry_run=False, only=NAME
    ),
}


def stage_of(store: Store) -> str:
    """Where the app is, or nothing."""
    with store.read() as reading:
        found = apps.find(reading.connection, NAME)
        return found[2].stage if found else ""


def lacking(store: Store) -> list[str]:
    """What the checklist for production still misses."""
    with store.read() as reading:
        standing = row_of(reading.connection, NAME, reading.today, BLUEPRINTS).standing
    return [item.id for item in for_stage(standing, "production") if not item.holds]


def test_no_way_leads_into_production_around_the_checklist(kind: str, fresh: FreshCatalogs) -> None:
    @settings(max_examples=EXAMPLES[kind], deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(["", "T0", "T1", "T2", "T3"]), st.lists(DEEDS, min_size=5, max_size=40))
    def it_holds(live: str, deeds: list[Deed]) -> None:
        lives_by_the_checklist(fresh(kind), live, deeds)

    it_holds()


def lives_by_the_checklist(url: str, live: str, deeds: list[Deed]) -> None:
    """An app, in production at some tier or not there yet, and all that people do with it."""
    today = TODAY
    with_reviewers(open_at(url, made=True))
    if live:
        into_production(open_at(url, made=True), tier=live)
    before, entered, since = "production" if live else "", ("", "", ""), TODAY
    for deed, *words in deeds:
        if deed == "wait":
            today += timedelta(days=int(words[0]))
            continue
        store = open_at(url, today, made=True)
        with contextlib.suppress(MicroappError):
            DO[deed](store, *words)
            if deed == "register":
                entered, since = (words[0], words[1], words[2]), today
        now = stage_of(store)
        if now == "production" and before != "production":
            assert lacking(store) == [], deed
            assert not flawed(*entered, days=(today - since).days), deed
        before = now
    with open_at(url, today, made=True).read() as reading:
        assert verify(reading.connection).problems == ()


def flawed(tier: str, _: str, flaw: str, *, days: int) -> bool:
    """Whether what is amiss keeps this tier out of production so many days later."""
    if FLAWS.get(flaw) == "exceptions":
        return days > 0
    return flaw in FLAWS and (tier, flaw) != ("T0", "no backup")


def test_the_deeds_do_reach_production(url: str) -> None:
    store = with_reviewers(open_at(url))

    enter(store, "T3", "review", "")
    for stage in ("staging", "production"):
        DO["request"](store, stage, ANN)
        DO["approve"](store, "", PAT)
        DO["approve"](store, "", SAM)
    for stage in ("staging", "review", "production"):
        DO["move"](store, stage, ANN)

    assert stage_of(store) == "production"


@pytest.fixture(scope="module")
def doors() -> dict[str, str]:
    """Catalogs with an app at the door of production, for each kind of database."""
    return {}


@pytest.fixture
def door(kind: str, new_database: Callable[[str], str], doors: dict[str, str]) -> str:
    """The address of one of them, which tests share: none of them lets the app in."""
    if kind not in doors:
        with_reviewers(open_at(url := new_database(kind)))
        into(url, "T2", "")
        doors[kind] = url
    return doors[kind]


@pytest.mark.parametrize("flaw", FLAWS)
def test_each_flaw_alone_keeps_a_reviewed_app_out_of_production(door: str, flaw: str) -> None:
    later = TODAY + timedelta(days=int(FLAWS[flaw] == "exceptions"))

    enter(open_at(door, made=True), "T2", "review", flaw)
    with contextlib.suppress(MicroappError):
        ask_and_approve(open_at(door, made=True))
    with pytest.raises(NotReady) as refused:
        DO["move"](open_at(door, later, made=True), "production", ANN)

    assert stage_of(open_at(door, made=True)) == "review"
    assert f"  - {ITEMS[FLAWS[flaw]][0]}: " in str(refused.value)


def test_the_same_app_without_a_flaw_goes_in(url: str) -> None:
    with_reviewers(open_at(url))
    into(url, "T2", "")

    DO["move"](open_at(url), "production", ANN)

    assert stage_of(open_at(url)) == "production"


def into(url: str, tier: str, flaw: str) -> None:
    """Take the app to the door of production, with everything in order."""
    enter(open_at(url), tier, "review", flaw)
    ask_and_approve(open_at(url))
    for stage in ("staging", "review"):
        DO["move"](open_at(url), stage, ANN)


def ask_and_approve(store: Store) -> None:
    """Have it reviewed for production as it stands."""
    DO["request"](store, "production", ANN)
    DO["approve"](store, "", PAT)
