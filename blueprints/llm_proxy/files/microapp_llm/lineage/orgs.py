"""The orgs that have something to sweep or resume.

The walls of Postgres show a table with an `org` only to that org, so that chores must know the
orgs' names from elsewhere: from here.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table, bindparam, select

from microapp_kit.schema import ORDERED_TEXT
from microapp_kit.sql import Compiler, Script
from microapp_kit.store import Store

NAME = "microapp_llm_orgs"


def orgs_tables(metadata: MetaData) -> None:
    """Add the table of orgs, once."""
    if NAME not in metadata.tables:
        Table(NAME, metadata, Column("name", ORDERED_TEXT, primary_key=True))


class Orgs:
    """Remembers the names of orgs."""

    def __init__(self, metadata: MetaData, compiler: Compiler) -> None:
        table = metadata.tables[NAME]
        statement = compiler.insert(table).values(name=bindparam("p_name"))
        self._add = compiler.compile(statement.on_conflict_do_nothing())
        self._all = compiler.compile(select(table.c.name).order_by(table.c.name))
        self._known: set[str] = set()

    def remember(self, org: str) -> Script[None]:
        """Add an org, unless this process knows that it is there."""
        if org not in self._known:
            yield self._add, {"p_name": org}

    def remembered(self, org: str) -> None:
        """Note that the transaction that added an org has ended well."""
        self._known.add(org)

    async def all(self, store: Store) -> list[str]:
        """Give all orgs."""
        return [row[0] for row in await store.read("", self._all, {})]
