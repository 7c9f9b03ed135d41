"""`microapp new`: from answers to a repository."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from microapp_cli.adapters.drafts import refuse_if_taken
from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core import blueprints
from microapp_cli.core.answers import parse_answers
from microapp_cli.core.design import Design, design
from microapp_cli.core.errors import Cancelled, TargetExists, WrongAnswers
from microapp_cli.core.given import put
from microapp_cli.output import made

HOW_TO_ANSWER = (
    "Give answers with --answers FILE or --set key=value (such as --set owner.name=Ann), "
    "or run microapp new in a terminal and be asked."
)


Name = Annotated[str | None, typer.Argument(help="What the app and its folder are called.")]
AnswersFile = Annotated[
    Path | None, typer.Option("--answers", metavar="FILE", help="Answers as YAML or JSON.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="One answer, such as owner.name=Ann."),
]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask.")]
Blueprint = Annotated[
    str | None, typer.Option(metavar="NAME", help="What to start from: microapp blueprints list.")
]
Output = Annotated[
    Path, typer.Option(metavar="DIR", help="The folder that the app's own folder goes into.")
]
CI = Annotated[str | None, typer.Option(metavar="github|gitlab", help="Where CI runs.")]
Runtime = Annotated[str | None, typer.Option(metavar="container", help="How the app is deployed.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show the files and whose each is; write nothing.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Overlay = Annotated[
    Path | None,
    typer.Option(metavar="DIR", envvar="MICROAPP_POLICIES", help="Your organisation's policies."),
]


def new(
    context: typer.Context,
    name: Name = None,
    answers: AnswersFile = None,
    settings: Settings = None,
    no_input: NoInput = False,
    blueprint: Blueprint = None,
    output: Output = Path(),
    ci: CI = None,
    runtime: Runtime = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    policies: Overlay = None,
) -> None:
    """Ask five questions, then write a guarded service repository."""
    bench: Workbench = context.obj
    options = {"name": name, "blueprint": blueprint, "ci": ci, "runtime": runtime}
    given = _given(answers, settings or []) | {k: v for k, v in options.items() if v is not None}
    asks = bench.is_terminal and not (no_input or as_json)
    if asks and isinstance(given.get("name"), str):  # rather now than after all the questions
        refuse_if_taken(output / given["name"])
    planned = _design(bench, given, overlay=policies, output=output if asks else None)
    folder = output / planned.name
    if not dry_run:
        _write(planned, bench, folder)
    commands = made.next_commands(folder, has_uv=shutil.which("uv") is not None)
    if as_json:
        data = made.as_data(planned, folder.absolute(), commands, dry_run=dry_run)
        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
    elif dry_run:
        typer.echo(made.dry_text(planned, folder))
    else:
        typer.echo(made.as_text(planned, folder, commands))


def _given(file: Path | None, settings: Sequence[str]) -> dict[str, Any]:
    if file is None:
        return put({}, settings)
    from microapp_cli.adapters import answers_file

    return put(answers_file.read(file), settings)


def _design(
    bench: Workbench, given: dict[str, Any], *, overlay: Path | None, output: Path | None
) -> Design:
    """Decide what to write; with an output folder, a person is asked for what is missing."""
    policies = bench.policies(overlay)
    layers = bench.layers.all
    names = {f"{kind}s": blueprints.names(layers, kind) for kind in ("blueprint", "runtime", "ci")}
    if output is not None:
        try:
            given = bench.ask(policies, given, **names, taken=partial(_taken, output))
        except KeyboardInterrupt:  # between two questions, where no prompt catches it
            raise Cancelled("Stopped. Nothing was written.") from None
    if len(names["runtimes"]) == 1:  # nothing to choose from is nothing to ask, as in a terminal
        given = {"runtime": names["runtimes"][0], **given}
    try:
        answers = parse_answers(given, policies.questionnaire, controls=policies.controls, **names)
    except WrongAnswers as wrong:
        is_missing = any(" is missing" in problem for problem in wrong.problems)
        raise WrongAnswers(wrong.problems, cure=HOW_TO_ANSWER if is_missing else "") from None
    return design(answers, policies, layers, today=bench.today())


def _taken(output: Path, name: str) -> str:
    try:
        refuse_if_taken(output / name)
    except TargetExists:
        return f"There is a {name} here already. Choose another name."
    return ""


def _write(planned: Design, bench: Workbench, folder: Path) -> None:
    from microapp_cli.adapters import repository

    try:
        repository.write(planned, bench.layers, folder)
    except KeyboardInterrupt:
        raise Cancelled(f"Stopped. Nothing was left at {folder}.") from None
