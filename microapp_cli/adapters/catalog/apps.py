"""Reads and writes the rows of apps, with their counters, documents and ledger entries."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from microapp_cli.adapters.catalog.store import Change
from microapp_cli.adapters.catalog.tables import apps, documents, exceptions, files
from microapp_cli.core.catalog import app as core
from microapp_cli.core.catalog.app import FACETS, App
from microapp_cli.core.catalog.chain import canonical
from microapp_cli.core.catalog.exceptions import WAIVER_FIELDS, Waiver
from microapp_cli.core.catalog.names import check_name, key_of
from microapp_cli.core.errors import CatalogError
from microapp_cli.core.meant import with_meant

FIELDS = tuple(field.name for field in fields(App))
JSON_FIELDS = ("answers", "check")
DAYS = (
    *("answered", "stage_since", "verified", "orphaned", "ask_again", "reassess_by", "retire_on"),
)
AT_ONCE = 500
MOST_ALIKE = 1_000
Thing = TypeVar("Thing")


def find(connection: Connection, name: str) -> tuple[int, int, App] | None:
    """An app with its id and version; a look-alike of another name is told apart."""
    row = connection.execute(select(apps).where(apps.c.key == key_of(name))).first()
    if row is None:
        return None
    if row.name != name:
        raise CatalogError(
            f"{name} looks like {row.name}, which is in the catalog. "
            "Give that name, or one that nobody takes for it."
        )
    return row.id, row.version, app_of(row)


def get(connection: Connection, name: str) -> tuple[int, int, App]:
    """As `find`, for an app that must be there."""
    found = find(connection, check_name(name))
    if found is None:
        told = f"{name} is not in the catalog. See: microapp catalog search {name[:12]}"
        raise CatalogError(with_meant(told, name, _beginning_alike(connection, name)))
    return found


def _beginning_alike(connection: Connection, name: str) -> list[str]:
    """Names of the catalog that begin with the same letter, but no more than can be looked at."""
    alike = apps.c.name.startswith(name[0], autoescape=True)
    return list(connection.execute(select(apps.c.name).where(alike).limit(MOST_ALIKE)).scalars())


def known(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[int, int, App]]:
    """key → id, version and app, for those of these keys that are in the catalog."""
    found: dict[str, tuple[int, int, App]] = {}
    for some in _parts(dict.fromkeys(keys)):
        rows = connection.execute(select(apps).where(apps.c.key.in_(some)))
        found |= {row.key: (row.id, row.version, app_of(row)) for row in rows}
    return found


def app_of(row: Row[Any]) -> App:
    """The app of a row."""
    mapping = row._mapping
    values = {name: mapping[name] for name in FIELDS}
    try:
        told = {name: json.loads(values[name]) for name in JSON_FIELDS}
        for day in filter(None, map(values.__getitem__, DAYS)):
            date.fromisoformat(day)
        if values["stage"] not in core.STAGES or not all(
            isinstance(t, dict) for t in told.values()
        ):
            raise ValueError
    except (ValueError, TypeError):
        raise CatalogError(
            f"What the catalog says of {values['name']!a} was not written by microapp. "
            "See what else was changed: microapp catalog verify"
        ) from None
    return App(**{**values, **told})


def add(change: Change, app: App, action: str, **more: Any) -> int:
    """Enter an app; gives its id."""
    entered = replace(app, registered=change.at)
    row = {**_columns(entered, change.at), "key": key_of(app.name), "version": 1}
    id = change.connection.execute(insert(apps).values(row).returning(apps.c.id)).scalar_one()
    _count(change, None, entered)
    change.record(action, app.name, {"set": core.changes(None, entered), **more})
    return int(id)


def add_all(change: Change, new: Iterable[App], action: str) -> None:
    """Enter many apps, each with its entry in the ledger."""
    for some in _parts(new):
        entered = [replace(app, registered=change.at) for app in some]
        rows = [
            {**_columns(app, change.at), "key": key_of(app.name), "version": 1} for app in entered
        ]
        change.connection.execute(insert(apps), rows)
        for app in entered:
            _count(change, None, app)
            change.record(action, app.name, {"set": core.changes(None, app)})


def save(
    change: Change, id: int, version: int, before: App, after: App, action: str, **more: Any
) -> bool:
    """Write what differs, if anything does; refused where the row is not the one that was read."""
    different = core.changes(before, after)
    if not different and not more:
        return False
    if different:
        done = change.connection.execute(
            update(apps)
            .where(apps.c.id == id, apps.c.version == version)
            .values(**_columns(after, change.at), version=version + 1)
        )
        if done.rowcount != 1:
            raise CatalogError(f"Somebody else changed {after.name} at this moment. Try again.")
        _count(change, before, after)
    change.record(action, after.name, {"set": different, **more})
    return True


def keep_document(connection: Connection, hash: str, text: str) -> None:
    """Keep a text under its hash; the same text is kept once."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    body = zlib.compress(text.encode("utf-8"))
    connection.execute(make(documents).values(hash=hash, body=body).on_conflict_do_nothing())


