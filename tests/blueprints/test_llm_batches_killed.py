"""After kill -9 no item of a batch is paid twice: it is answered, or it is given as interrupted."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from microapp_llm.batches.model import call_name
from tests.servers.books import Books, shown
from tests.servers.llm import Proxy, local, made, proxy_process, write_models
from tests.servers.processes import wait_until
from tests.servers.scripted_model import Body, scripted_model

ITEMS = [f"item {number}" for number in range(9)]
HERE = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_WAIT_SECONDS": "60"}
WHO = {"org": "batches", "sub": "ann"}
ANSWERED, SENT, COUNTED, UNSENT, WAITING, GONE = [0, 1], [2, 3, 4, 5], 6, 7, 8, 9
PROMPT = "{id: gone, title: Gone, versions: [{version: 1, model: up, text: Be gone.}]}"


async def answers_two(asked: Body) -> AsyncIterator[str]:
    """Answer the first two items, and none of the others."""
    text = asked["messages"][-1]["content"]
    if ITEMS.index(text) not in ANSWERED:
        await asyncio.sleep(60)
    yield f"Answer to {text}."


async def answers(asked: Body) -> AsyncIterator[str]:
    """Answer."""
    yield f"Answer to {asked['messages'][-1]['content']}."


def hand_in(proxy: Proxy) -> str:
    """Hand in all items, and give the batch's id."""
    said = [[{"role": "user", "content": text}] for text in ITEMS]
    items = [{"kind": "chat", "body": {"model": "up", "messages": one}} for one in said]
    items.append({"kind": "prompt", "prompt": "gone", "body": {}})
    answer = proxy.ask("POST", "/v1/batches", json={"items": items}, who={**WHO, "role": "writer"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def results_of(proxy: Proxy, batch: str) -> list[dict[str, Any]]:
    """Give the results once the batch is done."""
    until = time.monotonic() + 30
    while True:
        told = proxy.ask("GET", f"/v1/batches/{batch}", who={**WHO, "role": "writer"}).json()
        if told["state"] == "done" or time.monotonic() > until:
            return list(told["results"])
        time.sleep(0.05)


def outcomes(proxy: Proxy, result: dict[str, Any]) -> list[str]:
    """Give what lineage says of the call of a result."""
    name = result["body"]["request_id"]
    found = proxy.ask("GET", f"/v1/lineage/{name}", who=WHO).json()
    return [entry["outcome"] for entry in found.get("entries", ())]


def as_after_a_long_time(database: Path, batch: str) -> None:
    """Let every lease have ended; one item was begun and not sent, one was counted after that."""
    connection = sqlite3.connect(database, timeout=10)
    with connection:
        connection.execute("UPDATE microapp_llm_holds SET expires_at = 1")
        begun = "UPDATE microapp_llm_batch_items SET state = 'running', attempts = 1"
        connection.execute(f"{begun} WHERE number IN ({COUNTED}, {UNSENT})")
        connection.execute(
            "UPDATE microapp_llm_batch_items SET free_at = '2020-01-01T00:00:00.000000Z'"
        )
        rows = connection.execute("SELECT * FROM microapp_llm_ledger LIMIT 1")
        row = dict(zip([c[0] for c in rows.description], next(rows), strict=True))
        row |= {"request_id": call_name(batch, COUNTED, 1), "outcome": "lost"}
        row |= dict.fromkeys(("nano", "tokens", "input_tokens", "output_tokens"), 0)
        marks = ", ".join(f":{name}" for name in row)
        names = ", ".join(f'"{name}"' for name in row)
        insert = f"INSERT INTO microapp_llm_ledger ({names}) VALUES ({marks})"  # noqa: S608
        connection.execute(insert, row)
    connection.close()


def test_each_item_is_sent_once_paid_once_and_answered_or_interrupted(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")
    file = folder / ".local" / "killed.db"
    books = Books(folder, "killed.db")
    with scripted_model() as upstream:
        upstream.says = answers_two
        write_models(folder, [local("up", provider="openai", base_url=upstream.url)])
        prompt = folder / "prompts" / "gone.yaml"
        prompt.write_text(PROMPT, "utf-8")
        with proxy_process(folder, f"sqlite:///{file}", **HERE) as (first, process):
            batch = hand_in(first)
            wait_until(lambda: len(upstream.seen) == len(ANSWERED + SENT), "items under way")
            wait_until(lambda: len(books.outcomes("batches")) == len(ANSWERED), "two paid")
            process.kill()
        as_after_a_long_time(file, batch)
        prompt.unlink()
        upstream.says = answers
        with proxy_process(folder, f"sqlite:///{file}", **HERE) as (second, _):
            results = results_of(second, batch)
            money = books.settled("batches")
            told = shown(second, "batches")
            lineage = [outcomes(second, results[number]) for number in (SENT[0], COUNTED, GONE)]
            costs = [row["cost_nano"] for row in books.lineage("batches", len(ITEMS) + 1)]

    ended = [r["status"] for r in results]
    codes = [r["body"].get("error", {}).get("code", "") for r in results]
    sent = Counter(text for text in ITEMS for body in upstream.seen if f'"{text}"' in body)
    assert [n for n, status in enumerate(ended) if status == 200] == [*ANSWERED, UNSENT, WAITING]
    assert [n for n, code in enumerate(codes) if code == "interrupted"] == [*SENT, COUNTED]
    assert sent == Counter(text for n, text in enumerate(ITEMS) if n != COUNTED)
    assert Counter(books.outcomes("batches")) == {"ok": 4, "lost": len(SENT) + 1}
    assert (money.spent, money.reserved) == (money.ledger, 0)
    assert told == (money.spent, 0, money.ledger)
    assert (codes[GONE], lineage) == (
        "unknown_prompt",
        [["interrupted"], ["interrupted"], ["refused"]],
    )
    assert sum(costs) == money.ledger


@pytest.mark.parametrize(("tries", "status", "ledger"), [(2, 200, ["ok"]), (5, 500, [])])
def test_what_a_killed_try_put_aside_is_given_back_whatever_became_of_the_tries_after_it(
    tmp_path: Path, tries: int, status: int, ledger: list[str]
) -> None:
    folder = made(tmp_path / "app")
    database = folder / ".local" / "test.db"
    said = {"model": "up", "messages": [{"role": "user", "content": ITEMS[2]}]}
    items = [{"kind": "chat", "body": said}]
    who = {**WHO, "role": "writer"}
    with scripted_model() as upstream:
        upstream.says = answers_two
        write_models(folder, [local("up", provider="openai", base_url=upstream.url)])
        with proxy_process(folder, f"sqlite:///{database}", **HERE) as (proxy, process):
            batch = proxy.ask("POST", "/v1/batches", json={"items": items}, who=who).json()["id"]
            wait_until(lambda: len(upstream.seen) == 1, "the item being asked")
            process.kill()
        _as_if_never_sent(database, batch, tries)
        upstream.says = answers
        with proxy_process(folder, f"sqlite:///{database}", **HERE) as (proxy, _):
            (result,) = results_of(proxy, batch)
            money = Books(folder).settled(WHO["org"])

    assert result["status"] == status
    assert (money.reserved, money.holds, money.spent) == (0, 0, money.ledger)
    assert Books(folder).outcomes(WHO["org"]) == ledger


def _as_if_never_sent(database: Path, batch: str, tries: int) -> None:
    """Let the process have died before it asked, and, of two tries, once more after that."""
    connection = sqlite3.connect(database, timeout=10)
    held = call_name(batch, 0, 1 if tries == 2 else tries)
    with connection:
        connection.execute("UPDATE microapp_llm_holds SET request_id = ?", (held,))
        connection.execute(
            "UPDATE microapp_llm_batch_items SET state = 'running', attempts = ?,"
            " free_at = '2020-01-01T00:00:00.000000Z'",
            (tries,),
        )
    connection.close()
