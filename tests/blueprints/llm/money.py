"""A house with budgets for tests: tables, a clock that is set by hand, and sums from the ledger."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import asyncpg
from sqlalchemy import MetaData, create_engine
from sqlalchemy.schema import CreateTable

from microapp_kit.manifest import Manifest, Person
from microapp_kit.opening import open_store
from microapp_kit.sql import DIALECTS, POSTGRES
from microapp_kit.store import Store
from microapp_llm.money.alerting import PERCENTS
from microapp_llm.money.alerts import Event, Watch
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.need import CHAT, BudgetLimits, Caps, Hold, Need, Standing, Used
from microapp_llm.money.slowing import Slowing
from microapp_llm.money.tables import money_tables

ANN = Person("Ann", "ann@acme.example", "People")
MANIFEST = Manifest("proxy", "Proxy", "One way to a model.", ANN, "T1", "llm-proxy", {}, {})
START = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
APP_CAP, USER_CAP, ORG_CAP = 600, 400, 1000
LIMITS = BudgetLimits(
    org=Caps(ORG_CAP, 2000), app=Caps(APP_CAP, 1500, day_nano=500), user=Caps(USER_CAP, 1200)
)


@dataclass
class House:
    """Budgets on a database of their own."""

    store: Store
    limits: BudgetLimits
    now: datetime = START
    org: str = field(default_factory=lambda: f"org-{secrets.token_hex(6)}")
    percents: tuple[int, ...] = PERCENTS
    slowing: Slowing = field(default_factory=Slowing)
    events: list[Event] = field(default_factory=list)
    budgets: Budgets = field(init=False)
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self.budgets = self.more_budgets()

    def more_budgets(self, kind: type[Budgets] = Budgets) -> Budgets:
        """Give budgets as another process on the same database would have them."""
        metadata = MetaData()
        money_tables(metadata)
        self.watch = Watch(tell=self.events.append, slowing=self.slowing)
        return kind(
            self.store,
            metadata,
            self.limits,
            watch=self.watch,
            clock=lambda: self.now,
            percents=self.percents,
        )

    def later(self, **words: int) -> None:
        """Move the clock."""
        self.now += timedelta(**words)

    async def reserve(
        self, request_id: str, nano: int = 100, tokens: int = 10, /, **who: str
    ) -> Hold:
        """Reserve for ann in the shop, or for whom it is said."""
        app, user = who.get("app", "shop"), who.get("user", "ann")
        budget = who.get("budget", CHAT)
        need = Need(request_id, self.org, app, user, "small", nano, tokens, 60, budget)
        return await self.budgets.reserve(need)

    async def standings(
        self, app: str = "shop", user: str = "ann", budget: str = CHAT
    ) -> dict[str, Standing]:
        """Give how each level stands this month."""
        told = await self.budgets.budget(self.org, app, user, budget)
        return {s.level: s for s in told if s.period == f"{self.now:%Y-%m}"}

    async def ledger(self, month: str = "") -> int:
        """Give the sum of the ledger in nano-dollars."""
        return sum(usage.nano for usage in await self.budgets.usage(self.org, month))


def used(hold: Hold, nano: int | None = None, tokens: int | None = None) -> Used:
    """Give a use of all that was held, or less."""
    taken = hold.tokens if tokens is None else tokens
    return Used(taken, 0, 0, hold.nano if nano is None else nano, "ok")


async def create_tables(url: str) -> None:
    """Create the tables of money in an empty database."""
    metadata = MetaData()
    money_tables(metadata)
    if url.startswith("sqlite"):
        engine = create_engine(url)
        metadata.create_all(engine)
        engine.dispose()
        return
    connection = await asyncpg.connect(url)
    for table in metadata.sorted_tables:
        await connection.execute(str(CreateTable(table).compile(dialect=DIALECTS[POSTGRES]())))
    await connection.close()


@asynccontextmanager
async def house(url: str, limits: BudgetLimits = LIMITS) -> AsyncIterator[House]:
    """Open a house on a database that has its tables."""
    store = open_store(url)
    await store.start()
    opened = House(store, limits)
    try:
        yield opened
    finally:
        await opened.budgets.close()
        await store.close()


def play(
    url: str, story: Callable[[House], Awaitable[None]], limits: BudgetLimits = LIMITS
) -> None:
    """Play a story in an org of its own, on a database that has the tables."""

    async def with_house() -> None:
        async with house(url, limits) as opened:
            await story(opened)

    asyncio.run(with_house())
