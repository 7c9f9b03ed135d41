"""Pages of short lists that are made in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange
from microapp_kit.paging import Cursors, parse_limit
from microapp_kit.query import parse_pairs


class Pages:
    """Cuts lists into pages; a cursor is good for its caller and list alone."""

    def __init__(self, secret: bytes) -> None:
        self._cursors = Cursors(secret)

    def page(
        self, exchange: Exchange, items: Sequence[dict[str, Any]], pairs: dict[str, str]
    ) -> dict[str, Any]:
        """Give the page that a query asks for."""
        limit = parse_limit(pairs.get("limit"))
        binding = self._binding(exchange, pairs)
        start = 0
        if "cursor" in pairs:
            start = int(self._cursors.read(binding, pairs["cursor"])[0])
        more = start + limit < len(items)
        cursor = self._cursors.make(binding, [start + limit]) if more else None
        return {"items": list(items[start : start + limit]), "next_cursor": cursor}

    def _binding(self, exchange: Exchange, pairs: dict[str, str]) -> str:
        principal = exchange.principal
        told = {name: value for name, value in pairs.items() if name not in ("limit", "cursor")}
        return "\0".join((principal.org, principal.sub, exchange.path, repr(sorted(told.items()))))


def pairs_of(exchange: Exchange, *known: str) -> dict[str, str]:
    """Give the parameters of a query; refuse those that the route does not know."""
    pairs = parse_pairs(exchange.query)
    for name in pairs:
        if name not in known:
            where = " What is asked for stands in the body." if exchange.method == "POST" else ""
            raise Refusal(422, "invalid", f"There is no parameter {name[:100]!r} here.{where}")
    return pairs
