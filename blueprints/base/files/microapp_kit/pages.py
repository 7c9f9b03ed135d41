"""The platform's own pages: health, metrics and the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_kit.answer import Answer, json_answer
from microapp_kit.contract_page import contract_page
from microapp_kit.crud import Handler
from microapp_kit.exchange import Exchange
from microapp_kit.health import Health
from microapp_kit.lifecycle import Foundation


def open_pages(on: Foundation) -> dict[str, Handler]:
    """Give the pages that need no token anywhere."""

    async def keys_ready() -> bool:
        return on.guards.authenticator.ready()

    checks = {"database": on.store.ready, "keys": keys_ready, **on.guards.limiter.checks()}
    health = Health(checks, on.guards.telemetry.ready)

    async def healthz(exchange: Exchange) -> Answer:
        del exchange
        return health.alive()

    async def readyz(exchange: Exchange) -> Answer:
        del exchange
        return await health.ready()

    return {"/healthz": healthz, "/readyz": readyz}


def operator_pages(on: Foundation, document: Mapping[str, Any]) -> dict[str, Handler]:
    """Give the pages that need an operator's token outside local."""
    contract = json_answer(200, document)
    docs = contract_page(document)

    async def metrics(exchange: Exchange) -> Answer:
        del exchange
        media_type, body = on.guards.telemetry.exposition()
        return Answer(200, {"Content-Type": media_type}, body)

    async def openapi(exchange: Exchange) -> Answer:
        del exchange
        return contract

    async def readable(exchange: Exchange) -> Answer:
        del exchange
        return docs

    return {"/metrics": metrics, "/openapi.json": openapi, "/docs": readable}
