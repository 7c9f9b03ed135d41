"""`microapp register`: enter a repository in the catalog, or bring its entry up to date."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.catalog_options import Actor, AsJson
from microapp_cli.core.catalog.evidence import CHECK
from microapp_cli.output import catalog_text as shown

if TYPE_CHECKING:
    from microapp_cli.adapters.catalog.registering import Registered
    from microapp_cli.core.findings import Report


def register(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A repository that microapp made.")] = Path(),
    moved: Annotated[
        bool, typer.Option("--moved", help="The repository has a new address.")
    ] = False,
    policies: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", envvar="MICROAPP_POLICIES", help="Your organisation's policies."
        ),
    ] = None,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Check a repository and enter it in the catalog.

    Again, it takes in what has changed, or says that nothing has.
    """
    from microapp_cli.adapters.catalog import registering, snapshot
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.core.catalog.entry import check_stated

    bench: Workbench = context.obj
    who = actor_of(bench.environ, actor)
    taken = snapshot.take(path)
    check_stated(taken.snapshot.manifest)
    store = open_catalog(bench.environ)
    report = bench.checker(overlay=policies, cached=False).check(path)
    proofs = {CHECK: _proof(report)}
    done = registering.register(store, taken, report, actor=who, moved=moved, proofs=proofs)
    if as_json:
        data = {"new": done.is_new, "changed": done.changed, "app": shown.app_data(done.app)}
        typer.echo(shown.as_json(data))
    else:
        typer.echo(_says(done))


def _proof(report: Report) -> tuple[str, str]:
    """The hash and the text of a report, as it is kept for an auditor."""
    from microapp_cli.core.checked import Checked
    from microapp_cli.output.check_json import as_json

    text = as_json(Checked((replace(report, folder="."),))) + "\n"
    return hashlib.sha256(text.encode()).hexdigest(), text


def _says(done: Registered) -> str:
    from microapp_cli.core.catalog.reassessment import words

    app = done.app
    if done.is_new:
        line = f"{app.name} is registered: {app.tier}, owned by {app.owner}, in {app.stage}."
    elif not done.changed:
        line = f"{app.name} is registered already, and nothing changed."
    else:
        line = f"{app.name} is up to date: {', '.join(done.changed)} changed."
    return f"{line}\n{words(app)}" if app.reassess else line