def document(connection: Connection, hash: str) -> str:
    """The text that is kept under a hash, or nothing."""
    found = connection.execute(select(documents.c.body).where(documents.c.hash == hash)).scalar()
    return zlib.decompress(found).decode("utf-8") if found is not None else ""


def controls_of(connection: Connection, app: App) -> Mapping[str, Mapping[str, Any]]:
    """The values of an app's controls."""
    text = document(connection, app.controls)
    return json.loads(text) if text else {}


def keep_files(change: Change, id: int, found: Mapping[str, tuple[str, str]]) -> None:
    """Keep the files that an auditor asks for: path → hash and text."""
    for hash, text in found.values():
        keep_document(change.connection, hash, text)
    change.connection.execute(delete(files).where(files.c.app_id == id))
    rows = [{"app_id": id, "path": path, "hash": hash} for path, (hash, _) in found.items()]
    if rows:
        change.connection.execute(insert(files), rows)


def files_of(connection: Connection, id: int) -> dict[str, str]:
    """path → text of the files kept of an app."""
    query = (
        select(files.c.path, documents.c.body)
        .join(documents, documents.c.hash == files.c.hash)
        .where(files.c.app_id == id)
        .order_by(files.c.path)
    )
    found = connection.execute(query)
    return {path: zlib.decompress(body).decode("utf-8") for path, body in found}


def waivers_of(connection: Connection, id: int) -> tuple[Waiver, ...]:
    """The exceptions of an app."""
    query = select(exceptions).where(exceptions.c.app_id == id).order_by(exceptions.c.number)
    return tuple(waiver_of(row) for row in connection.execute(query))


def waiver_of(row: Row[Any]) -> Waiver:
    """The exception of a row."""
    values = {name: row._mapping[name] for name in WAIVER_FIELDS}
    return Waiver(**{**values, "valid": bool(values["valid"])})


def keep_waivers(change: Change, id: int, found: Iterable[Waiver]) -> None:
    """Mirror the exceptions of an app."""
    change.connection.execute(delete(exceptions).where(exceptions.c.app_id == id))
    rows = [
        {**asdict(waiver), "valid": int(waiver.valid), "app_id": id, "number": number}
        for number, waiver in enumerate(found, 1)
    ]
    if rows:
        change.connection.execute(insert(exceptions), rows)


def _columns(app: App, at: str) -> dict[str, Any]:
    values = {name: getattr(app, name) for name in FIELDS}
    json_texts = {name: canonical(values[name]) for name in JSON_FIELDS}
    return {**values, **json_texts, "state": app.state, "search": core.text_of(app), "changed": at}


def _count(change: Change, before: App | None, after: App) -> None:
    for facet in FACETS:
        if before is not None:
            change.counts[facet, getattr(before, facet)] -= 1
        change.counts[facet, getattr(after, facet)] += 1


def _parts(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    left = iter(things)
    while part := list(islice(left, AT_ONCE)):
        yield part
