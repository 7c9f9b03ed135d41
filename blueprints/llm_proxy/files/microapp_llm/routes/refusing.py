"""Refused calls have a name as well: it is in the answer, in the log and in lineage."""

from __future__ import annotations

from collections.abc import Mapping

from microapp_kit.errors import Refusal
from microapp_kit.exchange import Exchange
from microapp_kit.logs import write_known
from microapp_llm.call import CALL_KEY, Call, caller_of, new_id
from microapp_llm.dialect import LINEAGE_HEADER, LOGGED, NOT_AGAIN
from microapp_llm.ending import Told
from microapp_llm.redaction import Vault

SOURCES = {
    "/v1/chat/completions": "chat",
    "/v1/embeddings": "embeddings",
    "/api/llm": "prompt",
    "/v1/batches": "batch",
    "/v1/vectors": "embeddings",
    "/v1/vectors/search": "embeddings",
}
PROMPTS, RUN = "/v1/prompts/", "/run"
TOO_MANY = 429  # as with the rate of tokens, a flood must not become a flood of rows


class Refusing:
    """Tells of calls that were refused, also of those that no guard has seen yet."""

    def __init__(self, told: Told, own_app: str) -> None:
        self._told = told
        self._own_app = own_app

    async def named(self, exchange: Exchange, refusal: Refusal) -> Mapping[str, str]:
        """Give the headers that name a refused call and say whether it is paid; nothing where no
        model was asked."""
        if LINEAGE_HEADER in refusal.headers:  # said again: it was told the first time
            exchange.noted = {LOGGED: refusal.headers[LINEAGE_HEADER]}
            return {}
        source = _source_of(exchange)
        if source is None:
            return {}
        call: Call | None = exchange.scope.get(CALL_KEY)
        if call is None:
            call = self._unasked(exchange, source)
        name = call.id if call is not None else new_id()
        exchange.noted = {LOGGED: name}
        write_known(
            "call_refused", **{LOGGED: name, "code": refusal.code, "status": refusal.status}
        )
        if call is not None and not call.told and refusal.status != TOO_MANY:
            call.outcome = refusal.code
            if telling := self._told(call):
                await telling
        if call is None or not call.paid:
            return {LINEAGE_HEADER: name}
        refusal.headers.pop("Retry-After", None)  # who goes by it alone would pay again
        return {LINEAGE_HEADER: name, **NOT_AGAIN}

    def _unasked(self, exchange: Exchange, source: str) -> Call | None:
        """Give a call that says only who made it; nothing where that is not known."""
        if exchange.sender is None:
            return None
        kind = "embeddings" if source == "embeddings" else "chat"
        caller = caller_of(exchange.sender, self._own_app)
        return Call(caller, kind, source, {}, Vault(b"nothing is put away"))


def _source_of(exchange: Exchange) -> str | None:
    path = exchange.path
    if exchange.method != "POST":
        return None
    if path.startswith(PROMPTS) and path.endswith(RUN):
        return "prompt"
    return SOURCES.get(path)
