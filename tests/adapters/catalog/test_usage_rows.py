"""Usage is taken in once, whole, and every sum is what its events add up to."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from microapp_cli.adapters.catalog import apps, usage_pages, usage_rows
from microapp_cli.adapters.catalog.engine import transaction
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.tables_usage import by_month
from microapp_cli.adapters.catalog.usage_rows import Imported
from microapp_cli.adapters.catalog.verify import verify
from microapp_cli.core.errors import CatalogError
from tests.adapters.catalog.processes import begun
from tests.catalogs import ANN, app, open_at


def event(number: int, **changes: Any) -> str:
    """One line of telemetry."""
    told = {
        "id": f"e-{number}",
        "at": f"2026-11-{1 + number % 20:02d}T{number % 24:02d}:00:00Z",
        "app": f"app-{number % 3}",
        "model": ["acme/small", "acme/large", ""][number % 3],
        "requests": 1,
        "tokens_in": number,
        "storage_bytes": number,
        "cost_usd": f"0.{number:06d}",
    }
    return json.dumps({**told, **changes})


@pytest.fixture
def used(store: Store) -> Store:
    """A catalog of three apps."""
    with store.change(ANN) as change:
        for number in range(3):
            apps.add(change, app(f"app-{number}"), "registered")
    return store


def take(store: Store, *lines: str, source: str = "gateway") -> Imported:
    """Import these lines."""
    return usage_rows.take_in(store, lines, source=source, actor=ANN)


def month(store: Store, name: str) -> int:
    """What an app spent in November, after proof that all sums hold."""
    with store.read() as reading:
        assert usage_pages.wrong_sums(reading.connection) == []
        assert verify(reading.connection).problems == ()
        id, _, _ = apps.get(reading.connection, name)
        spent = usage_pages.spent(reading.connection, id, "2026-11")
        by_model = usage_pages.parts(reading.connection, id, "2026-11")
    assert sum(part.cost_micros for part in by_model) == spent
    return spent


def test_what_is_shown_is_the_sum_of_what_came_in(used: Store) -> None:
    done = take(used, *map(event, range(1200)))

    assert (done.new, done.known) == (1200, 0)
    assert month(used, "app-1") == sum(range(1, 1200, 3))


def test_the_same_events_count_once_however_they_come(used: Store) -> None:
    lines = [event(number) for number in range(700)]
    take(used, *lines[:400], lines[0])

    again = take(used, *lines, *lines)

    assert (again.new, again.known) == (300, 1100)
    assert month(used, "app-2") == sum(range(2, 700, 3))


def test_the_same_id_of_another_source_is_another_event(used: Store) -> None:
    take(used, event(1))

    assert take(used, event(1), source="other").new == 1


def test_one_bad_line_stops_all(used: Store) -> None:
    with pytest.raises(CatalogError, match=r"Line 3: .* Nothing was imported"):
        take(used, event(1), event(2), event(3, cost_usd=-1))

    assert month(used, "app-1") == 0


def test_apps_that_nobody_registered_are_named_and_can_come_later(used: Store) -> None:
    lines = [event(1), event(2, app="shadow-app")]

    first = take(used, *lines)
    with used.change(ANN) as change:
        apps.add(change, app("shadow-app"), "registered")
    second = take(used, *lines)

    assert (first.new, first.unknown_apps) == (1, {"shadow-app": 1})
    assert (second.new, second.known) == (1, 1)


def test_storage_is_a_level_and_not_a_sum(used: Store) -> None:
    lines = [event(n, app="app-0", at="2026-11-02T10:00:00Z", storage_bytes=n) for n in (3, 9, 4)]
    take(used, *lines)

    with used.read() as reading:
        query = by_month.select()
        assert [row.storage_bytes for row in reading.connection.execute(query)] == [9]


def test_the_dearest_come_first_and_each_once(used: Store) -> None:
    take(used, *map(event, range(90)))

    found, cursor = [], ""
    with used.read() as reading:
        while True:
            page = usage_pages.top(reading.connection, month="2026-11", cursor=cursor, size=1)
            found += [entry.app for entry in page.entries]
            cursor = page.next
            if not cursor:
                break

    assert found == ["app-2", "app-1", "app-0"]


def test_charges_add_up_to_the_month(used: Store) -> None:
    take(used, *map(event, range(90)))

    with used.read() as reading:
        charges = list(usage_pages.charges(reading.connection, "2026-11"))

    assert sum(charge.cost_micros for charge in charges) == sum(range(90))


@pytest.mark.parametrize("table", ["usage_hours", "usage_days", "usage_months"])
@pytest.mark.parametrize("column", ["requests", "storage_bytes", "cost_micros"])
def test_a_sum_that_somebody_changed_is_told(used: Store, table: str, column: str) -> None:
    take(used, *map(event, range(9)))
    change = f"UPDATE {table} SET {column} = {column} + 7 WHERE app_id = 1"  # noqa: S608
    with transaction(used.engine, used.address, writes=True) as connection:
        connection.execute(text(change))

    with used.read() as reading:
        assert usage_pages.wrong_sums(reading.connection) == [
            f"{table}: app-0 in 2026-11 does not add up."
        ]


@pytest.mark.parametrize("chunk", [1, 3, 5, 7])
def test_a_kill_during_an_import_leaves_nothing_and_the_next_run_completes(
    used: Store, url: str, tmp_path: Path, chunk: int
) -> None:
    lines = [event(number) for number in range(2000)]
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")

    killed = begun("killed_import", url, file, str(chunk)).result()

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert month(used, "app-1") == 0
    assert take(open_at(url), *lines).new == 2000
    assert month(used, "app-1") == sum(range(1, 2000, 3))
