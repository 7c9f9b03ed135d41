"""Filters a large table so that no mix of filters, however unlucky, reads all of its rows."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, Select, select, tuple_

from microapp_cli.adapters.catalog.tables import apps, facets
from microapp_cli.core.catalog.app import FACETS

FEW = 5_000
"""So many rows are read one by one; beyond, the index that holds every filter is walked instead."""


def names_of(connection: Connection, filters: Mapping[str, str]) -> Select[tuple[str]]:
    """A query for the names of the apps that pass these filters, to be ordered and cut by name."""
    query = select(apps.c.name)
    first = _rarest(connection, filters)
    for name, value in filters.items():
        column = apps.c[name]
        query = query.where((column if name == first else _by_no_index(column)) == value)
    return query


def _rarest(connection: Connection, filters: Mapping[str, str]) -> str:
    """The filter that leaves few enough rows for its own index, by the counters; or nothing."""
    if len(filters) < 2 or "owner" in filters:
        return "owner" if "owner" in filters else next(iter(filters), "")
    asked = [(name, value) for name, value in filters.items() if name in FACETS]
    query = select(facets).where(tuple_(facets.c.facet, facets.c.value).in_(asked))
    counts = {row.facet: int(row._mapping["count"]) for row in connection.execute(query)}
    rarest = min(filters, key=lambda name: counts.get(name, 0))
    return rarest if counts.get(rarest, 0) <= FEW else ""


def _by_no_index(column: ColumnElement[str]) -> ColumnElement[str]:
    """The column as a value that has no index of its own: SQLite would choose a wrong one."""
    return column.concat("")
