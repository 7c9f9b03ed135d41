"""Registering: once, again, and what is refused; nothing that is refused leaves a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from microapp_cli.adapters.catalog import apps, pages, registering, review_rows
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.verify import verify
from microapp_cli.core.catalog.app import App
from microapp_cli.core.errors import MicroappError
from tests.catalogs import (
    ANN,
    EVE,
    TODAY,
    manifest,
    open_at,
    register,
    report,
    taken,
    with_reviewers,
)
from tests.lives import into_production


def found(store: Store, name: str = "leave-helper") -> App:
    """The app as the catalog holds it."""
    with store.read() as reading:
        return apps.get(reading.connection, name)[2]


def entries(store: Store) -> int:
    """How many entries the ledger has, all of which hold together."""
    with store.read() as reading:
        proof = verify(reading.connection)
    assert proof.problems == ()
    return proof.entries


def test_a_new_app_is_entered_with_all_it_says(store: Store) -> None:
    done = register(store)

    known = found(store)
    assert (done.is_new, known.owner, known.tier, known.stage) == (True, ANN, "T1", "development")
    assert known.registered == "2026-11-23T12:00:00.000000Z"
    assert entries(store) == 1


def test_again_without_a_change_writes_nothing(store: Store) -> None:
    register(store)

    again = register(store)

    assert (again.is_new, again.changed) == (False, ())
    assert entries(store) == 1


def test_a_change_is_named_and_kept(store: Store) -> None:
    register(store)

    again = register(store, taken(manifest(title="Away board")))

    assert again.changed == ("title", "commit", "content", "outside")
    assert found(store).title == "Away board"
    assert entries(store) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"owner": {"name": "Eve", "email": EVE, "team": "Sales"}},
        {"name": "leave-he1per"},
        {"tier": "T7"},
        {"purpose": ""},
    ],
)
def test_what_is_refused_changes_nothing(store: Store, changes: dict[str, Any]) -> None:
    register(store)
    before = found(store)

    with pytest.raises(MicroappError) as refused:
        register(store, taken({**manifest(), **changes}))

    assert str(refused.value).count("\n") == 0
    assert (found(store), entries(store)) == (before, 1)


def test_a_red_check_leaves_no_trace(store: Store) -> None:
    red = taken()

    with pytest.raises(MicroappError, match="finds 1 error"):
        registering.register(store, red, report(red, errors=1), actor=ANN)

    assert entries(store) == 0


def test_exceptions_are_mirrored_with_their_dates(store: Store) -> None:
    told = taken()
    held = {
        "rule": "MA012",
        "reason": "soon",
        "compensating_control": "a wall",
        "requested_by": ANN,
        "approved_by": EVE,
        "expires": "2026-12-01",
    }
    exceptions: tuple[dict[str, Any], ...] = (held, {**held, "rule": "MA013", "problems": ["long"]})

    registering.register(store, told, report(told, exceptions=exceptions), actor=ANN)

    with store.read() as reading:
        page = pages.waivers(reading.connection, expired_before="", cursor="", size=10)
    assert [(w.rule, w.state("2026-12-01"), w.state("2026-12-02")) for w in page.entries] == [
        ("MA012", "holds", "expired"),
        ("MA013", "refused", "refused"),
    ]


def test_new_answers_of_a_live_app_start_the_clock(store: Store, url: str) -> None:
    into_production(with_reviewers(store), tier="T2")

    register(open_at(url), taken(manifest(tier="T3")))

    known = found(store)
    assert (known.stage, known.tier) == ("production", "T3")
    assert known.reassess == "answers_changed tier_changed changed"
    assert known.reassess_by == (TODAY + timedelta(days=3)).isoformat()


def test_business_logic_of_a_live_t2_approves_itself_and_the_rest_does_not(
    store: Store, url: str
) -> None:
    into_production(with_reviewers(store), tier="T2")
    told = manifest(tier="T2")

    logic = register(open_at(url), taken(told, logic="new"))
    around = register(open_at(url), taken(told, logic="new", outside="new"))

    with store.read() as reading:
        id, _, _ = apps.get(reading.connection, "leave-helper")
        reviews = review_rows.reviews_of(reading.connection, id)
    assert logic.app.reassess == ""
    assert around.app.reassess == "changed"
    assert [bool(review.automatic) for review in reviews] == [False, True]
    assert entries(store)


def test_an_approval_by_evidence_that_once_named_no_stage_holds_too(store: Store) -> None:
    into_production(with_reviewers(store), tier="T2")
    before = entries(store)

    with store.change(ANN) as change:
        id, _, _ = apps.get(change.connection, "leave-helper")
        (last,) = review_rows.reviews_of(change.connection, id)
        again = replace(last, requested_by=ANN, automatic="of old", decisions=())
        told = {"review": review_rows.add(change, id, again), "because": "of old"}
        change.record("approved itself", "leave-helper", told)

    assert entries(store) == before + 1


def test_every_change_of_a_live_t3_is_looked_at(store: Store, url: str) -> None:
    into_production(with_reviewers(store), tier="T3")

    changed = register(open_at(url), taken(manifest(tier="T3"), logic="new"))

    assert changed.app.reassess == "changed"
