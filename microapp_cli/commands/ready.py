"""`microapp ready`: what an app still lacks before staging or production."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.catalog_options import AsJson
from microapp_cli.core.errors import WrongUse
from microapp_cli.output import catalog_text as shown

STAGES = ("staging", "production")


def ready(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A repository that microapp made.")] = Path(),
    stage: Annotated[
        str, typer.Option("--for", metavar="|".join(STAGES), help="Where it is to go.")
    ] = "production",
    policies: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", envvar="MICROAPP_POLICIES", help="Your organisation's policies."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what an app still lacks for staging or production.

    The exit code is 1 while something is missing.
    """
    from microapp_cli.adapters.catalog import readiness, snapshot
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.adapters.catalog.standings import shipped
    from microapp_cli.core.catalog.entry import check_stated

    bench: Workbench = context.obj
    if stage not in STAGES:
        raise WrongUse(f"--for is {stage!a}. It is one of: {', '.join(STAGES)}.")
    taken = snapshot.take(path)
    check_stated(taken.snapshot.manifest)
    report = bench.checker(overlay=policies, cached=False).check(path)
    found = readiness.look(
        open_catalog(bench.environ), taken, report, stage=stage, blueprints=shipped(bench.layers)
    )
    holds = all(item.holds for item in found.items)
    if as_json:
        items = [shown.item_data(item) for item in found.items]
        data = {"name": found.name, "for": stage, "ready": holds, "items": items}
        typer.echo(shown.as_json(data))
    else:
        typer.echo(shown.items_text(found.name, stage, found.items))
    raise typer.Exit(code=int(not holds))
