"""The options that the commands of the catalog share."""

from __future__ import annotations

from typing import Annotated

import typer

Name = Annotated[str, typer.Argument(help="The name of an app in the catalog.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Actor = Annotated[
    str | None,
    typer.Option("--as", metavar="EMAIL", help="Who acts; otherwise MICROAPP_ACTOR, or git knows."),
]
After = Annotated[str, typer.Option(metavar="CURSOR", help="Where the page before ended.")]
Size = Annotated[int, typer.Option(min=1, max=500, help="Entries on a page.")]
Because = Annotated[str, typer.Option(metavar="TEXT", help="Why; it goes into the ledger.")]
Only = Annotated[str, typer.Option(metavar="NAME", help="Look at this app alone.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")]
