"""An alert of a threshold outlives the process that saw it, until somebody has taken it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import MetaData

from microapp_llm.money.alerts import Event, Watch
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.need import BudgetLimits, Caps
from microapp_llm.money.tables import money_tables
from microapp_llm.money.unsent import Unsent
from tests.blueprints.llm.money import House, create_tables, play, used
from tests.servers.llm import local, made, running_proxy
from tests.servers.processes import free_port, wait_until

LIMITS = BudgetLimits(Caps(1000), Caps(10_000), Caps(10_000))
Story = tuple[list[Event], Unsent]


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    """A database with the tables of money."""
    address = new_database(request.param)
    asyncio.run(create_tables(address))
    return address


def process(house: House) -> Story:
    """Begin to watch the house, as a process does that has just started."""
    metadata = MetaData()
    money_tables(metadata)
    told: list[Event] = []
    unsent = Unsent(house.store, metadata, told.append)
    watch = Watch(tell=unsent.tell)
    house.budgets = Budgets(
        house.store,
        metadata,
        LIMITS,
        watch=watch,
        clock=lambda: house.now,
        noted=unsent.note,
    )
    return told, unsent


async def spend(house: House, name: str, nano: int) -> None:
    """Reserve and settle."""
    hold = await house.reserve(name, nano, 1)
    await house.budgets.settle(hold, used(hold))


def test_an_alert_that_a_process_left_behind_is_told_by_the_next(url: str) -> None:
    async def story(house: House) -> None:
        told, _ = process(house)
        await spend(house, "r1", 850)

        again, later = process(house)
        await later.tell_again([house.org, "another"], house.now)
        await later.tell_again([house.org], house.now)

        assert [event.facts["percent"] for event in told] == [50, 80]
        assert sorted(again, key=str) == sorted(told, key=str)

    play(url, story, LIMITS)


def test_an_alert_that_was_taken_is_told_no_more_and_one_that_was_not_is(url: str) -> None:
    async def story(house: House) -> None:
        told, unsent = process(house)
        await spend(house, "r1", 850)

        unsent.ended(told[0], taken=True)
        unsent.ended(told[1], taken=False)
        await unsent.close()
        await unsent.tell_again([house.org], house.now)

        assert [event.facts["percent"] for event in told] == [50, 80, 80]

    play(url, story, LIMITS)


def test_an_alert_of_a_month_that_is_over_is_no_news(url: str) -> None:
    async def story(house: House) -> None:
        process(house)
        await spend(house, "r1", 500)

        again, unsent = process(house)
        await unsent.tell_again([house.org], house.now + timedelta(days=7))
        await unsent.tell_again([house.org], house.now)

        assert again == []

    play(url, story, LIMITS)


def test_what_waits_to_be_taken_is_no_part_of_what_is_spent(url: str) -> None:
    async def story(house: House) -> None:
        process(house)
        await spend(house, "r1", 850)

        assert (await house.standings())["org"].spent_nano == await house.ledger() == 850

    play(url, story, LIMITS)


class Receiver(BaseHTTPRequestHandler):
    """Takes every alert, and keeps it."""

    got: list[dict[str, Any]]

    def do_POST(self) -> None:
        """Keep one."""
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_proxy_that_starts_again_sends_what_nobody_took_before(tmp_path: Path) -> None:
    folder, port = made(tmp_path / "app"), free_port()
    words = {
        "ALERT_WEBHOOK_URL": f"http://127.0.0.1:{port}/alerts",
        "ALERT_WEBHOOK_SECRET": "s" * 32,
    }
    words |= {"LLM_BUDGET_USER_USD": "0.2", "LLM_CACHE_SECONDS": "0"}
    dear = local("dear", price={"input": 1_000_000, "output": 1_000_000})
    body = {"model": "dear", "messages": [{"role": "user", "content": "hello"}], "max_tokens": 30}
    with running_proxy(folder, [dear], **words) as proxy:
        while proxy.ask("POST", "/v1/chat/completions", json=body).status_code == 200:
            pass

    got: list[dict[str, Any]] = []
    server = HTTPServer(("127.0.0.1", port), type("Keeping", (Receiver,), {"got": got}))
    Thread(target=server.serve_forever, daemon=True).start()
    with running_proxy(folder, [dear], **words):
        wait_until(lambda: bool(got), "the alert")
    server.shutdown()
    server.server_close()

    assert (got[0]["kind"], got[0]["level"], got[0]["subject"]) == (
        "budget_threshold",
        "user",
        "ann",
    )
