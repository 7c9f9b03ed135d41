"""`microapp usage`: what apps use and cost, their budgets, and sudden rises."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, TextIO

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.catalog_options import Actor, After, AsJson, Name, Size
from microapp_cli.core.errors import WrongUse
from microapp_cli.output import catalog_text, usage_text

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="See what apps use and cost.")
Month = Annotated[str, typer.Option(metavar="YYYY-MM", help="Otherwise this month.")]
SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE|-", help="Events, one JSON object a line.")],
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Where the events come from; ids are unique in it.")
    ] = "telemetry",
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Take in what apps used, all or nothing.

    Events that are known already are passed over.

    Exit code 1 where events of apps that are not in the catalog were left out.
    """
    from microapp_cli.adapters.catalog import usage_rows
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    if not SOURCE.fullmatch(source):
        raise WrongUse(f"--source {source!a} is no name. Write it as gateway-eu.")
    who = actor_of(bench.environ, actor)
    store = open_catalog(bench.environ)
    with _open(file) as lines:
        done = usage_rows.take_in(store, lines, source=source, actor=who)
    if as_json:
        typer.echo(catalog_text.as_json(asdict(done)))
    else:
        text = usage_text.imported_text(done.new, done.known, done.cost_micros, done.unknown_apps)
        typer.echo(text)
    raise typer.Exit(code=int(bool(done.unknown_apps)))


@app.command()
def show(context: typer.Context, name: Name, month: Month = "", as_json: AsJson = False) -> None:
    """Show what one app used in a month, against its budget.

    By model, and with sudden rises.
    """
    from microapp_cli.adapters.catalog import apps, usage_pages
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.core.catalog import spending

    bench: Workbench = context.obj
    with open_catalog(bench.environ).read() as reading:
        connection, when = reading.connection, _month(month, reading.today)
        id, _, found = apps.get(connection, name)
        controls = apps.controls_of(connection, found)
        parts = usage_pages.parts(connection, id, when)
        budget = spending.budget(usage_pages.spent(connection, id, when), controls)
        spikes = spending.spikes(usage_pages.hours(connection, id, reading.today), controls)
    if as_json:
        data = {
            "app": found.name,
            "month": when,
            "models": [asdict(part) for part in parts],
            "budget": spending.budget_data(budget),
            "spikes": [asdict(spike) for spike in spikes],
        }
        typer.echo(catalog_text.as_json(data))
    else:
        typer.echo(usage_text.show_text(found.name, when, parts, budget, spikes))


@app.command()
def top(
    context: typer.Context,
    month: Month = "",
    after: After = "",
    size: Size = 20,
    as_json: AsJson = False,
) -> None:
    """List the apps that spent most in a month."""
    from microapp_cli.adapters.catalog import usage_pages
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    with open_catalog(bench.environ).read() as reading:
        when = _month(month, reading.today)
        page = usage_pages.top(reading.connection, month=when, cursor=after, size=size)
    if as_json:
        data = {"month": when, **catalog_text.page_data(page, asdict)}
        typer.echo(catalog_text.as_json(data))
    else:
        typer.echo(usage_text.top_rows(page.entries, when, page.next))


@app.command()
def forecast(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Tell what this month will come to if the last seven days go on."""
    from microapp_cli.adapters.catalog import apps, usage_pages
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.core.catalog import spending

    bench: Workbench = context.obj
    with open_catalog(bench.environ).read() as reading:
        connection, today = reading.connection, reading.today
        id, _, found = apps.get(connection, name)
        spent = usage_pages.spent(connection, id, today.isoformat()[:7])
        budget = spending.budget(spent, apps.controls_of(connection, found))
        days = usage_pages.days(connection, id, today)
    expected = spending.forecast(days, today, budget.limit_micros if budget else None)
    if as_json:
        data = {"app": found.name, **asdict(expected), "budget": spending.budget_data(budget)}
        typer.echo(catalog_text.as_json(data))
    else:
        typer.echo(usage_text.forecast_text(found.name, expected, budget))


@app.command()
def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE|-", help="The CSV.")],
    month: Month = "",
    as_json: AsJson = False,
) -> None:
    """Write the charges of a month as FOCUS CSV.

    One row per app, model and day.
    """
    from microapp_cli.adapters.catalog import usage_pages
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.core.catalog import focus

    bench: Workbench = context.obj
    with open_catalog(bench.environ).read() as reading:
        when = _month(month, reading.today)
        charges = focus.rows(usage_pages.charges(reading.connection, when))
        if str(output) == "-":
            usage_text.write_csv(charges, sys.stdout)
            return
        with output.open("w", encoding="utf-8", newline="") as file:
            count = usage_text.write_csv(charges, file)
    data = {"file": str(output), "month": when, "rows": count}
    typer.echo(catalog_text.as_json(data) if as_json else f"{count} charges of {when}: {output}")


@contextmanager
def _open(file: Path) -> Iterator[TextIO]:
    if str(file) == "-":
        given = io.TextIOWrapper(sys.stdin.buffer, "utf-8-sig", errors="backslashreplace")
        yield given
        given.detach()
        return
    with file.open(encoding="utf-8-sig", errors="backslashreplace") as lines:
        yield lines


def _month(text: str, today: date) -> str:
    if not text:
        return today.isoformat()[:7]
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise WrongUse(f"--month {text!a} is no month. Write it as 2026-11.")
    return text
