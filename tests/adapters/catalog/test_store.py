"""The ledger and the tables: nothing is changed unnoticed, nothing is half done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from microapp_cli.adapters.catalog import apps, registering
from microapp_cli.adapters.catalog.chain_walk import Walked, walking_apart
from microapp_cli.adapters.catalog.engine import transaction
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.verify import Proof, verify
from microapp_cli.core.errors import CatalogError
from tests.adapters.catalog.fresh_catalogs import FreshCatalogs
from tests.catalogs import ANN, EVE, TODAY, manifest, open_at, register, report, taken
from tests.lives import into_production, move


def proof(store: Store, expect: str = "") -> Proof:
    """What verifying comes to."""
    with store.read() as reading:
        return verify(reading.connection, expect=expect)


def meddle(store: Store, statement: str) -> None:
    """Change the database behind the catalog's back."""
    with transaction(store.engine, store.address, writes=True) as connection:
        connection.execute(text(statement))


WAIVED = {"rule": "MA012", "reason": "soon", "approved_by": EVE, "expires": "2026-12-01"}


def tell(url: str) -> None:
    """Write two apps and seven entries."""
    store = open_at(url)
    into_production(store)
    found = taken(manifest("room-finder"), repository="")
    held = report(found, exceptions=(WAIVED,))
    registering.register(store, found, held, actor=ANN)
    move(store, "staging", name="room-finder")


@pytest.fixture
def url(kind: str, fresh: FreshCatalogs) -> str:
    """The address of a catalog with two apps and seven entries."""
    return fresh.holding(kind, "two apps", tell)


@pytest.fixture
def told(url: str) -> Store:
    """A catalog with two apps and seven entries."""
    return open_at(url)


def test_what_happened_holds_together(told: Store) -> None:
    found = proof(told)

    assert (found.entries, found.apps, found.problems) == (7, 2, ())


MEDDLING = {
    "UPDATE ledger SET actor = 'eve' WHERE seq = 3": "entry 3 was changed",
    "UPDATE ledger SET detail = '{}' WHERE seq = 1": "entry 1 was changed",
    "DELETE FROM ledger WHERE seq = 4": "entry 4 is missing",
    "DELETE FROM ledger WHERE seq = 7": "the end was cut off",
    "UPDATE head SET hash = 'x'": "the end was cut off",
    "UPDATE apps SET stage = 'retired' WHERE name = 'room-finder'": "room-finder: stage differ",
    "UPDATE apps SET owner = 'eve@acme.example'": "owner differ",
    "UPDATE facets SET count = 9 WHERE value = 'production'": "the counter stage 'production'",
    "UPDATE apps SET answers = '{}' WHERE name = 'leave-helper'": "answers differ",
    "INSERT INTO reviewers VALUES ('eve@acme.example', 'platform', 'x')": "no entry of the ledger",
    "UPDATE reviews SET state = 'rejected'": "review 1 of leave-helper differs",
    "UPDATE reviews SET stage = 'staging'": "review 1 of leave-helper differs",
    'UPDATE reviews SET decisions = \'[{"by": "eve", "approves": true}]\'': "review 1 of",
    "DELETE FROM reviews": "review 1 of leave-helper is in the ledger, but not there",
    "UPDATE exceptions SET expires = '2099-12-31'": "exceptions of room-finder differ",
    "UPDATE exceptions SET valid = 0": "exceptions of room-finder differ",
    "DELETE FROM exceptions": "exceptions of room-finder are in the ledger, but not there",
    "UPDATE exceptions SET app_id = 1": "exceptions of leave-helper differ",
    "UPDATE files SET path = 'else.yaml'": "files of leave-helper differ",
    "DELETE FROM files WHERE app_id = 2": "files of room-finder are in the ledger, but",
    "UPDATE documents SET body = (SELECT body FROM documents LIMIT 1)": "not the one",
}


@pytest.mark.parametrize("statement", MEDDLING)
def test_meddling_is_told(told: Store, statement: str) -> None:
    meddle(told, statement)

    assert MEDDLING[statement] in " ".join(proof(told).problems)


def test_a_second_process_follows_the_chain_as_this_one_does(told: Store) -> None:
    seq, hash = proof(told).head.split(":")
    noted = f"{seq}:{hash}"

    with walking_apart(told.address, noted, int(seq)) as outcome:
        walked = outcome()

    assert walked == Walked(noted, entries=7, hash=hash, seen=True)


