"""Keeps the catalog itself: who is still there, what is due, its version, and its proof."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.catalog_options import Actor, AsJson, DryRun, Only
from microapp_cli.core.errors import WrongUse
from microapp_cli.output import catalog_text as shown

ENTRY = re.compile(r"[0-9]{1,18}:[0-9a-f]{64}")


def owners(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE|-", help="The addresses of everybody, one a line.")
    ],
    only: Only = "",
    dry_run: DryRun = False,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Find the apps whose owner and backup owner are both gone."""
    from microapp_cli.adapters.catalog import sweeping
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.given_text import text_of
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    who = actor_of(bench.environ, actor)
    label, text = text_of(str(file))
    people = sweeping.people_in(text, label)
    store = open_catalog(bench.environ)
    swept = sweeping.take_inventory(store, people, actor=who, dry_run=dry_run, only=only)
    if as_json:
        typer.echo(shown.as_json({"orphaned": swept.orphaned, "dry_run": dry_run}))
    else:
        typer.echo(_lines("nobody answers for", swept.orphaned, dry_run))


def sweep(
    context: typer.Context,
    only: Only = "",
    dry_run: DryRun = False,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Flag what grew old, and quarantine what waited too long.

    What grew old is flagged; what nobody looked at in time is quarantined.
    """
    from microapp_cli.adapters.catalog import sweeping
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.opening import open_catalog

    bench: Workbench = context.obj
    who = actor_of(bench.environ, actor)
    swept = sweeping.sweep(open_catalog(bench.environ), actor=who, dry_run=dry_run, only=only)
    if as_json:
        data = {"reassess": swept.flagged, "quarantined": swept.quarantined, "dry_run": dry_run}
        typer.echo(shown.as_json(data))
    else:
        typer.echo(_lines("to be looked at again", swept.flagged, dry_run))
        typer.echo(_lines("quarantined", swept.quarantined, dry_run))


def upgrade(context: typer.Context, as_json: AsJson = False) -> None:
    """Make the catalog's tables, or bring them up to date.

    All at once, or not at all.
    """
    from microapp_cli.adapters.catalog.opening import upgrade_catalog

    bench: Workbench = context.obj
    label, before, now = upgrade_catalog(bench.environ)
    if as_json:
        typer.echo(shown.as_json({"catalog": label, "before": before, "now": now}))
    elif before == now:
        typer.echo(f"{label} is up to date (version {now}).")
    else:
        typer.echo(f"{label} is at version {now} now.")


def verify(
    context: typer.Context,
    expect: Annotated[
        str, typer.Option(metavar="SEQ:HASH", help="An entry that was noted elsewhere before.")
    ] = "",
    usage: Annotated[
        bool, typer.Option("--usage", help="Add every usage event up again, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Prove that nobody changed the ledger or the catalog.

    Exit code 1 where it is not so. Note the last entry somewhere else: with --expect it shows
    later that the ledger was not written anew.
    """
    from microapp_cli.adapters.catalog import usage_pages
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.adapters.catalog.verify import verify as prove

    bench: Workbench = context.obj
    if expect and not ENTRY.fullmatch(expect):
        raise WrongUse(f"--expect {expect[:40]!a} is no entry. Give SEQ:HASH, as verify shows it.")
    store = open_catalog(bench.environ)
    with store.read() as reading:
        proof = prove(reading.connection, expect=expect, at=store.address)
        if usage:
            wrong = tuple(usage_pages.wrong_sums(reading.connection))
            proof = replace(proof, problems=(*proof.problems, *wrong))
    if as_json:
        typer.echo(shown.as_json(proof.__dict__))
    elif proof.problems:
        typer.echo("\n".join(["The catalog does not hold together:", *proof.problems]))
    else:
        typer.echo(f"{proof.entries} entries and {proof.apps} apps hold together.")
        if proof.first_form:
            typer.echo(
                f"The first {proof.first_form} are chained as before version 0003, and hold too."
            )
        typer.echo(f"The last entry is {proof.head}")
    raise typer.Exit(code=int(bool(proof.problems)))


def _lines(what: str, names: tuple[str, ...], dry_run: bool) -> str:
    would = " (nothing was changed)" if dry_run else ""
    return "\n".join([f"{what}: {len(names)}{would}", *(f"  {name}" for name in names[:50])])
