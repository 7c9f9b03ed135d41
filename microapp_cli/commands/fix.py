"""`microapp fix`: repair what can be repaired safely, and say what is left for a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core.errors import Cancelled, WrongUse

if TYPE_CHECKING:
    from microapp_cli.adapters.checker import Checker


def fix(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A repository that microapp made.")] = Path(),
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Show what would change; write nothing. Exit code 1 if any, or if any is left.",
        ),
    ] = False,
    allow_dirty: Annotated[
        bool,
        typer.Option("--allow-dirty", help="Replace files even where git has no copy of them."),
    ] = False,
    policies: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", envvar="MICROAPP_POLICIES", help="Your organisation's policies."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Repair what can be repaired safely; say what is left.

    The platform's files come back as the layers bring them, connectors are derived from
    openapi.yaml, the manifest becomes as strict as its answers demand, and Python is formatted.
    Your own files are never touched but by the formatter.

    See first what it would do: microapp fix --dry-run
    """
    from microapp_cli.adapters import fixes
    from microapp_cli.adapters.facts import tree
    from microapp_cli.output import fix_report

    bench: Workbench = context.obj
    found = tree.read(path)
    checker = bench.checker(overlay=policies)
    repairs = fixes.plan(found, checker.policies, checker.layers)
    if not dry_run:
        risky = [] if allow_dirty else fixes.at_risk(found, repairs.repairs)
        if risky:
            raise WrongUse(_risk(risky))
        try:
            fixes.write(found.folder, repairs.repairs)
        except KeyboardInterrupt:
            raise Cancelled("Stopped. Every file is whole; run microapp fix again.") from None
    if as_json:
        data = fix_report.as_data(repairs, dry_run=dry_run)
        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        typer.echo(fix_report.as_text(repairs, dry_run=dry_run))
    if dry_run:
        raise typer.Exit(code=int(bool(repairs.repairs or repairs.left)))
    _say_what_is_left(checker, path, as_json=as_json)


def _risk(paths: list[str]) -> str:
    shown = "\n".join(f"  {path}" for path in paths[:20])
    more = f"\n  … and {len(paths) - 20} more" if len(paths) > 20 else ""
    return (
        f"These files would be replaced, and git has no copy of what they say now:\n{shown}{more}\n"
        "Commit them first, so that you can go back; or run: microapp fix --allow-dirty"
    )


def _say_what_is_left(checker: Checker, path: Path, *, as_json: bool) -> None:
    from microapp_cli.core.checked import Checked
    from microapp_cli.output.check_formats import shown

    checked = Checked((checker.judge(path),))
    if not as_json:
        typer.echo("\n" + shown("table", checked), nl=False)
    raise typer.Exit(code=checked.exit_code)
