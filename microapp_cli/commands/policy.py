"""`microapp policy`: the rules that judge, what they mean, and what changing them would break."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.policy_diff import diff
from microapp_cli.core.errors import Cancelled, WrongUse

if TYPE_CHECKING:
    from microapp_cli.core.rulebook import RuleBook

T = TypeVar("T")
TIMES = 6
"""How much longer than one verdict all tests and samples may take."""

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="See, explain and try the rules that judge."
)

app.command("diff")(diff)

Overlay = Annotated[
    Path | None,
    typer.Option(metavar="DIR", envvar="MICROAPP_POLICIES", help="Your organisation's policies."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command("list")
def list_(context: typer.Context, policies: Overlay = None, as_json: AsJson = False) -> None:
    """List every rule, one a line, by layer."""
    from microapp_cli.output import rule_pages

    rulebook = _rulebook(context.obj, policies)
    if as_json:
        _echo_json([rule_pages.as_data(rule) for rule in rule_pages.ordered(rulebook)])
    else:
        typer.echo(rule_pages.as_list(rulebook))


@app.command()
def explain(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="ID", help="The id of a rule, such as MA001.")],
    policies: Overlay = None,
    as_json: AsJson = False,
) -> None:
    """Say what a rule asks for, why, and how to fix it.

    For example: microapp policy explain MA001
    """
    from microapp_cli.adapters.rego import trials
    from microapp_cli.output import rule_pages

    bench: Workbench = context.obj
    rulebook = _rulebook(bench, policies)
    found = rulebook.by_id.get(rule.upper())
    if found is None:
        told = f"There is no rule {rule}. All of them: microapp policy list"
        number = rule.upper().removeprefix("MA").lstrip("0")
        meant = f"MA{number:0>3}"
        raise WrongUse(f"{told}. Did you mean {meant}?" if meant in rulebook.by_id else told)
    shipped = bench.assets / "policies"
    examples = _bounded(bench, lambda: trials.examples(rulebook, found, shipped, policies))
    shown = {word: rule_pages.Example(*example) for word, example in examples.items()}
    if as_json:
        samples = {word: example.facts for word, example in shown.items()}
        _echo_json({**rule_pages.as_data(found), "examples": samples})
    else:
        typer.echo(rule_pages.as_page(found, shown))


@app.command("test")
def try_rules(context: typer.Context, policies: Overlay = None, as_json: AsJson = False) -> None:
    """Run the tests and samples of all rules, and review the rules.

    With your own rules beside ours: microapp policy test --policies acme-policies
    """
    from microapp_cli.adapters.rego import trials
    from microapp_cli.output import trial_report

    bench: Workbench = context.obj
    controls = {found.id for found in bench.policies(policies).controls.definitions}
    shipped = bench.assets / "policies"
    tried = _bounded(bench, lambda: trials.run_all(shipped, policies, controls=controls))
    if as_json:
        _echo_json(trial_report.as_data(tried))
    else:
        typer.echo(trial_report.as_text(tried))
    raise typer.Exit(code=int(bool(tried.failed)))


@app.command()
def facts(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A micro-app.")] = Path(),
    base: Annotated[
        str | None, typer.Option(metavar="REF", help="Compare with this state, such as main.")
    ] = None,
    policies: Overlay = None,
) -> None:
    """Print the facts of a repository, as the rules are given them.

    Stock OPA judges them too: microapp policy bundle DIR says how.
    """
    from microapp_cli.adapters import facts as repository

    bench: Workbench = context.obj
    _echo_json(
        repository.read(
            folder,
            policies=bench.policies(policies),
            layers=bench.layers,
            today=bench.today(),
            base=base,
        )
    )


@app.command()
def bundle(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An empty or a new folder.")],
    policies: Overlay = None,
) -> None:
    """Write all rules and data as one bundle for stock OPA."""
    from microapp_cli.adapters.rego.opa import QUERY, write_bundle

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUse(f"{folder} is not empty. Name a new folder.")
    rulebook = _rulebook(context.obj, policies)
    folder.mkdir(parents=True, exist_ok=True)
    write_bundle(rulebook, folder)
    typer.echo(
        f"{len(rulebook.rules)} rules are in {folder}.\n\nNext:\n"
        "  microapp policy facts . > facts.json\n"
        f"  opa eval --bundle {folder} --input facts.json {QUERY}"
    )


def _bounded(bench: Workbench, work: Callable[[], T]) -> T:
    """What the work gives; rules on trial may never come to an end, and Ctrl-C must work."""
    from microapp_cli.adapters import rego
    from microapp_cli.adapters.rego.added import in_a_copy

    try:
        return in_a_copy(work, seconds=rego.seconds(bench.environ) * TIMES)
    except KeyboardInterrupt:
        raise Cancelled("Stopped. Not all rules were tried.") from None


def _rulebook(bench: Workbench, overlay: Path | None) -> RuleBook:
    from microapp_cli.adapters import rego

    return rego.load(bench.assets / "policies", overlay)


def _echo_json(data: object) -> None:
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
