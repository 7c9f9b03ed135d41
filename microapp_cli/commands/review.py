"""`microapp review`: who must look before an app goes on, and what they said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.catalog_options import Actor, After, AsJson, Because, Name, Size
from microapp_cli.core.errors import MicroappError, WrongUse
from microapp_cli.output import catalog_text as shown

if TYPE_CHECKING:
    from microapp_cli.core.catalog.reviews import Review

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Ask for reviews, and give them."
)
STAGES = ("staging", "production")
STATES = ("open", "approved", "rejected", "superseded")
OTHERWISE = (
    "What lies in this folder is not what is registered, and the review is of what is registered. "
    "Run microapp check and microapp register here, then ask again."
)
For = Annotated[str, typer.Option("--for", metavar="|".join(STAGES), help="Before which stage.")]


@app.command()
def request(
    context: typer.Context,
    name: Name,
    stage: For = "production",
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Ask for a review of an app as it is registered.

    Whoever asks confirms that the five answers are still true. What was changed since the app was
    registered is no part of it, and an app whose check is red cannot be registered.
    """
    from microapp_cli.adapters.catalog import reviewing
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    who = actor_of(bench.environ, actor)
    asked = reviewing.request(open_catalog(bench.environ), name, stage=_stage(stage), actor=who)
    typer.echo(shown.as_json(shown.review_data(asked)) if as_json else shown.review_text(asked))
    if _lies_here_otherwise(asked):
        typer.echo(OTHERWISE, err=True)


@app.command()
def approve(
    context: typer.Context,
    name: Name,
    stage: For = "",
    because: Because = "",
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Approve the open review of an app.

    Not by whoever asked for it or owns it.
    """
    _decide(context, name, stage, because, actor, as_json, approves=True)


@app.command()
def reject(
    context: typer.Context,
    name: Name,
    stage: For = "",
    because: Because = "",
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Reject the open review of an app, and say why."""
    _decide(context, name, stage, because, actor, as_json, approves=False)


@app.command("list")
def list_(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="open, approved, rejected or superseded.")] = "open",
    after: After = "",
    size: Size = 20,
    as_json: AsJson = False,
) -> None:
    """List the reviews that wait, oldest first."""
    from microapp_cli.adapters.catalog import review_rows
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    if state not in STATES:
        raise WrongUse(f"--state is {state!a}. It is one of: {', '.join(STATES)}.")
    with open_catalog(bench.environ).read() as reading:
        page = review_rows.waiting(reading.connection, state=state, cursor=after, size=size)
    data = shown.page_data(page, shown.review_data) if as_json else None
    typer.echo(shown.as_json(data) if as_json else shown.review_rows(page))


@app.command()
def reviewers(
    context: typer.Context,
    add: Annotated[str, typer.Option(metavar="EMAIL", help="Let this person review.")] = "",
    remove: Annotated[str, typer.Option(metavar="EMAIL", help="No longer.")] = "",
    role: Annotated[str, typer.Option(metavar="platform|security|manager", help="As what.")] = "",
    team: Annotated[str, typer.Option(metavar="TEAM", help="Which team a manager has.")] = "",
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """See, name or dismiss those who review or manage a team.

    Anybody may name the first one, who is the platform's. From then on platform reviewers do, and
    nobody names themselves. A manager reviews nothing, but says what becomes of the apps of their
    team that nobody answers for.
    """
    from microapp_cli.adapters.catalog import review_rows, reviewing
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    store = open_catalog(bench.environ)
    if add or remove:
        if not role or (add and remove):
            raise WrongUse(
                "Give one of --add and --remove, and --role platform or security or manager."
            )
        who = actor_of(bench.environ, actor)
        change = reviewing.name_reviewer if add else reviewing.dismiss_reviewer
        change(store, _address(add or remove), role, actor=who, team=_team(team))
    with store.read() as reading:
        known = review_rows.everybody(reading.connection)
    if as_json:
        rows = [{"email": e, "role": r, "added_by": by} for e, r, by in known]
        typer.echo(shown.as_json(rows))
    else:
        lines = [f"{role:<9} {email} (named by {by})" for email, role, by in known]
        typer.echo("\n".join(lines) or "Nobody yet: microapp review reviewers --add EMAIL --role …")


def _lies_here_otherwise(asked: Review) -> bool:
    """Whether this folder is the app's repository, and not as it is registered."""
    from microapp_cli.adapters.catalog import snapshot

    if not (Path() / "microapp.yaml").is_file():
        return False
    try:
        here = snapshot.take(Path()).snapshot
    except MicroappError:  # it cannot be registered as it is, so nobody is asked about it
        return True
    return here.manifest.get("name") == asked.app and here.content != asked.content


def _decide(
    context: typer.Context,
    name: str,
    stage: str,
    because: str,
    actor: str | None,
    as_json: bool,
    *,
    approves: bool,
) -> None:
    from microapp_cli.adapters.catalog import reviewing
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    who = actor_of(bench.environ, actor)
    said = reviewing.decide(
        open_catalog(bench.environ),
        name,
        stage=_stage(stage) if stage else "",
        approves=approves,
        note=because,
        actor=who,
    )
    typer.echo(shown.as_json(shown.review_data(said)) if as_json else shown.review_text(said))


def _team(text: str) -> str:
    from microapp_cli.core.plain_text import line_problem

    problem = line_problem(text, at_most=80) if text else None
    if problem:
        raise WrongUse(f"--team {problem}")
    return text


def _stage(text: str) -> str:
    if text not in STAGES:
        raise WrongUse(f"--for is {text!a}. Reviews stand before: {' and '.join(STAGES)}.")
    return text


def _address(text: str) -> str:
    from microapp_cli.core.plain_text import email_problem

    problem = email_problem(text)
    if problem:
        raise WrongUse(problem)
    return text.casefold()
