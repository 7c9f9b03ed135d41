"""What a blueprint brings stands behind the same protections as a resource."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from sqlalchemy import Column, MetaData, Table, Text, insert, select
from starlette.types import Message

from microapp_kit.answer import Answer, json_answer
from microapp_kit.brought import Brought, Ground, Living
from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange, Stream
from microapp_kit.outgoing import Outgoing
from microapp_kit.testing import RunningApp, running_app

lived: list[str] = []


def tables(metadata: MetaData) -> None:
    Table("brought_words", metadata, Column("word", Text(), primary_key=True))


def build(ground: Ground) -> Living:
    table = ground.metadata.tables["brought_words"]
    add = ground.store.compiler.compile(insert(table).values(word="kept"))
    find = ground.store.compiler.compile(select(table.c.word))

    async def words(exchange: Exchange) -> Answer:
        exchange.require("reader")

        def script() -> Any:
            yield add, {}

        await ground.store.write("acme", script)
        rows = await ground.store.read("acme", find, {})
        return json_answer(200, {"words": [row[0] for row in rows]})

    async def stops(exchange: Exchange) -> Answer:
        """Be under way when the server has no more time, as it tells by cancelling."""
        del exchange
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(60)
        return Answer(204)

    async def start() -> None:
        lived.append("started")

    async def stop() -> None:
        lived.append("stopped")

    return Living({"/v1/words": {"POST": words}, "/v1/stops": {"POST": stops}}, start, stop)


def shape(refusal: Refusal, accept: str) -> tuple[str, bytes]:
    del accept
    return "application/json", msgspec.json.encode({"mine": refusal.code})


def described(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "x-brought": True}


BROUGHT = Brought(build, tables, contract=described, envelope=shape)


@pytest.fixture
def app() -> Iterator[RunningApp]:
    lived.clear()
    with running_app([], brought=BROUGHT, migrated=False) as running:
        yield running


def test_it_is_served_with_tables_of_its_own(app: RunningApp) -> None:
    assert app.call("POST", "/v1/words").json() == {"words": ["kept"]}


def test_it_needs_a_token_and_a_role_like_everything_else(app: RunningApp) -> None:
    bad = {"Authorization": "Bearer none"}

    assert app.call("POST", "/v1/words", role="stranger").status_code == 403
    assert app.call("POST", "/v1/words", headers=bad).status_code == 401


def test_its_shape_of_refusals_is_everywhere(app: RunningApp) -> None:
    assert app.call("GET", "/v1/nothing").json() == {"mine": "not_found"}


def test_what_is_under_way_when_the_service_stops_gets_a_refusal_of_its_shape(
    app: RunningApp,
) -> None:
    answer = app.call("POST", "/v1/stops")

    assert (answer.status_code, answer.json()) == (503, {"mine": "stopping"})
    assert answer.headers["Retry-After"] == "5"


def test_it_has_its_part_in_the_contract(app: RunningApp) -> None:
    assert app.call("GET", "/openapi.json").json()["x-brought"] is True


def test_it_starts_and_stops_with_the_app() -> None:
    lived.clear()

    with running_app([], brought=BROUGHT, migrated=False):
        assert lived == ["started"]

    assert lived == ["started", "stopped"]


def test_the_source_of_a_stream_is_closed_when_its_reader_has_gone() -> None:
    closed: list[bool] = []

    async def chunks() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            yield b"two"
        finally:
            closed.append(True)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise OSError

    async def stream() -> list[bool]:
        with suppress(OSError):
            await Outgoing(send, []).stream(Stream(200, {}, chunks()))
        return list(closed)

    assert asyncio.run(stream()) == [True]


def test_an_app_without_routes_of_its_own_starts_without_their_framework() -> None:
    program = "import sys, microapp_kit.run; print({'fastapi'} & set(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert loaded.stdout.strip() == b"set()"
