"""Usage: lines are read strictly, money is exact, budgets and rises follow from the sums."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microapp_cli.core.catalog import focus, spending, usage
from microapp_cli.core.catalog.focus import Charge
from tests.catalogs import control_values

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def line(**changes: Any) -> str:
    """One line of telemetry."""
    event = {"id": "e-1", "at": "2026-11-23T10:30:00+02:00", "app": "leave-helper"}
    return json.dumps({**event, **changes})


def test_an_event_is_read_as_it_stands() -> None:
    found = usage.parse(line(model="acme/small", tokens_in=7, cost_usd=0.0125), now=NOW)

    assert (found.at, found.hour, found.day) == (
        *("2026-11-23T08:30:00Z", "2026-11-23T08"),
        "2026-11-23",
    )
    assert (found.model, found.tokens_in, found.cost_micros) == ("acme/small", 7, 12_500)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "[]", "null", "[" * 9999, '{"id": "e', line(cost_usd=float("nan"))),
        *(line(id=""), line(id="a b"), line(id=7), line(app="../x"), line(app=None)),
        *(line(at="yesterday"), line(at="2026-11-23T10:00:00"), line(at="2026-11-25T00:00:00Z")),
        *(line(at="0001-01-01T00:00:00+10:00"), line(at="1999-01-01T00:00:00Z"), line(at=7)),
        *(line(cost_usd=-1), line(cost_usd=True), line(cost_usd="1e3"), line(cost_usd=10**7)),
        *(line(requests=-1), line(requests=1.5), line(requests=True), line(requests=10**16)),
        *(line(model="=cmd()"), line(org="a\x1b[2J"), line(owner=["x"]), line(surprise=1)),
        line(model="m" * 20_000),
        *(line(cost_usd="\u0663.\u0665"), line()[:-1] + ', "id": "e-2"}'),
    ],
)
def test_what_is_no_event_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]") as refused:
        usage.parse(text, now=NOW)

    assert "\n" not in str(refused.value)
    assert str(refused.value).isprintable()


@given(st.integers(0, 10**12))
def test_money_goes_out_as_it_came_in(amount: int) -> None:
    assert usage.micros(usage.usd(amount)) == amount


@pytest.mark.parametrize(
    ("tier", "spent", "passed", "effect"),
    [
        ("T0", 12_499_999, (), "none"),
        ("T0", 12_500_000, (50,), "none"),
        ("T0", 24_999_999, (50, 80), "none"),
        ("T0", 25_000_000, (50, 80, 100), "stop"),
        ("T1", 119_999_999, (50,), "none"),
        ("T1", 120_000_000, (50, 80), "slow"),
        ("T1", 150_000_000, (50, 80, 100), "stop"),
    ],
)
def test_a_budget_acts_at_its_limit_to_the_millionth(
    tier: str, spent: int, passed: tuple[int, ...], effect: str
) -> None:
    found = spending.budget(spent, control_values(tier))

    assert found is not None
    assert (found.passed, found.effect) == (passed, effect)


def test_without_a_limit_no_budget_is_claimed() -> None:
    assert spending.budget(5, {}) is None


def hours(*costs: int) -> dict[str, int]:
    """The costs of hour after hour."""
    return {f"2026-11-23T{hour:02d}": cost for hour, cost in enumerate(costs)}


@pytest.mark.parametrize(
    ("costs", "sudden"),
    [
        ((500_000,) * 8, []),
        ((500_000, 500_000, 500_000, 500_000, 1_600_000), [1_600_000]),
        ((500_000, 500_000, 500_000, 500_000, 1_500_000), []),
        ((100_000, 100_000, 100_000, 100_000, 900_000), []),
        ((0, 0, 0, 0, 5_000_000), [5_000_000]),
        ((5_000_000,), []),
    ],
)
def test_a_rise_is_sudden_when_it_is_steep_and_dear(
    costs: tuple[int, ...], sudden: list[int]
) -> None:
    found = spending.spikes(hours(*costs), control_values("T0"))

    assert [spike.cost_micros for spike in found] == sudden


@pytest.mark.parametrize("window", [0.5, 0, 1.5])
def test_a_rise_is_looked_for_over_an_hour_at_least(window: float) -> None:
    controls = {"alerts": {"spike_window_h": window, "spike_factor": 3, "spike_min_usd": 1}}

    found = spending.spikes(hours(0, 0, 0, 0, 5_000_000), controls)

    assert [spike.hour for spike in found] == ["2026-11-23T04"]


def test_hours_without_use_count_as_nothing() -> None:
    told = {"2026-11-20T00": 4_000_000, "2026-11-23T00": 4_000_000}

    assert [spike.hour for spike in spending.spikes(told, control_values("T0"))] == [
        "2026-11-23T00"
    ]


def test_a_forecast_goes_on_as_the_last_week_did() -> None:
    days = {f"2026-11-{day:02d}": 1_000_000 for day in range(1, 24)}

    found = spending.forecast(days, date(2026, 11, 23), 25_000_000)

    assert (found.spent_micros, found.expected_micros) == (23_000_000, 30_000_000)
    assert found.runs_out == "2026-11-25"


def test_a_row_of_focus_has_every_column_and_is_no_formula() -> None:
    charge = Charge("app", "Team", "a@b.example", "T1", "-x/y", "2026-12-31", 3, 9, 1_234_567)

    (row,) = focus.rows([charge])

    assert tuple(row) == focus.COLUMNS
    assert (row["BilledCost"], row["BillingPeriodEnd"]) == ("1.234567", "2027-01-01T00:00:00Z")
    assert row["ServiceName"] == "'-x/y"
