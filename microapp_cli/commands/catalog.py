"""`microapp catalog`: every app with its owner, purpose, tier and stage."""

from __future__ import annotations

import typer

from microapp_cli.commands import (
    catalog_evidence,
    catalog_exchange,
    catalog_keeping,
    catalog_moving,
    catalog_pages,
)

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="See and keep the register of all apps."
)
app.command("list")(catalog_pages.list_)
app.command("show")(catalog_pages.show)
app.command("search")(catalog_pages.search)
app.command("history")(catalog_pages.history)
app.command("exceptions")(catalog_pages.exceptions)
app.command("move")(catalog_moving.move)
app.command("transfer")(catalog_moving.transfer)
app.command("answer")(catalog_moving.answer)
app.command("evidence")(catalog_evidence.evidence)
app.command("apps")(catalog_exchange.apps)
app.command("export")(catalog_exchange.export)
app.command("import")(catalog_exchange.import_)
app.command("owners")(catalog_keeping.owners)
app.command("sweep")(catalog_keeping.sweep)
app.command("upgrade")(catalog_keeping.upgrade)
app.command("verify")(catalog_keeping.verify)
