"""Several processes, one database: the cap is one, and kill -9 loses no money from the count."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import MetaData, bindparam, select

from microapp_llm.money.need import BUDGETS, BudgetLimits, Caps
from microapp_llm.money.tables import LEDGER, money_tables
from tests.blueprints.llm.money import START, House, create_tables, play
from tests.servers.fixtures import DATABASES

ROOT = Path(__file__).resolve().parents[3]
FILES = [ROOT, *(ROOT / "blueprints" / name / "files" for name in ("base", "llm_proxy"))]
CAP, HELD, USED = 1000, 10, 4
LIMITS = BudgetLimits(
    Caps(CAP), Caps(700), Caps(400), embeddings=BudgetLimits(Caps(600), Caps(400), Caps(250))
)
APPS, USERS = ("shop", "desk"), ("ann", "bob", "eve")
CALLER = f"""
import asyncio, sys
from microapp_kit.errors import Refusal
from microapp_llm.money.need import BUDGETS, BudgetLimits, Caps, Used
from tests.blueprints.llm.money import house

url, org, name, settles = sys.argv[1:]

def who(number):
    if settles == "yes":
        return {{}}
    app, user = {APPS}[number % 2], {USERS}[number // 2 % 3]
    return {{"app": app, "user": user, "budget": BUDGETS[number // 6 % 2]}}

async def call(opened, number):
    request_id = f"{{name}}-{{number}}"
    try:
        hold = await opened.reserve(request_id, {HELD}, 1, **who(number))
    except Refusal as refused:
        assert refused.code in ("budget_exceeded", "unavailable"), refused
        return
    print("reserved", request_id, flush=True)
    if number % 2 and settles == "yes":
        await opened.budgets.settle(hold, Used(1, 0, 0, {USED}, "ok"))
        print("settled", request_id, flush=True)

async def main():
    async with house(url, {LIMITS!r}) as opened:
        opened.org = org
        print("ready", flush=True)
        sys.stdin.readline()
        for first in range(0, 400, 8):
            await asyncio.gather(*(call(opened, first + n) for n in range(8)))

asyncio.run(main())
"""


WATCHER = """
import asyncio, sys
from microapp_llm.money.alerting import Alerting
from microapp_llm.money.need import BudgetLimits, Caps, Used
from microapp_llm.money.spikes import BUCKET_SECONDS, WARM_UP
from tests.blueprints.llm.money import house

url, name = sys.argv[1:]
FLOOR_NANO = Alerting().floor_nano
AMOUNTS = [FLOOR_NANO] * WARM_UP + [FLOOR_NANO * 30]
CAP = 2 * sum(AMOUNTS)

async def main():
    async with house(url, BudgetLimits(Caps(CAP), Caps(9 * CAP), Caps(9 * CAP))) as opened:
        opened.org = "watched"
        print("ready", flush=True)
        sys.stdin.readline()
        for number, nano in enumerate(AMOUNTS):
            hold = await opened.reserve(f"{name}-{number}", nano, 1)
            await opened.budgets.settle(hold, Used(1, 0, 0, nano, "ok"))
            opened.later(seconds=BUCKET_SECONDS)
        await opened.budgets.close()
        for event in opened.events:
            print(event.kind, event.facts.get("percent", ""), flush=True)

asyncio.run(main())
"""


@pytest.fixture(scope="module", params=DATABASES)
def database(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    """A database with the tables of money."""
    url = new_database(request.param)
    asyncio.run(create_tables(url))
    return url


def caller(database: str, org: str, name: str, *, settles: bool) -> subprocess.Popen[str]:
    """Start a process that makes 400 calls once it is told to."""
    return started(CALLER, database, org, name, "yes" if settles else "no")


def started(program: str, *words: str) -> subprocess.Popen[str]:
    """Start a process that waits until it is told to begin."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, FILES))}
    return subprocess.Popen(
        [sys.executable, "-c", program, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    )


def go(*callers: subprocess.Popen[str]) -> None:
    """Let callers that are ready begin together."""
    for one in callers:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in callers:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()


def test_two_processes_share_the_caps_of_every_level_and_budget(database: str) -> None:
    both = [caller(database, "two", name, settles=False) for name in ("a", "b")]

    go(*both)
    told = [one.communicate(timeout=60)[0] for one in both]

    assert [one.returncode for one in both] == [0, 0]
    assert sum(text.count("reserved") for text in told) == (CAP + 600) // HELD

    async def story(house: House) -> None:
        house.org = "two"
        for budget, cap in zip(BUDGETS, (CAP, 600), strict=True):
            for app, user in product(APPS, USERS):
                levels = await house.standings(app, user, budget)
                assert levels["org"].reserved_nano == cap
                assert all(s.reserved_nano <= s.cap_nano < 2 * CAP for s in levels.values())

    play(database, story, LIMITS)


def test_after_kill_9_and_a_sweep_every_call_is_counted_once(database: str) -> None:
    dying = caller(database, "one", "a", settles=True)
    assert dying.stdout is not None

    go(dying)
    lines = [dying.stdout.readline().split() for _ in range(30)]
    dying.kill()
    lines += [line.split() for line in dying.communicate()[0].splitlines()]

    told = {
        word: {name for said, name in lines if said == word} for word in ("reserved", "settled")
    }

    async def story(house: House) -> None:
        house.org = "one"
        await house.budgets.sweep(START + timedelta(hours=1))
        rows = await ledger_rows(house)

        assert told["settled"]
        assert told["reserved"] <= rows.keys()
        assert {rows[name] for name in told["settled"]} == {USED}
        assert set(rows.values()) == {USED, HELD}
        standing = (await house.standings())["org"]
        assert (standing.reserved_nano, standing.spent_nano) == (0, sum(rows.values()))
        assert standing.spent_nano <= CAP

    play(database, story, LIMITS)


async def ledger_rows(house: House) -> dict[str, int]:
    """Give what each call was charged, by its id."""
    metadata = MetaData()
    money_tables(metadata)
    c = metadata.tables[LEDGER].c
    mine = select(c.request_id, c.nano).where(c.org == bindparam("p_org"))
    statement = house.store.compiler.compile(mine)
    rows = await house.store.read(house.org, statement, {"p_org": house.org})
    return {row[0]: row[1] for row in rows}


def test_two_processes_tell_each_threshold_and_a_spike_that_both_see_once(database: str) -> None:
    both = [started(WATCHER, database, name) for name in ("a", "b")]

    go(*both)
    told = sorted(line for one in both for line in one.communicate(timeout=60)[0].splitlines())

    assert told == [
        *(f"budget_threshold {percent}" for percent in (100, 50, 80)),
        "spend_spike ",
    ]
