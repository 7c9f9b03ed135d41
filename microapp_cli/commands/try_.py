"""`microapp try`: see a blueprint work before there is an app."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.blueprints import CI, Runtime, sample_design
from microapp_cli.core.design import Design
from microapp_cli.core.errors import TargetExists
from microapp_cli.core.walk import Call, walk
from microapp_cli.output import calls as output


def try_(
    context: typer.Context,
    blueprint: Annotated[str, typer.Argument(help="A name from: microapp blueprints list.")],
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the repository, at this new folder.")
    ] = None,
    ci: CI = "github",
    runtime: Runtime = "container",
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Make an invented app, start it, call it, and stop it.

    Each of its operations is called once. Below each call: what was asked, and what came back.
    """
    bench: Workbench = context.obj
    design = sample_design(bench, blueprint, ci=ci, runtime=runtime)
    calls = []
    with _place(keep) as folder:
        for call in _walk(design, bench, folder):
            calls.append(call)
            if not as_json:
                typer.echo(output.as_lines(call))
    typer.echo(output.as_ending(calls), err=True)
    if as_json:
        typer.echo(json.dumps(output.as_data(blueprint, calls), indent=2))
    raise typer.Exit(code=0 if calls and all(call.is_fine for call in calls) else 1)


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    if keep:
        yield keep
        typer.echo(f"The repository is kept in {keep}.", err=True)
        return
    with tempfile.TemporaryDirectory(prefix="microapp-try-") as folder:
        yield Path(folder, "app")


def _walk(design: Design, bench: Workbench, folder: Path) -> Iterator[Call]:
    from microapp_cli.adapters import repository, service
    from microapp_cli.adapters.progress import elapsing

    with elapsing("Making an invented app", sys.stderr):
        try:
            made = repository.write(design, bench.layers, folder)
        except TargetExists:
            text = f"{folder} exists already. Choose another folder for --keep."
            raise TargetExists(text) from None
    with elapsing("Installing what its lock file lists, once", sys.stderr):
        python = service.install(made)
    with ExitStack() as running_until:
        with elapsing("Starting it", sys.stderr):
            running = running_until.enter_context(service.running(made, python))
        for operation in walk(running.document()):
            yield running.call(operation)
