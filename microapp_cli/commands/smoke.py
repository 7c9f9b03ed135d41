"""`microapp smoke`: run the Postman collection of a repository against a live service."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core.errors import WrongUse

HOW_TO_GIVE = "Set MICROAPP_TOKEN, or pipe it in with --token -"


def smoke(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(help="A repository, or a Postman collection that microapp made.")
    ] = Path(),
    url: Annotated[
        str, typer.Option(help="Where the service is, such as http://localhost:8000.")
    ] = "",
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TOKEN", help="A bearer token with every role needed; - reads it from stdin."
        ),
    ] = None,
    username: Annotated[
        str,
        typer.Option(metavar="NAME", help="Who signs in, where TOKEN is a password (basic)."),
    ] = "",
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a JUnit report as well.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    timeout: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0.1, max=600, help="How long one answer may take."),
    ] = 30.0,
    plain_http: Annotated[
        bool, typer.Option("--plain-http", help="Send the token unencrypted to another machine.")
    ] = False,
) -> None:
    """Call every operation of a live service, and test the answers.

    Every operation is really called: it creates a record of each kind, changes it and deletes it,
    and purges what retention no longer keeps. Use the token of an admin.
    """
    from microapp_cli.adapters import collection_files
    from microapp_cli.adapters.smoke_client import SmokeClient, fresh_key
    from microapp_cli.core.contract.smoke.collection import read_collection
    from microapp_cli.core.contract.smoke.run import Caller, run
    from microapp_cli.output import smoke_junit, smoke_report

    bench: Workbench = context.obj
    if not url:
        raise WrongUse("--url is missing. Say where the service is, such as http://localhost:8000.")
    collection = read_collection(collection_files.read(path))
    client = SmokeClient(url, seconds=timeout, plain=plain_http)
    given = _given(token, bench.environ.get("MICROAPP_TOKEN", ""))
    caller = Caller(
        _token(given, is_needed=collection.needs_token, is_plain=collection.sends_token),
        _username(username, is_needed=collection.needs_username),
    )
    outcomes = []
    for outcome in run(collection, caller, client.send, fresh_key):
        outcomes.append(outcome)
        if not as_json:
            typer.echo(smoke_report.as_lines(outcome))
    if junit:
        collection_files.write(junit, smoke_junit.as_junit(collection.name, outcomes))
    if as_json:
        typer.echo(json.dumps(smoke_report.as_data(collection.name, outcomes), indent=2))
    else:
        typer.echo(smoke_report.as_summary(outcomes))
    raise typer.Exit(code=0 if all(outcome.is_fine for outcome in outcomes) else 1)


def _given(option: str | None, variable: str) -> str:
    return (sys.stdin.readline() if option == "-" else option or variable).strip()


def _token(token: str, *, is_needed: bool, is_plain: bool) -> str:
    """The token, or the password of who signs in by name: that one may hold blanks and umlauts."""
    if is_needed and not token:
        raise WrongUse(f"A token is missing. {HOW_TO_GIVE}")
    if not token.isprintable() or (is_plain and (not token.isascii() or " " in token)):
        raise WrongUse(f"The token holds characters that no token has. {HOW_TO_GIVE}")
    return token


def _username(given: str, *, is_needed: bool) -> str:
    if is_needed and not given:
        raise WrongUse(
            "A user name is missing: this service asks for one. Give it with --username NAME."
        )
    if ":" in given or not given.isprintable():
        raise WrongUse("--username: a name of basic authentication holds no colon or control.")
    return given
