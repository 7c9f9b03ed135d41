"""Embeddings on their way: each text is looked up once, asked for once, and paid for once."""

from __future__ import annotations

from array import array
from collections.abc import Awaitable, Callable, Sequence

from microapp_llm.cache.key import Question
from microapp_llm.call import Call
from microapp_llm.embeddings.embedding import Embedder, unusable
from microapp_llm.embeddings.encoding import encoded
from microapp_llm.providers.asking import Body
from microapp_llm.sizing import use_of_call

Ask = Callable[[], Awaitable[Body]]


class Vectors:
    """Plans what must be asked for, and puts the answer together."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def check(self, call: Call) -> None:
        """Refuse what is too much for one call, before any guard reads it."""
        self._embedder.check(call.body["input"])

    async def plan(self, call: Call) -> None:
        """Leave only the texts in the request that no answer is known for."""
        parameters = {n: call.body[n] for n in ("dimensions",) if n in call.body}
        caller = call.caller
        asked = Question(caller.org, caller.app, caller.user, "", call.model.name, parameters, ())
        call.plan = await self._embedder.plan(asked, call.body["input"])
        call.body = {**call.body, "input": list(call.plan.missing)}
        call.cache = "miss" if call.plan.missing else "hit"

    async def finish(self, call: Call, ask: Ask) -> Body:
        """Give the whole answer, with a vector for each text that was sent."""
        assert call.plan is not None  # noqa: S101  (every embeddings call is planned)

        async def vectors(texts: list[str]) -> Sequence[Sequence[float]]:
            del texts  # the request holds these very ones
            return _in_order((await ask())["data"])

        found = await self._embedder.finish(call.plan, vectors)
        used = use_of_call(call).input if call.sent else 0
        usage = {"prompt_tokens": used, "total_tokens": used}
        return {"object": "list", "data": found, "model": call.asked, "usage": usage}


def _in_order(data: Sequence[Body]) -> list[Sequence[float]]:
    """Give the vectors by their places, of which each must be there once."""
    found = {item["index"]: item["embedding"] for item in data}
    if len(found) != len(data) or found.keys() != set(range(len(data))):
        raise unusable()
    return [found[place] for place in range(len(data))]


def shown(body: Body, encoding: str) -> Body:
    """Give vectors in the encoding that was asked for."""
    vectors: list[array[float]] = body["data"]
    data = [
        {"object": "embedding", "index": number, **encoded(vector, encoding)}
        for number, vector in enumerate(vectors)
    ]
    return {**body, "data": data}
