"""Shows usage: what one app spent, who spends most, and what a month will come to."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from microapp_cli.core.catalog.focus import COLUMNS
from microapp_cli.core.catalog.spending import Budget, Forecast, Spike
from microapp_cli.core.catalog.usage import usd
from microapp_cli.output.harmless import printable


def money(micros: int) -> str:
    """An amount for a person, to the cent."""
    return f"${micros / 1_000_000:,.2f}"


def show_text(
    name: str,
    month: str,
    parts: Sequence[Any],
    budget: Budget | None,
    spikes: Sequence[Spike],
) -> str:
    """What one app used in a month."""
    lines = [f"{name} in {month}"]
    for part in parts:
        tokens = f", {part.tokens:,} tokens" if part.tokens else ""
        errors = f", {part.errors:,} errors" if part.errors else ""
        what = printable(part.model) or "no model"
        cost = money(part.cost_micros)
        lines.append(f"  {cost:>12}  {what}: {part.requests:,} requests{tokens}{errors}")
    lines.append(_budget_line(budget))
    for spike in spikes:
        lines.append(
            f"sudden rise at {spike.hour}:00Z: {money(spike.cost_micros)}, "
            f"usual is {money(spike.usual_micros)}"
        )
    return "\n".join(lines)


def top_rows(entries: Iterable[Any], month: str, next_: str) -> str:
    """Who spent most."""
    lines = [
        f"{money(e.cost_micros):>12}  {e.app:<24} {printable(e.team, 20):<20} {printable(e.owner)}"
        for e in entries
    ]
    if not lines:
        return f"Nothing was used in {month}."
    return "\n".join([*lines, *(["", f"More: --after {next_}"] if next_ else [])])


def forecast_text(name: str, found: Forecast, budget: Budget | None) -> str:
    """What the month will come to."""
    lines = [
        f"{name} has spent {money(found.spent_micros)} this month, and is on the way to "
        f"{money(found.expected_micros)}.",
        _budget_line(budget),
    ]
    if found.runs_out:
        lines.append(f"The budget is spent on {found.runs_out}.")
    return "\n".join(lines)


def imported_text(new: int, known: int, cost_micros: int, unknown: dict[str, int]) -> str:
    """What an import came to."""
    lines = [f"{new} new events (${usd(cost_micros)}), {known} known before."]
    if unknown:
        named = ", ".join(sorted(unknown)[:10])
        lines.append(
            f"{sum(unknown.values())} events of {len(unknown)} apps that are not in the catalog "
            f"were left out: {named}. Register them, and import again."
        )
    return "\n".join(lines)


def write_csv(rows: Iterable[dict[str, str]], file: TextIO) -> int:
    """Write rows of FOCUS; gives how many."""
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def _budget_line(budget: Budget | None) -> str:
    if budget is None:
        return "No budget is known: register the app again."
    doing = {"none": "", "slow": "; it slows down", "stop": "; it stops"}[budget.effect]
    return (
        f"budget: {money(budget.spent_micros)} of {money(budget.limit_micros)} "
        f"({budget.percent:.0f} %){doing}"
    )
