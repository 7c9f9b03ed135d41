"""However usage comes in: what is enforced is what is shown, and both are the sum of the ledger."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from microapp_cli.adapters.catalog import apps, usage_rows
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.tables import apps as app_table
from microapp_cli.adapters.catalog.tables_usage import COUNTS, by_day, by_hour, by_month, events
from microapp_cli.adapters.catalog.usage_pages import wrong_sums
from microapp_cli.core.catalog import spending
from microapp_cli.main import run
from tests.catalogs import ANN, manifest, open_at, register, taken
from tests.commands.catalog_cli import NOON
from tests.houses import house
from tests.servers.fixtures import new_database

__all__ = ["new_database"]

MONTHS = ("2026-10", "2026-11")
NUMBER = count()
HOUSE = house()
EVENTS = st.fixed_dictionaries(
    {
        "id": st.integers(0, 40).map("e-{}".format),
        "at": st.builds(
            "{}T{:02d}:{:02d}:00Z".format,
            st.sampled_from(["2026-10-31", "2026-11-01", "2026-11-16", "2026-11-22", "2026-11-23"]),
            st.integers(0, 11),
            st.integers(0, 59),
        ),
        "app": st.sampled_from(["one", "two", "unknown"]),
        "model": st.sampled_from(["acme/small", "acme/large", ""]),
        "requests": st.integers(0, 9),
        "errors": st.integers(0, 9),
        "tokens_in": st.integers(0, 9_000),
        "tokens_out": st.integers(0, 9_000),
        "storage_bytes": st.integers(0, 9_000),
        "cost_usd": st.decimals(0, 40, places=7).map("{:f}".format),
    }
)
BATCHES = st.lists(EVENTS, min_size=1, max_size=30)
SOURCES = st.sampled_from(["gateway", "telemetry"])
DEEDS = st.one_of(
    st.tuples(st.just("import"), SOURCES, BATCHES),
    st.tuples(st.just("again"), st.just(""), st.none()),
    st.tuples(st.just("in parts"), SOURCES, BATCHES),
    st.tuples(st.just("at once"), SOURCES, BATCHES),
    st.tuples(st.just("with a bad line"), SOURCES, BATCHES),
    st.tuples(st.just("budget"), st.sampled_from(["one", "two"]), st.integers(1, 400)),
)


@dataclass
class Spending:
    """One catalog with apps of this example's own, and what was brought to it."""

    url: str
    capsys: pytest.CaptureFixture[str]
    mark: str = field(default_factory=lambda: f"x{next(NUMBER)}z")
    brought: list[tuple[str, list[str]]] = field(default_factory=list)
    budgets: dict[str, int] = field(default_factory=dict)

    @cached_property
    def store(self) -> Store:
        return open_at(self.url)

    def name(self, app: str) -> str:
        return f"{self.mark}-{app}"

    def budget(self, app: str, dollars: int) -> None:
        """Let an app spend so much in a month."""
        told = manifest(self.name(app))
        quotas = {**told["controls"]["quotas"], "monthly_usd": {"value": dollars, "because": "x"}}
        told["controls"] = {**told["controls"], "quotas": quotas}
        register(self.store, taken(told, repository=""))
        self.budgets[app] = dollars

    def lines(self, batch: Iterable[dict[str, Any]]) -> list[str]:
        """The events as lines, with names and ids of this example."""
        own = ({**e, "app": self.name(e["app"]), "id": f"{self.mark}:{e['id']}"} for e in batch)
        return [json.dumps(event) for event in own]

    def take(self, source: str, lines: list[str]) -> None:
        usage_rows.take_in(self.store, lines, source=source, actor=ANN)
        self.brought.append((source, lines))

    def do(self, deed: str, word: str, given: Any) -> None:
        """Bring usage in one of the ways in which it comes, or change a budget."""
        if deed == "budget":
            self.budget(word, given)
        elif deed == "again":
            for source, lines in self.brought[-2:]:
                self.take(source, lines)
        elif deed == "with a bad line":
            with pytest.raises(Exception, match="Nothing was imported"):
                usage_rows.take_in(self.store, [*self.lines(given), "{"], source=word, actor=ANN)
        elif deed == "import":
            self.take(word, self.lines(given))
        elif deed == "in parts":
            lines = self.lines(given)
            for part in (lines[: len(lines) // 2 + 1], lines[len(lines) // 2 :]):
                self.take(word, part)
        else:
            lines = self.lines(given)
            with ThreadPoolExecutor(3) as pool:
                list(pool.map(lambda _: self.take(word, lines), range(3)))

    def shown(self, *words: str) -> Any:
        """What a command shows, as data."""
        environ = {"SOURCE_DATE_EPOCH": str(NOON), "MICROAPP_CATALOG_URL": self.url}
        self.capsys.readouterr()
        assert run([*words, "--json"], replace(HOUSE, environ=environ)) == 0
        return json.loads(self.capsys.readouterr().out)

    def text(self, *words: str) -> str:
        """What a command prints."""
        environ = {"SOURCE_DATE_EPOCH": str(NOON), "MICROAPP_CATALOG_URL": self.url}
        self.capsys.readouterr()
        assert run(words, replace(HOUSE, environ=environ)) == 0
        return self.capsys.readouterr().out


Row = dict[str, Any]


def raw(spent: Spending) -> list[Row]:
    """The rows of the ledger of usage, with the names of their apps."""
    query = select(events, app_table.c.name).join(app_table, app_table.c.id == events.c.app_id)
    with spent.store.read() as reading:
        found = [dict(row._mapping) for row in reading.connection.execute(query)]
    return [row for row in found if row["name"].startswith(f"{spent.mark}-")]


def expected(spent: Spending) -> dict[tuple[str, str], int]:
    """What each event costs that came in: known apps only, and of one id the first."""
    found: dict[tuple[str, str], int] = {}
    for source, lines in spent.brought:
        for event in map(json.loads, lines):
            if not event["app"].endswith("unknown"):
                micros = int((Decimal(event["cost_usd"]) * 1_000_000).to_integral_value())
                found.setdefault((source, event["id"]), micros)
    return found


def added(
    rows: Iterable[Row], *keys: Callable[[Row], str]
) -> dict[tuple[str, ...], dict[str, int]]:
    """The rows added up by these keys; of storage, which is a level, the highest."""
    sums: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for row in rows:
        into = sums[tuple(key(row) for key in keys)]
        for name in COUNTS:
            both = into[name], row[name]
            into[name] = max(both) if name == "storage_bytes" else sum(both)
    return dict(sums)


def _name(row: Row) -> str:
    return str(row["name"])


def _cut(length: int) -> Callable[[Row], str]:
    return lambda row: str(row["at"])[:length]


def _column(name: str) -> Callable[[Row], str]:
    return lambda row: str(row[name])


def check_sums(spent: Spending, rows: list[Row]) -> None:
    """Every sum that is kept is what the rows of the ledger add up to, in every column."""
    tables: tuple[tuple[Table, str, int, tuple[str, ...]], ...] = (
        (by_hour, "hour", 13, ()),
        (by_day, "day", 10, ("model",)),
        (by_month, "month", 7, ()),
    )
    for table, column, length, more in tables:
        query = select(table, app_table.c.name).join(app_table, app_table.c.id == table.c.app_id)
        with spent.store.read() as reading:
            kept = {
                (row.name, row._mapping[column], *(row._mapping[key] for key in more)): {
                    name: row._mapping[name] for name in COUNTS
                }
                for row in reading.connection.execute(query)
                if row.name.startswith(f"{spent.mark}-")
            }
        assert kept == added(rows, _name, _cut(length), *map(_column, more)), table.name


def check_budget(found: dict[str, Any], micros: int, dollars: int) -> None:
    """What is enforced follows from the sum to the millionth."""
    limit = dollars * 1_000_000
    effect = "stop" if micros >= limit else "slow" if micros * 100 >= limit * 80 else "none"
    assert (found["spent_micros"], found["limit_micros"]) == (micros, limit)
    assert found["passed"] == [pct for pct in (50, 80, 100) if micros * 100 >= pct * limit]
    assert found["effect"] == effect


def check_shown(spent: Spending, rows: list[Row], app: str) -> None:
    """What the commands show of one app is the sum of its rows."""
    own = [row for row in rows if row["name"] == spent.name(app)]
    months = {
        month: sum(r["cost_micros"] for r in own if r["at"].startswith(month)) for month in MONTHS
    }
    for month in MONTHS:
        shown = spent.shown("usage", "show", spent.name(app), "--month", month)
        within = [row for row in own if row["at"].startswith(month)]
        sums = added(within, lambda row: row["model"])
        assert {
            part["model"]: (part["requests"], part["errors"], part["tokens"], part["cost_micros"])
            for part in shown["models"]
        } == {
            model: (s["requests"], s["errors"], s["tokens_in"] + s["tokens_out"], s["cost_micros"])
            for (model,), s in sums.items()
        }
        check_budget(shown["budget"], months[month], spent.budgets[app])
    hours = added(own, lambda row: row["at"][:13])
    recent = {hour: s["cost_micros"] for (hour,), s in hours.items() if hour >= "2026-11-09"}
    with spent.store.read() as reading:
        controls = apps.controls_of(
            reading.connection, apps.get(reading.connection, spent.name(app))[2]
        )
    wanted = [(spike.hour, spike.cost_micros) for spike in spending.spikes(recent, controls)]
    assert [(spike["hour"], spike["cost_micros"]) for spike in shown["spikes"]] == wanted
    told = spent.shown("usage", "forecast", spent.name(app))
    assert told["spent_micros"] == months["2026-11"] == told["budget"]["spent_micros"]
    week = sum(r["cost_micros"] for r in own if "2026-11-16" <= r["at"][:10] <= "2026-11-22")
    assert told["expected_micros"] == months["2026-11"] + week // 7 * 7


def check_top(spent: Spending, rows: list[Row]) -> None:
    """The list of the top spenders and the charges say the same, the dearest first."""
    for month in MONTHS:
        sums: Counter[str] = Counter()
        for row in rows:
            if row["at"].startswith(month):
                sums[row["name"]] += row["cost_micros"]
        page = spent.shown("usage", "top", "--month", month, "--size", "100")
        assert page["next"] == ""
        shown = [
            (one["app"], one["cost_micros"])
            for one in page["entries"]
            if one["app"].startswith(f"{spent.mark}-")
        ]
        assert dict(shown) == dict(sums)
        costs = [cost for _, cost in shown]
        assert costs == sorted(costs, reverse=True)
        charges = csv.DictReader(
            io.StringIO(spent.text("usage", "export", "-o", "-", "--month", month))
        )
        billed: Counter[str] = Counter()
        for charge in charges:
            if charge["SubAccountId"].startswith(f"{spent.mark}-"):
                billed[charge["SubAccountId"]] += int(Decimal(charge["BilledCost"]) * 1_000_000)
        assert billed == sums


@pytest.fixture(scope="module")
def url(new_database: Callable[[str], str]) -> str:
    """One database for all examples, in which each has apps of its own."""
    return new_database("sqlite")


@settings(
    max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(deeds=st.lists(DEEDS, min_size=1, max_size=6))
def test_what_is_enforced_is_what_is_shown_is_the_sum_of_the_ledger(
    url: str, capsys: pytest.CaptureFixture[str], deeds: list[tuple[str, str, Any]]
) -> None:
    spent = Spending(url, capsys)
    spent.budget("one", 50)
    spent.budget("two", 100)

    for deed in deeds:
        spent.do(*deed)

    rows = raw(spent)
    assert {(r["source"], r["event"]): r["cost_micros"] for r in rows} == expected(spent)
    check_sums(spent, rows)
    for app in ("one", "two"):
        check_shown(spent, rows, app)
    check_top(spent, rows)
    with spent.store.read() as reading:
        assert wrong_sums(reading.connection) == []
