"""Reads the catalog: lists, one app, a search, its history and its exceptions."""

from __future__ import annotations

from typing import Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.catalog_options import After, AsJson, Name, Size
from microapp_cli.core.catalog.app import STAGES
from microapp_cli.core.errors import WrongUse
from microapp_cli.core.meant import with_meant
from microapp_cli.core.questions import TIERS
from microapp_cli.output import catalog_text as shown

SHORTEST_WORD = 3
STATES = ("fine", "reassessment", "orphaned", "quarantined", "retired")


def list_(
    context: typer.Context,
    tier: Annotated[str, typer.Option(metavar="T0|T1|T2|T3", help="Only this tier.")] = "",
    stage: Annotated[str, typer.Option(help="Only this stage.")] = "",
    team: Annotated[str, typer.Option(help="Only this team.")] = "",
    owner: Annotated[str, typer.Option(metavar="EMAIL", help="Only this owner.")] = "",
    blueprint: Annotated[str, typer.Option(help="Only this blueprint.")] = "",
    sensitivity: Annotated[str, typer.Option(help="Only this sensitivity.")] = "",
    state: Annotated[
        str, typer.Option(help="fine, reassessment, orphaned, quarantined or retired.")
    ] = "",
    counts: Annotated[bool, typer.Option("--counts", help="Count the apps instead.")] = False,
    after: After = "",
    size: Size = 20,
    as_json: AsJson = False,
) -> None:
    """List apps by name, one page at a time."""
    from microapp_cli.adapters.catalog import pages
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    asked = {"tier": tier, "stage": stage, "team": team, "owner": owner, "state": state}
    asked |= {"blueprint": blueprint, "sensitivity": sensitivity}
    filters = {name: value for name, value in asked.items() if value}
    for name, words in (("tier", TIERS), ("stage", STAGES), ("state", STATES)):
        if asked[name] and asked[name] not in words:
            told = f"--{name} is {asked[name]!a}. It is one of: {', '.join(words)}."
            raise WrongUse(with_meant(told, asked[name], words))
    with open_catalog(bench.environ).read() as reading:
        if counts:
            found = pages.counted(reading.connection)
            typer.echo(shown.as_json(found) if as_json else shown.facet_rows(found))
            return
        page = pages.listed(reading.connection, filters=filters, cursor=after, size=size)
    data = shown.page_data(page, shown.app_data) if as_json else None
    typer.echo(shown.as_json(data) if as_json else shown.app_rows(page))


def show(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Show one app: its owner, its stage, and what it waits for."""
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.adapters.catalog.standings import row_of, shipped
    from microapp_cli.core.catalog import lifecycle, reassessment

    bench: Workbench = context.obj
    with open_catalog(bench.environ).read() as reading:
        blueprints = shipped(bench.layers)
        standing = row_of(reading.connection, name, reading.today, blueprints).standing
    app, today = standing.app, reading.today.isoformat()
    stages = lifecycle.next_stages(app)
    if as_json:
        data = {
            **shown.app_data(app),
            "next_stages": stages,
            "controls": standing.controls,
            "exceptions": [shown.waiver_data(waiver, today) for waiver in standing.exceptions],
            "reviews": [shown.review_data(review) for review in standing.reviews],
        }
        typer.echo(shown.as_json(data))
    else:
        waiting = reassessment.words(app) if app.reassess else ""
        waived = shown.waivers_line(standing.exceptions, today)
        typer.echo(shown.app_text(app, stages, waiting, waived))


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Parts of names, purposes, owners, teams.")],
    after: After = "",
    size: Size = 20,
    as_json: AsJson = False,
) -> None:
    """Find apps whose texts hold every word."""
    from microapp_cli.adapters.catalog import pages
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    text = " ".join(" ".join(words).split())
    if not text or any(len(word) < SHORTEST_WORD for word in text.split(" ")):
        raise WrongUse(f"Search for words of {SHORTEST_WORD} letters or more.")
    with open_catalog(bench.environ).read() as reading:
        page = pages.found(reading.connection, words=text, cursor=after, size=size)
    data = shown.page_data(page, shown.app_data) if as_json else None
    typer.echo(shown.as_json(data) if as_json else shown.app_rows(page))


def history(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="An app; without one, all that happened.")] = "",
    after: After = "",
    size: Size = 20,
    as_json: AsJson = False,
) -> None:
    """Show what happened, newest first, from the ledger."""
    from microapp_cli.adapters.catalog import apps, pages
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    with open_catalog(bench.environ).read() as reading:
        if name:
            apps.get(reading.connection, name)
        page = pages.history(reading.connection, app=name, cursor=after, size=size)
    data = shown.page_data(page, shown.entry_data) if as_json else None
    typer.echo(shown.as_json(data) if as_json else shown.history_rows(page))


def exceptions(
    context: typer.Context,
    expired: Annotated[bool, typer.Option("--expired", help="Only those over their date.")] = False,
    after: After = "",
    size: Size = 20,
    as_json: AsJson = False,
) -> None:
    """List the exceptions of all apps, the next to expire first."""
    from microapp_cli.adapters.catalog import pages
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    with open_catalog(bench.environ).read() as reading:
        today = reading.today.isoformat()
        page = pages.waivers(
            reading.connection, expired_before=today if expired else "", cursor=after, size=size
        )
    if as_json:
        data = shown.page_data(page, lambda waiver: shown.waiver_data(waiver, today))
        typer.echo(shown.as_json(data))
    else:
        typer.echo(shown.waiver_rows(page, today))
