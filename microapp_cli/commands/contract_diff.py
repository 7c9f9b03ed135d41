"""`microapp contract diff`: what changed between two states of a contract, and whom it breaks."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Format(StrEnum):
    """How the changes are shown."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    """Which changes make the exit code 1."""

    BREAKING = "breaking"
    ANY = "any"
    NEVER = "never"


def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="A file, or a git ref: main or main:openapi.yaml.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, for the newer state.")],
    fail_on: Annotated[
        FailOn, typer.Option(help="Which changes make the exit code 1.")
    ] = FailOn.BREAKING,
    show_as: Annotated[Format, typer.Option("--format", help="How to show them.")] = Format.TABLE,
) -> None:
    """Say what changed in a contract, and whom it breaks.

    Each change says why it breaks somebody, and how to avoid that.
    """
    from microapp_cli.adapters import contract_versions
    from microapp_cli.core.contract import changes
    from microapp_cli.output.contract_changes import FORMATS

    found = changes.diff(contract_versions.read(old), contract_versions.read(new))
    typer.echo(FORMATS[show_as](found))
    failed = changes.is_breaking(found) if fail_on is FailOn.BREAKING else bool(found)
    raise typer.Exit(code=int(failed and fail_on is not FailOn.NEVER))
