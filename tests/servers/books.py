"""What the proxy's database says of money and of lineage, read beside the proxy."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.servers.llm import Proxy

PATIENCE_S = 20.0
MONEY = """
WITH months AS (
  SELECT * FROM microapp_llm_balances
  WHERE org = :org AND level = 'org' AND length(period) = 7
)
SELECT
  (SELECT coalesce(sum(spent_nano), 0) FROM months),
  (SELECT coalesce(sum(reserved_nano), 0) FROM months),
  (SELECT coalesce(sum(nano), 0) FROM microapp_llm_ledger WHERE org = :org),
  (SELECT count(*) FROM microapp_llm_holds WHERE org = :org)
"""


class Money(NamedTuple):
    """How one organisation stands: by its balance and by its ledger."""

    spent: int
    reserved: int
    ledger: int
    holds: int


class Books:
    """Reads one SQLite file; it is closed after each question."""

    def __init__(self, folder: Path, name: str = "test.db") -> None:
        self._path = folder / ".local" / name

    def money(self, org: str) -> Money:
        """Give how an organisation stands now."""
        (found,) = self._rows(MONEY, org)
        return Money(*found)

    def settled(self, org: str) -> Money:
        """Give how an organisation stands once nothing is put aside any more."""
        until = time.monotonic() + PATIENCE_S
        while (found := self.money(org)).holds and time.monotonic() < until:
            time.sleep(0.02)
        return found

    def excess(self, org: str) -> int:
        """Give what providers took beyond what was put aside and left: it must be nothing."""
        statement = "SELECT sum(excess_nano) FROM microapp_llm_ledger WHERE org = :org"
        return int(self._rows(statement, org)[0][0] or 0)

    def outcomes(self, org: str) -> list[str]:
        """Give how each call of an organisation ended, by its ledger."""
        rows = self._rows("SELECT outcome FROM microapp_llm_ledger WHERE org = :org", org)
        return [row[0] for row in rows]

    def lineage(self, org: str, fewest: int = 1) -> list[dict[str, Any]]:
        """Give the rows of lineage, once there are as many as that."""
        until = time.monotonic() + PATIENCE_S
        statement = (
            "SELECT kind, outcome, cost_nano, redactions, output_hash, policy_hash, text"
            " FROM microapp_llm_lineage WHERE org = :org"
        )
        while len(rows := self._rows(statement, org)) < fewest and time.monotonic() < until:
            time.sleep(0.02)
        names = ("kind", "outcome", "cost_nano", "redactions", "output_hash", "policy_hash", "text")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _rows(self, statement: str, org: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self._path, timeout=10)
        try:
            return connection.execute(statement, {"org": org}).fetchall()
        finally:
            connection.close()


def shown(proxy: Proxy, org: str) -> tuple[int, int, int]:
    """Give what the proxy itself says: spent and put aside by its budget, and the sum of usage."""
    who = {"org": org, "sub": f"boss-of-{org}", "role": "admin"}
    levels = proxy.ask("GET", "/v1/budget", who=who).json()["levels"]
    months = [s for s in levels if s["level"] == "org" and len(s["period"]) == len("2026-11")]
    usage = proxy.ask("GET", "/v1/usage", who=who).json()["items"]
    spent, reserved = (sum(s[f"{name}_nano"] for s in months) for name in ("spent", "reserved"))
    return spent, reserved, sum(row["nano"] for row in usage)
