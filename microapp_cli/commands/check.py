"""`microapp check`: judge repositories by the policies that their manifests ask for."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core.errors import Cancelled, WrongUse

if TYPE_CHECKING:
    from microapp_cli.adapters.checker import Checker
    from microapp_cli.core.checked import Checked
    from microapp_cli.output.look import Look


class FailOn(StrEnum):
    """What makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"


class EngineName(StrEnum):
    """What evaluates the rules."""

    EMBEDDED = "embedded"
    OPA = "opa"


Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH]...", help="Repositories that microapp made; this one if none."),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="FORMAT[=FILE]",
        help="table, json, sarif, junit, github or markdown; repeat it for several.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Fail = Annotated[FailOn, typer.Option(help="From which severity on the exit code is 1.")]
Base = Annotated[
    str,
    typer.Option(
        metavar="REF",
        help="Find breaking changes since this git ref; what was open there does not count.",
    ),
]
Explain = Annotated[
    str, typer.Option(metavar="ID", help="Show the page of a rule, such as MA001, and stop.")
]
Overlay = Annotated[
    Path | None,
    typer.Option(metavar="DIR", envvar="MICROAPP_POLICIES", help="Your organisation's policies."),
]
EngineOption = Annotated[
    EngineName, typer.Option(help="The engine inside, or the program opa on the PATH.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Judge again what has not changed.")]
Jobs = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=256, help="Processes for many repositories."),
]


def check(
    context: typer.Context,
    paths: Paths = None,
    formats: Formats = None,
    as_json: AsJson = False,
    fail_on: Fail = FailOn.ERROR,
    base: Base = "",
    explain: Explain = "",
    policies: Overlay = None,
    engine: EngineOption = EngineName.EMBEDDED,
    no_cache: NoCache = False,
    jobs: Jobs = None,
) -> None:
    """Say what is wrong in a repository, where, why, and the fix.

    The exit code is 0 when all is fine, 1 with findings, 2 when something could not be judged.

    In a pipeline: microapp check --base origin/main --format github --format sarif=check.sarif

    Many at once: microapp check apps/* --format markdown=apps.md
    """
    bench: Workbench = context.obj
    if explain:
        _explain(context, explain, policies, as_json=as_json)
        return
    targets = _targets([*(formats or []), *(["json"] if as_json else [])])
    checker = bench.checker(overlay=policies, engine=engine.value, base=base, cached=not no_cache)
    try:
        checked = _checked(paths or [Path()], checker, fail_on=fail_on, jobs=jobs)
        _show(checked, targets, bench)
    except KeyboardInterrupt:
        raise Cancelled("Stopped. Nothing was judged to the end.") from None
    raise typer.Exit(code=checked.exit_code)


def _targets(formats: Sequence[str]) -> dict[Path | None, str]:
    """Which format goes where; None is the standard output, where a table goes if nothing does."""
    from microapp_cli.output.check_formats import FORMATS

    targets: dict[Path | None, str] = {}
    for given in formats:
        name, equals, file = given.partition("=")
        if name not in FORMATS or (equals and not file):
            raise WrongUse(
                f"--format {given!r}: write one of {', '.join(FORMATS)}; "
                "for a file, =FILE behind it, such as sarif=check.sarif."
            )
        place = Path(file) if file else None
        if targets.get(place, name) != name:
            where = f"to {file}" if file else "to the standard output"
            raise WrongUse(
                f"{targets[place]} and {name} both go {where}. Write one to a file: {name}=FILE."
            )
        targets[place] = name
    return targets if None in targets else {**targets, None: "table"}


def _checked(
    paths: Sequence[Path], checker: Checker, *, fail_on: FailOn, jobs: int | None
) -> Checked:
    from microapp_cli.adapters.many_checks import check_all, cores
    from microapp_cli.adapters.progress import Progress
    from microapp_cli.core.checked import Checked, Unjudged
    from microapp_cli.core.findings import Report

    folders = list({path.resolve(): path for path in paths}.values())
    with Progress(len(folders), sys.stderr, "repositories") as progress:
        found = check_all(folders, checker, jobs=jobs or cores(), done=progress.step)
    return Checked(
        tuple(outcome for outcome in found if isinstance(outcome, Report)),
        tuple(outcome for outcome in found if isinstance(outcome, Unjudged)),
        fail_on=fail_on.value,
        base=checker.settings.base,
    )


def _show(checked: Checked, targets: Mapping[Path | None, str], bench: Workbench) -> None:
    from microapp_cli.adapters import report_files
    from microapp_cli.output.check_formats import shown
    from microapp_cli.output.harmless import printable

    for place, name in targets.items():
        if place is not None:
            report_files.write(place, shown(name, checked))
    if checked.reports or targets[None] != "table":
        typer.echo(shown(targets[None], checked, _look(bench)), nl=False)
    if not checked.reports or targets[None] != "table":
        for lost in checked.unjudged:
            typer.echo(printable(lost.problem), err=True)


def _look(bench: Workbench) -> Look:
    from microapp_cli.output.look import PLAIN, Look

    if not sys.stdout.isatty():
        return PLAIN
    is_plain = bench.environ.get("NO_COLOR") or bench.environ.get("TERM") == "dumb"
    return Look(shutil.get_terminal_size().columns, colour=not is_plain)


def _explain(context: typer.Context, rule: str, overlay: Path | None, *, as_json: bool) -> None:
    from microapp_cli.commands import policy

    policy.explain(context, rule, policies=overlay, as_json=as_json)
