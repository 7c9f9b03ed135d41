"""Changes where an app stands in its life, and who answers for it."""

from __future__ import annotations

from typing import Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.catalog_options import Actor, AsJson, Because, Name
from microapp_cli.core.catalog.ownership import ANSWERS, Person
from microapp_cli.core.errors import WrongUse
from microapp_cli.output import catalog_text as shown

To = Annotated[str, typer.Option(metavar="EMAIL", help="Who takes it over.")]
PersonName = Annotated[str, typer.Option("--name", metavar="NAME", help="Their name.")]
Team = Annotated[str, typer.Option(metavar="TEAM", help="The team they work in.")]


def move(
    context: typer.Context,
    name: Name,
    stage: Annotated[str, typer.Argument(help="Where it goes: microapp catalog show NAME.")],
    because: Because = "",
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Move an app to another stage, if the evidence is there."""
    from microapp_cli.adapters.catalog import moving
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.adapters.catalog.standings import shipped

    bench: Workbench = context.obj
    who = actor_of(bench.environ, actor)
    done = moving.move(
        open_catalog(bench.environ),
        name,
        stage,
        because=because,
        actor=who,
        blueprints=shipped(bench.layers),
    )
    typer.echo(shown.as_json(shown.app_data(done.app)) if as_json else done.says)


def transfer(
    context: typer.Context,
    name: Name,
    to: To,
    person: PersonName = "",
    team: Team = "",
    backup: Annotated[str, typer.Option(metavar="EMAIL", help="Who stands in for them.")] = "",
    backup_name: Annotated[str, typer.Option(metavar="NAME", help="Their name.")] = "",
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Hand an app over to a new owner."""
    from microapp_cli.adapters.catalog import moving
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    who = actor_of(bench.environ, actor)
    given = moving.transfer(
        open_catalog(bench.environ),
        name,
        _person(to, person, team),
        backup=_person(backup, backup_name, team) if backup else None,
        actor=who,
    )
    says = f"{given.name} belongs to {given.owner} now. Change owner in microapp.yaml to match."
    typer.echo(shown.as_json(shown.app_data(given)) if as_json else says)


def answer(
    context: typer.Context,
    name: Name,
    said: Annotated[str, typer.Argument(metavar="|".join(ANSWERS), help="What becomes of it.")],
    to: To = "",
    person: PersonName = "",
    team: Team = "",
    because: Because = "",
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Say who answers for an app.

    keep, take, hand-over, retire, or ask (a little later).

    Its owner says keep when the clock asks. Where owner and backup are gone, the manager of their
    team answers any of the five, or a platform reviewer (see microapp review reviewers).
    """
    from microapp_cli.adapters.catalog import moving
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    if said not in ANSWERS:
        raise WrongUse(f"{said!a} is no answer. The answers are: {', '.join(ANSWERS)}.")
    if said == "hand-over" and not to:
        raise WrongUse("Say who takes it over: --to EMAIL.")
    who = actor_of(bench.environ, actor)
    new = {"take": who, "hand-over": to}.get(said)
    after = moving.answer(
        open_catalog(bench.environ),
        name,
        said,
        to=_person(new, person, team) if new else None,
        because=because,
        actor=who,
    )
    typer.echo(shown.as_json(shown.app_data(after)) if as_json else _says(said, after.name))


def _person(email: str, name: str, team: str) -> Person:
    from microapp_cli.core.plain_text import email_problem, line_problem

    problem = email_problem(email)
    for option, text in (("--name", name), ("--team", team)):
        wrong = line_problem(text, at_most=80) if text else None
        problem = problem or (f"{option} {wrong}" if wrong else None)
    if problem:
        raise WrongUse(problem)
    return Person(email.casefold(), name, team)


def _says(said: str, name: str) -> str:
    return {
        "keep": f"{name} is answered for.",
        "take": f"{name} is yours now. Change owner in microapp.yaml to match.",
        "hand-over": f"{name} is handed over. Change owner in microapp.yaml to match.",
        "retire": f"{name} goes to its end: it is in sunset, and marked for retirement.",
        "ask": f"{name} waits a little. The clock goes on after that.",
    }[said]
