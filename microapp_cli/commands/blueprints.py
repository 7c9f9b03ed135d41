"""`microapp blueprints`: which there are, what each brings, and one as a cookiecutter template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core import sample
from microapp_cli.core.answers import parse_answers
from microapp_cli.core.blueprints import find, names, of_kind
from microapp_cli.core.design import Design, design
from microapp_cli.output import blueprint_list

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="See and export blueprints.")

Name = Annotated[str, typer.Argument(help="A name from: microapp blueprints list.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
CI = Annotated[str, typer.Option(metavar="github|gitlab", help="Where CI runs.")]
Runtime = Annotated[str, typer.Option(metavar="container", help="How the app is deployed.")]


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the blueprints, one a line."""
    bench: Workbench = context.obj
    layers = of_kind(bench.layers.all, "blueprint")
    if as_json:
        _echo_json([blueprint_list.row_data(layer) for layer in layers])
    else:
        typer.echo(blueprint_list.as_rows(layers))


@app.command()
def show(
    context: typer.Context,
    name: Name,
    ci: CI = "github",
    runtime: Runtime = "container",
    as_json: AsJson = False,
) -> None:
    """Show what a blueprint is for, and every file that it makes."""
    bench: Workbench = context.obj
    layer = find(bench.layers.all, "blueprint", name)
    plan = sample_design(bench, name, ci=ci, runtime=runtime).plan
    if as_json:
        _echo_json(blueprint_list.as_data(layer, plan))
    else:
        typer.echo(blueprint_list.as_page(layer, plan))


@app.command()
def export(
    context: typer.Context,
    name: Name,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the template goes.")],
    ci: CI = "github",
    runtime: Runtime = "container",
) -> None:
    """Write a blueprint as a template for stock cookiecutter."""
    from microapp_cli.adapters import export as template

    bench: Workbench = context.obj
    made = template.write(sample_design(bench, name, ci=ci, runtime=runtime), bench.layers, folder)
    typer.echo(f"{name} is exported to {made}.\n\nNext:\n  cookiecutter {made}")


def sample_design(bench: Workbench, name: str, *, ci: str, runtime: str) -> Design:
    """The design of an invented app with this blueprint."""
    layers = bench.layers.all
    find(layers, "blueprint", name)
    policies = bench.policies(None)
    answers = parse_answers(
        sample.answers(name, runtime=runtime, ci=ci),
        policies.questionnaire,
        controls=policies.controls,
        **{f"{kind}s": names(layers, kind) for kind in ("blueprint", "runtime", "ci")},
    )
    return design(answers, policies, layers, today=bench.today())


def _echo_json(data: object) -> None:
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