def test_a_second_process_sees_what_was_changed(tmp_path: Path) -> None:
    store = open_at(f"sqlite:///{tmp_path / 'catalog.db'}")
    register(store)
    meddle(store, "UPDATE ledger SET actor = 'eve'")

    with walking_apart(store.address, "", 1) as outcome:
        assert outcome() is None


@pytest.mark.parametrize(("at", "long"), [(False, 7), (True, 7), (True, 8)])
def test_a_long_ledger_is_proved_as_a_short_one(told: Store, at: bool, long: int) -> None:
    with told.read() as reading:
        found = verify(reading.connection, at=told.address if at else None, long=long)

    assert found == proof(told)


def test_an_entry_that_says_nothing_is_told_though_the_chain_holds(told: Store) -> None:
    with told.change(ANN) as change:
        change.record("noted", "leave-helper", {"set": {"stage_of_life": "gone"}})

    assert proof(told).problems[0] == "entry 8 says nothing that microapp writes."


def test_bytes_in_place_of_text_are_a_change_like_any_other(tmp_path: Path) -> None:
    store = open_at(f"sqlite:///{tmp_path / 'catalog.db'}")
    register(store)
    meddle(store, "UPDATE ledger SET actor = x'00ff'")

    assert "entry 1 was changed" in proof(store).problems[0]


DAMAGE = {
    "DELETE FROM head": "does not know where its ledger ends",
    "UPDATE head SET at = 'banana'": "does not know where its ledger ends",
    "UPDATE apps SET answers = '{'": "microapp catalog verify",
    "UPDATE apps SET \"check\" = '[]'": "microapp catalog verify",
    "UPDATE apps SET verified = '2026-13-45'": "microapp catalog verify",
    "UPDATE apps SET stage = 'banana'": "microapp catalog verify",
}


@pytest.mark.parametrize("statement", DAMAGE)
def test_what_nobody_can_read_is_one_line(told: Store, statement: str) -> None:
    meddle(told, statement)

    for use in (told.read, lambda: told.change(ANN)):
        with pytest.raises(CatalogError, match=DAMAGE[statement]) as refused, use() as view:
            apps.get(view.connection, "leave-helper")
        assert "\n" not in str(refused.value)


def test_a_ledger_written_anew_does_not_hold_a_noted_entry(told: Store) -> None:
    noted = proof(told).head

    honest = proof(told, expect=noted)
    other = proof(told, expect=f"7:{'f' * 64}")

    assert honest.problems == ()
    assert "was rewritten since it was noted" in other.problems[0]


def test_two_who_read_the_same_row_cannot_both_write_it(told: Store) -> None:
    with told.change(ANN) as change:
        id, version, app = apps.get(change.connection, "leave-helper")
        apps.save(change, id, version, app, replace(app, title="One"), "renamed")
        with pytest.raises(CatalogError, match="Somebody else changed leave-helper"):
            apps.save(change, id, version, app, replace(app, title="Other"), "renamed")


def rename_and_fail(store: Store) -> None:
    """Begin a change, and stumble."""
    with store.change(ANN) as change:
        id, version, app = apps.get(change.connection, "leave-helper")
        apps.save(change, id, version, app, replace(app, title="One"), "renamed")
        raise RuntimeError


def test_a_change_that_fails_leaves_nothing(told: Store) -> None:
    before = proof(told)

    with pytest.raises(RuntimeError):
        rename_and_fail(told)

    assert proof(told) == before


def test_a_clock_set_back_changes_nothing(told: Store, url: str) -> None:
    early = open_at(url, TODAY - timedelta(days=1))
    before = proof(told)

    with pytest.raises(CatalogError, match="Set the clock right") as refused:
        register(early, taken(manifest("late-comer"), repository=""))

    assert "\n" not in str(refused.value)
    assert proof(told) == before


@pytest.mark.usefixtures("told")
def test_a_clock_set_back_shows_the_day_of_the_last_entry(url: str) -> None:
    early = open_at(url, TODAY - timedelta(days=400))

    with early.read() as reading:
        assert reading.today == TODAY


def test_clocks_that_differ_a_little_agree(told: Store, url: str) -> None:
    slow = open_at(url, seconds=43_200 - 120)

    register(slow, taken(manifest("late-comer"), repository=""))

    assert proof(told).problems == ()
