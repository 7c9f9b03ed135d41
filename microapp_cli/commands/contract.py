"""`microapp contract`: openapi.yaml from the app, and every connector from openapi.yaml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from microapp_cli.commands.contract_diff import diff
from microapp_cli.core.errors import WrongUse

DERIVE = "derive"


class _DeriveUnlessNamed(TyperGroup):
    """A group that takes `contract .` for `contract derive .`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or args[0] not in (*self.commands, "--help"):
            args = [DERIVE, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_DeriveUnlessNamed, rich_markup_mode=None)
app.command("diff")(diff)


@app.callback()
def contract() -> None:
    """Work with openapi.yaml and all that follows from it."""


@app.command(DERIVE)
def derive(
    path: Annotated[Path, typer.Argument(help="A repository that microapp made.")] = Path(),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say what is stale. Exit code 1 if any.")
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Derive from any OpenAPI 3.0 or 3.1 file."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the connectors go; with --from it is needed."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Renew openapi.yaml from the app, and the connectors from it.

    This is what `microapp contract [PATH]` does; the word derive may be left out.
    """
    from microapp_cli.adapters import app_contract, contract_files
    from microapp_cli.output import derived_files

    if source is not None and output is None:
        raise WrongUse("--from needs --output DIR: the folder that the connectors go into.")
    found: list[str] = []
    if source is None and app_contract.refresh(path, check=check):
        found.append(contract_files.CONTRACT)
    derived = contract_files.derive_from(source or path / contract_files.CONTRACT)
    folder = output or path / contract_files.CONNECTORS
    if check:
        found += [f"{folder.name}/{name}" for name in contract_files.stale(folder, derived)]
    else:
        contract_files.write(folder, derived)
    shown: dict[str, Any] = {
        "folder": folder,
        "derived": derived,
        "stale": found if check else None,
    }
    if as_json:
        typer.echo(json.dumps(derived_files.as_data(**shown), indent=2, ensure_ascii=False))
    else:
        typer.echo(derived_files.as_text(**shown))
    raise typer.Exit(code=int(check and bool(found)))
