"""`microapp policy diff`: which of many repositories a change of policies would break."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core.errors import Cancelled

if TYPE_CHECKING:
    from microapp_cli.adapters.checker import Checker
    from microapp_cli.core.policy_change import PolicyChange

Fleet = Annotated[Path, typer.Option(metavar="DIR", help="A folder of repositories.")]
New = Annotated[
    Path | None,
    typer.Option(
        "--policies", metavar="DIR", help="The new policies; those that ship, if left out."
    ),
]
Old = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="DIR",
        envvar="MICROAPP_POLICIES",
        help="The policies of today; those that ship, if left out.",
    ),
]
Jobs = Annotated[int | None, typer.Option(metavar="N", min=1, max=256, help="Processes.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def diff(
    context: typer.Context,
    fleet: Fleet,
    policies: New = None,
    old: Old = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
) -> None:
    """Say which repositories a change of policies would break.

    The exit code is 1 if it breaks any.

    Before you roll a rule out: microapp policy diff --fleet apps --policies acme-policies

    A folder of policies is an organisation's own, or a whole one with its main.rego.
    """
    from microapp_cli.output import policy_change

    bench: Workbench = context.obj
    try:
        with ExitStack() as stack:
            checkers = [stack.enter_context(_checker(bench, each)) for each in (old, policies)]
            change = _change(fleet, checkers, jobs)
    except KeyboardInterrupt:
        raise Cancelled("Stopped. Nothing was compared to the end.") from None
    if as_json:
        typer.echo(json.dumps(policy_change.as_data(change), indent=2, ensure_ascii=False))
    else:
        typer.echo(policy_change.as_text(change))
    raise typer.Exit(code=change.exit_code)


def _change(fleet: Path, checkers: Sequence[Checker], jobs: int | None) -> PolicyChange:
    from microapp_cli.adapters import many_checks
    from microapp_cli.adapters.fleet import members
    from microapp_cli.adapters.progress import Progress
    from microapp_cli.core.policy_change import compare

    folders = members(fleet)
    for checker in checkers:  # broken policies are told once, before the work
        checker.load()
    processes = jobs or many_checks.cores()
    with Progress(2 * len(folders), sys.stderr, "checks") as bar:
        outcomes = [
            many_checks.check_all(folders, checker, jobs=processes, done=bar.step)
            for checker in checkers
        ]
    return compare(*outcomes)


@contextmanager
def _checker(bench: Workbench, policies: Path | None) -> Iterator[Checker]:
    """What judges by an overlay; a whole folder of policies stands in the place of ours."""
    if policies is None or not (policies / "main.rego").exists():
        yield bench.checker(overlay=policies)
        return
    with TemporaryDirectory(prefix="microapp-policies-") as place:
        house = Path(place)
        (house / "blueprints").symlink_to(bench.assets / "blueprints")
        (house / "policies").symlink_to(policies.absolute())
        yield bench.checker(assets=house)
