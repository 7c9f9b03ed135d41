"""Alerts of thresholds that no receiver has taken yet: they outlive the process that saw them.

Each is a row of the balances, of nothing, in a budget of its own; the transaction that reaches a
threshold writes it, and it goes when the alert was taken. An alert may come twice, but comes.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, MetaData, bindparam, delete, literal, select

from microapp_kit.errors import Refusal
from microapp_kit.schema import ORDERED_TEXT
from microapp_kit.sql import Script
from microapp_kit.store import Store
from microapp_llm.money.alerts import Crossed, Event
from microapp_llm.money.tables import BALANCES

THRESHOLD = "budget_threshold"
MARK, BEHIND_MARK = "alert ", "alert!"
"""How the budget of such a row begins, and what comes behind all that begin so."""
STILL_NEWS = timedelta(days=2)  # after the day or month that an alert is about
KEY = ("org", "budget", "level", "subject", "period")
Tell = Callable[[Event], None]


class Unsent:
    """Notes alerts, tells them, and tells those anew that a process left behind."""

    def __init__(self, store: Store, metadata: MetaData, tell: Tell) -> None:
        self._store, self._send = store, tell
        self._under_way: set[tuple[str, Crossed]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        table, compile_ = metadata.tables[BALANCES], store.compiler.compile
        key: dict[str, Any] = {name: bindparam(f"p_{name}", type_=ORDERED_TEXT) for name in KEY}
        others = [column.name for column in table.columns if column.name not in KEY]
        zero = dict.fromkeys(others, literal(0, BigInteger()))
        new = store.compiler.insert(table).values({**key, **zero})
        self._note = compile_(new.on_conflict_do_nothing())
        mine = [table.c[name] == bound for name, bound in key.items()]
        self._forget = compile_(delete(table).where(*mine))
        marked = table.c.budget >= MARK, table.c.budget < BEHIND_MARK
        rows = select(*(table.c[name] for name in KEY[1:])).where(mine[0], *marked)
        self._of_org = compile_(rows)

    def note(self, org: str, reached: Sequence[Crossed]) -> Script[None]:
        """Write alerts down in the transaction that reaches their thresholds."""
        for alert in reached:
            yield self._note, _row(org, alert)

    def tell(self, event: Event) -> None:
        """Send an event; one of a threshold is known to be under way."""
        if event.kind == THRESHOLD:
            self._under_way.add((event.org, Crossed(**event.facts)))
        self._send(event)

    def ended(self, event: Event, *, taken: bool) -> None:
        """Forget an alert that was taken; one that was not is told anew in an hour."""
        if event.kind != THRESHOLD:
            return
        one = event.org, Crossed(**event.facts)
        self._under_way.discard(one)
        if taken:
            task = asyncio.get_running_loop().create_task(self._gone(*one))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def tell_again(self, orgs: Iterable[str], now: datetime) -> None:
        """Tell what was not taken; forget what is no news any more."""
        for org in orgs:
            for row in await self._store.read(org, self._of_org, {"p_org": org}):
                alert = _alert(*row)
                if (now - STILL_NEWS).date().isoformat()[: len(alert.period)] > alert.period:
                    await self._gone(org, alert)
                elif (org, alert) not in self._under_way:
                    self.tell(Event(THRESHOLD, org, alert._asdict()))

    async def close(self) -> None:
        """Wait until what was taken is forgotten."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _gone(self, org: str, alert: Crossed) -> None:
        def script() -> Script[None]:
            yield self._forget, _row(org, alert)

        with contextlib.suppress(Refusal):  # the database is away: it is told once more
            await self._store.write(org, script)


def _row(org: str, alert: Crossed) -> dict[str, Any]:
    about = f"{alert.percent} {alert.what} {alert.period}"
    values = (org, f"{MARK}{alert.budget}", alert.level, alert.subject, about)
    return {f"p_{name}": value for name, value in zip(KEY, values, strict=True)}


def _alert(budget: str, level: str, subject: str, about: str) -> Crossed:
    percent, what, period = about.split(" ")
    return Crossed(budget.removeprefix(MARK), level, subject, period, int(percent), what)
