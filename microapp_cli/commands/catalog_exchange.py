"""Gives apps to others: entities to Backstage and back, a list of callers to the proxy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.catalog_options import Actor, AsJson
from microapp_cli.core.errors import WrongUse
from microapp_cli.output import catalog_text as shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from microapp_cli.core.catalog.app import App


def export(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME…", help="Some apps.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every app there is.")] = False,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR|FILE",
            help="A folder gets NAME/catalog-info.yaml for each; without it, all is printed.",
        ),
    ] = "-",
    as_json: AsJson = False,
) -> None:
    """Write apps as Backstage entities (catalog-info.yaml)."""
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.core.catalog import backstage

    bench: Workbench = context.obj
    if bool(names) == every:
        raise WrongUse("Name the apps to export, or give --all.")
    with open_catalog(bench.environ).read() as reading:
        apps = list(_named(reading.connection, names)) if names else _every(reading.connection)
        if as_json and output == "-":
            entities = [backstage.entity(backstage.of_app(app)) for app in apps]
            typer.echo(shown.as_json(entities))
            return
        count = _write(apps, output)
    if as_json:
        typer.echo(shown.as_json({"output": output, "apps": count}))
    elif output != "-":
        typer.echo(f"{count} {'app' if count == 1 else 'apps'} in {output}.")


def apps(
    context: typer.Context,
    active: Annotated[
        bool, typer.Option("--active", help="Leave out the apps that may not ask.")
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="The apps.yaml of the proxy; budgets that it states stay. Otherwise printed.",
        ),
    ] = "-",
    as_json: AsJson = False,
) -> None:
    """Write the apps as the proxy to models lists them (apps.yaml).

    Retired and quarantined apps are not active: the proxy refuses them.
    """
    from microapp_cli.adapters.catalog import callers_file
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.core.catalog.callers import callers

    bench: Workbench = context.obj
    before = callers_file.read(Path(output)) if output != "-" else {}
    with open_catalog(bench.environ).read() as reading:
        found = callers(_every(reading.connection), before, only_active=active)
    for name in found.unknown:
        typer.echo(f"{name} is not in the catalog, and is left out.", err=True)
    if output == "-":
        told = shown.as_json(found.entries) if as_json else callers_file.text(found.entries)
        typer.echo(told.encode(), nl=as_json)
        return
    callers_file.write(Path(output), found.entries)
    count = {"output": output, "apps": len(found.entries), "active": found.active}
    said = f"{len(found.entries)} apps in {output}, {found.active} active."
    typer.echo(shown.as_json(count) if as_json else said)


def import_(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|DIR|-",
            help="Entities; of a folder, every catalog-info.yaml below it.",
        ),
    ],
    policies: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", envvar="MICROAPP_POLICIES", help="Your organisation's policies."
        ),
    ] = None,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Enter apps from Backstage entities: all of them, or none.

    Apps that a repository registered stay as they are. What claims a stage that asks for
    evidence begins in development.
    """
    from microapp_cli.adapters.catalog import entities, entity_files, importing
    from microapp_cli.adapters.catalog.actor import actor_of
    from microapp_cli.adapters.catalog.given_text import STANDARD_INPUT, text_of
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.core.questions import TIERS
    from microapp_cli.output import import_text

    bench: Workbench = context.obj
    who = actor_of(bench.environ, actor)
    store = open_catalog(bench.environ)
    texts = [text_of(file)] if file == STANDARD_INPUT else entity_files.texts(Path(file))
    controls = bench.policies(policies).controls
    done = importing.take_in(
        store,
        entities.read(texts),
        {tier: controls.at_tier(tier) for tier in TIERS},
        actor=who,
    )
    typer.echo(shown.as_json(asdict(done)) if as_json else import_text.imported(done))


def _named(connection: Connection, names: Iterable[str]) -> Iterator[App]:
    from microapp_cli.adapters.catalog import apps

    for name in dict.fromkeys(names):
        yield apps.get(connection, name)[2]


def _every(connection: Connection) -> Iterator[App]:
    from microapp_cli.adapters.catalog import pages

    yield from pages.every(connection)


def _write(apps: Iterable[App], output: str) -> int:
    from microapp_cli.adapters.catalog import entity_files
    from microapp_cli.adapters.catalog.entity_text import as_yaml
    from microapp_cli.core.catalog import backstage

    texts = ((app.name, as_yaml(backstage.entity(backstage.of_app(app)))) for app in apps)
    if output.endswith(("/", "\\")) or Path(output).is_dir():
        return entity_files.write_each(Path(output), texts)
    count = 0
    if output == "-":
        for count, (_, text) in enumerate(texts, 1):  # noqa: B007
            typer.echo(f"---\n{text}".encode(), nl=False)  # UTF-8, whatever the terminal is
        return count
    with entity_files.writing_named(Path(output)) as file:
        for count, (_, text) in enumerate(texts, 1):  # noqa: B007
            file.write(f"---\n{text}")
    return count
