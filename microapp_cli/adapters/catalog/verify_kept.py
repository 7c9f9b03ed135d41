"""Proves what is kept beside an app: its files, their texts and its exceptions."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, select

from microapp_cli.adapters.catalog.chain_walk import partitions
from microapp_cli.adapters.catalog.tables import apps, documents, exceptions, files
from microapp_cli.core.catalog.exceptions import WAIVER_FIELDS
from microapp_cli.core.catalog.replay import Kept

Rows = Iterator[tuple[Any, ...]]


def wrong_kept(connection: Connection, told: Mapping[str, Kept]) -> Iterator[str]:
    """Every file, text and exception that the ledger tells otherwise; `told` is by app."""
    kept_files = select(apps.c.name, files.c.path, files.c.hash).join(apps)
    paths: dict[str, Any] = {name: kept.files for name, kept in told.items()}
    yield from _wrong(connection, kept_files, paths, lambda rows: dict(rows), "files")
    columns = (exceptions.c[name] for name in WAIVER_FIELDS)
    waived = select(apps.c.name, exceptions.c.number, *columns).join(apps)
    waivers: dict[str, Any] = {name: kept.exceptions for name, kept in told.items()}
    yield from _wrong(connection, waived, waivers, _waivers, "exceptions")
    yield from _wrong_texts(connection)


def _wrong(
    connection: Connection,
    query: Select[Any],
    entered: dict[str, Any],
    read: Callable[[Rows], object],
    what: str,
) -> Iterator[str]:
    """What the rows of an app say that its last entry does not; rows begin with the app.

    Entries that earlier versions wrote did not tell it all; nothing is held against them.
    """
    left = dict(entered)
    rows = chain.from_iterable(partitions(connection, query.order_by(apps.c.id)))
    for name, of_one in groupby(rows, itemgetter(0)):
        found = read(tuple(row[1:]) for row in of_one)
        says = left.pop(name, None)
        if says is not None and says != found:
            yield f"the {what} of {name} differ from what the ledger says."
    for name, says in left.items():
        if says:
            yield f"the {what} of {name} are in the ledger, but not there."


def _waivers(rows: Rows) -> list[dict[str, Any]]:
    found = (dict(zip(WAIVER_FIELDS, row[1:], strict=True)) for row in sorted(rows))
    return [{**one, "valid": bool(one["valid"])} for one in found]


def _wrong_texts(connection: Connection) -> Iterator[str]:
    """Each text lies under its own hash, so what was told of its hash was told of it."""
    query = select(documents.c.hash, documents.c.body).order_by(documents.c.hash)
    for hash, body in chain.from_iterable(partitions(connection, query)):
        try:
            right = hashlib.sha256(zlib.decompress(body)).hexdigest() == hash
        except (zlib.error, TypeError):  # text where bytes belong
            right = False
        if not right:
            yield f"the text that is kept as {hash!a} is not the one that had this hash."
