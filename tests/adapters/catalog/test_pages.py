"""Pages: together they hold every app once, whatever is asked and however it is sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from microapp_cli.adapters.catalog import apps, filtering, pages
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.core.catalog.paging import Page
from microapp_cli.core.errors import WrongUse
from tests.adapters.catalog.fresh_catalogs import FreshCatalogs
from tests.catalogs import ANN, app, open_at
from tests.servers.fixtures import DATABASES

Entry = TypeVar("Entry")
NAMES = [f"app-{number:03d}" for number in range(45)]


def fill(url: str) -> None:
    """Write 45 apps of two tiers and three teams."""
    with open_at(url).change(ANN) as change:
        for number, name in enumerate(reversed(NAMES)):
            made = app(name, tier=f"T{number % 2}", team=f"Team {number % 3}")
            apps.add(change, replace(made, purpose=f"Counts 100% of {name} é_{number}."), "made")


@pytest.fixture(scope="module", params=DATABASES)
def full(request: pytest.FixtureRequest, fresh: FreshCatalogs) -> Store:
    """A catalog of 45 apps, which nobody changes."""
    return open_at(fresh.holding(request.param, "45 apps", fill))


def all_of(ask: Callable[[str], Page[Entry]]) -> list[Entry]:
    """Every entry of every page."""
    found: list[Entry] = []
    cursor = ""
    while True:
        page = ask(cursor)
        found += page.entries
        cursor = page.next
        if not cursor:
            return found


@pytest.mark.parametrize("size", [1, 7, 45, 46])
def test_pages_hold_every_app_once_in_order(full: Store, size: int) -> None:
    with full.read() as reading:
        found = all_of(
            lambda cursor: pages.listed(reading.connection, filters={}, cursor=cursor, size=size)
        )

    assert [one.name for one in found] == NAMES


def test_filters_narrow_and_counters_agree(full: Store) -> None:
    with full.read() as reading:
        filters = {"tier": "T1", "team": "Team 2"}
        found = all_of(
            lambda cursor: pages.listed(reading.connection, filters=filters, cursor=cursor, size=3)
        )
        counts = pages.counted(reading.connection)

    assert len(found) == 7
    assert counts["tier"] == {"T0": 23, "T1": 22}
    assert Counter(counts["team"]) == {"Team 0": 15, "Team 1": 15, "Team 2": 15}


MIXES: list[dict[str, str]] = [
    {"tier": "T1", "team": "Team 0", "state": "fine"},
    {"tier": "T0", "owner": ANN, "stage": "development"},
    {"tier": "T0", "stage": "quarantined"},
    {"tier": "T7", "team": "Team 0"},
    {"owner": "nobody@acme.example", "tier": "T0"},
]


@pytest.mark.parametrize("few", [0, 20, 5000])
@pytest.mark.parametrize("filters", MIXES, ids=lambda mix: " ".join(mix))
def test_whichever_index_is_taken_the_pages_are_the_same(
    full: Store, filters: dict[str, str], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtering, "FEW", few)
    with full.read() as reading:
        everything = list(pages.every(reading.connection))
        found = all_of(
            lambda cursor: pages.listed(reading.connection, filters=filters, cursor=cursor, size=2)
        )

    assert found == [
        one for one in everything if all(getattr(one, k) == v for k, v in filters.items())
    ]


@pytest.mark.parametrize(
    ("words", "many"),
    [
        ("counts", 45),
        ("COUNTS app-00", 10),
        ("100%", 45),
        ("é_3", 11),
        ("app_0", 0),
        ('"counts"', 0),
        ("people leave", 0),
        ("ann@acme leave", 45),
        ("AND OR NOT", 0),
        ("app-0*", 0),
    ],
)
def test_search_finds_parts_of_words_and_takes_every_letter_as_it_is(
    full: Store, words: str, many: int
) -> None:
    with full.read() as reading:
        found = all_of(
            lambda cursor: pages.found(reading.connection, words=words, cursor=cursor, size=4)
        )

    assert len(found) == many
    assert len({one.name for one in found}) == many


def test_what_an_app_was_called_is_not_found_any_more(kind: str, fresh: FreshCatalogs) -> None:
    full = open_at(fresh.holding(kind, "45 apps", fill))
    with full.change(ANN) as change:
        id, version, old = apps.get(change.connection, "app-007")
        apps.save(change, id, version, old, replace(old, title="Zeppelin"), "renamed")
    with full.change(ANN) as change:
        id, version, old = apps.get(change.connection, "app-007")
        apps.save(change, id, version, old, replace(old, title="Balloon"), "renamed")

    with full.read() as reading:
        gone = pages.found(reading.connection, words="zeppelin", cursor="", size=5)
        here = pages.found(reading.connection, words="balloon", cursor="", size=5)

    assert (len(gone.entries), len(here.entries)) == (0, 1)


@pytest.mark.parametrize(
    "cursor", ["x", "W10=", "e30=", "WyJhIl0=", "é", "bnVsbA==", "WzEsWzFdXQ=="]
)
def test_a_cursor_from_elsewhere_is_refused(full: Store, cursor: str) -> None:
    with full.read() as reading, pytest.raises(WrongUse, match="--after"):
        pages.listed(reading.connection, filters={}, cursor=cursor, size=5)


def test_a_cursor_of_another_question_is_refused(full: Store) -> None:
    with full.read() as reading:
        page = pages.listed(reading.connection, filters={}, cursor="", size=5)
        with pytest.raises(WrongUse, match="another question"):
            pages.listed(reading.connection, filters={"tier": "T1"}, cursor=page.next, size=5)


def test_history_runs_backwards_without_a_gap(full: Store) -> None:
    with full.read() as reading:
        found = all_of(
            lambda cursor: pages.history(reading.connection, app="", cursor=cursor, size=8)
        )

    assert [entry.seq for entry in found] == list(range(45, 0, -1))
