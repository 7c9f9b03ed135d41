"""Answers that were given before, found again by everything that decided them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from microapp_llm.cache.answers import Cache, Finished
from microapp_llm.cache.key import Question
from microapp_llm.call import Call
from microapp_llm.providers.asking import Body, for_provider


class KeptAnswers:
    """The cache as the pipeline uses it: answers are kept redacted, as the provider gave them."""

    def __init__(self, cache: Cache, key: Callable[[Question], str], *, is_on: bool) -> None:
        self._cache = cache
        self._key = key
        self._is_on = is_on

    async def find(self, call: Call) -> Body | None:
        """Give the answer to the very same question of the same person; note hit or miss."""
        if not self._is_on:
            return None
        call.cache_key = self._key(_question(call))
        found = await self._cache.get(call.cache_key)
        call.cache = "miss" if found is None else "hit"
        if found is None:
            return None
        body: Body = msgspec.json.decode(found)
        return body

    async def keep(self, call: Call, body: Body) -> None:
        """Keep the answer to a question that was looked for, if it is whole."""
        reason = body["choices"][0].get("finish_reason")
        finished = Finished(msgspec.json.encode(body), str(reason))
        await self._cache.put(call.cache_key, finished)


def _question(call: Call) -> Question:
    parameters = for_provider(call.body)
    messages = parameters.pop("messages")
    prompt = f"{call.prompt.id}:{call.prompt.version}:{call.prompt.hash}" if call.prompt else ""
    return Question(
        org=call.caller.org,
        app=call.caller.app,
        user_scope=call.caller.user,
        prompt=prompt,
        model=call.model.name,
        parameters=parameters,
        messages=messages,
    )
