"""Refuses what a route has no use for: parameters of a query, and the body of a deletion."""

from __future__ import annotations

from microapp_kit.answer import Answer
from microapp_kit.crud import Handler
from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange, Stream
from microapp_llm.pages import pairs_of

NO_BODY = "DELETE takes no body here: it deletes what its path names. Leave the body out."


def without_query(handler: Handler) -> Handler:
    """Give a handler of a route that has no parameters: one more is refused, never ignored."""

    async def exact(exchange: Exchange) -> Answer | Stream:
        if exchange.query:
            pairs_of(exchange)
        return await handler(exchange)

    return exact


def without_body(handler: Handler) -> Handler:
    """Give a handler of a deletion that refuses a body, which would narrow nothing."""

    async def exact(exchange: Exchange) -> Answer | Stream:
        has_length = exchange.header("content-length") not in (None, "0")
        if has_length or exchange.header("transfer-encoding"):
            raise Refusal(422, "invalid", NO_BODY)
        return await handler(exchange)

    return exact
