"""What the proxy brings to the kit: its tables, its routes, its chores and its contract."""

from __future__ import annotations

from sqlalchemy import MetaData

from microapp_kit.brought import Brought, Ground, Living
from microapp_llm.approvals.model import NAME as APPROVALS
from microapp_llm.approvals.model import approvals_tables
from microapp_llm.batches.model import BATCHES, ITEMS, batches_tables
from microapp_llm.building import Building
from microapp_llm.contract.additions import with_llm
from microapp_llm.dialect import envelope
from microapp_llm.guards import MakeRedactor
from microapp_llm.lineage.row import NAME as LINEAGE
from microapp_llm.lineage.row import lineage_tables
from microapp_llm.money.tables import BALANCES, HOLDS, LEDGER, SWEPT, money_tables
from microapp_llm.redaction import Redactor
from microapp_llm.unknown_paths import said_of


def tables(metadata: MetaData) -> None:
    """Add the proxy's tables."""
    for add in (money_tables, lineage_tables, approvals_tables, batches_tables):
        add(metadata)


def build(
    ground: Ground, make_redactor: MakeRedactor = Redactor, *, all_local: bool = False
) -> Living:
    """Put the proxy together on the kit's ground, or refuse to start.

    With `all_local`, for tests, the local provider stands for every model: nothing goes out.
    """
    return Building(ground, make_redactor, all_local).living()


WALLED = (BALANCES, HOLDS, LEDGER, LINEAGE, APPROVALS, BATCHES, ITEMS)
"""Tables in which Postgres keeps orgs apart."""

brought = Brought(
    build=build,
    tables=tables,
    walled=WALLED,
    only_grow=(LEDGER,),
    seen_by_chores={HOLDS: SWEPT},
    contract=with_llm,
    envelope=envelope,
    no_such_path=said_of,
)
