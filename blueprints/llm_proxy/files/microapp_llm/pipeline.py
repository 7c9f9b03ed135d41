"""The way of a call through all guards, the same for every route, streamed or not.

app known · policy chooses the model · redaction · length · price · reservation · cache · provider ·
filter of the answer · placeholders restored · settled · ledger, lineage and metrics
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from microapp_kit.errors import Refusal
from microapp_llm.answers import aside
from microapp_llm.answers.assembling import Assembled
from microapp_llm.answers.form import form_of
from microapp_llm.answers.given import as_chunks, chunk_given, given, vectors_given
from microapp_llm.answers.kept import KeptAnswers
from microapp_llm.answers.lanes import Lanes
from microapp_llm.answers.length import cut_short
from microapp_llm.apps import Apps
from microapp_llm.call import Call
from microapp_llm.choosing import Choosing
from microapp_llm.embeddings.tokens import texts_of
from microapp_llm.embeddings.vectors import Vectors
from microapp_llm.ending import Ending, Told
from microapp_llm.guards import Guards
from microapp_llm.lineage.of_call import about
from microapp_llm.masking import Masking
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.settling import Settler
from microapp_llm.pacing import Pacing
from microapp_llm.presence import CallerGone, Presence
from microapp_llm.providers.asking import Body, for_provider
from microapp_llm.providers.trying import TOO_LONG, Question, Served, Trying
from microapp_llm.rules import Rules
from microapp_llm.sizing import check_length, measure, need_of
from microapp_llm.used import covers, note_use, note_words, with_use


class Pipeline:
    """Takes calls through the guards in order."""

    def __init__(
        self,
        *,
        apps: Apps,
        choosing: Choosing,
        rules: Rules,
        guards: Guards,
        budgets: Budgets,
        settler: Settler,
        vectors: Vectors,
        cache: KeptAnswers,
        pacing: Pacing,
        trying: Trying,
        told: Told,
    ) -> None:
        self._apps = apps
        self._choosing = choosing
        self._rules = rules
        self._guards = guards
        self._pacing = pacing
        self._budgets = budgets
        self._settler = settler
        self._vectors = vectors
        self._cache = cache
        self._trying = trying
        self._masking = Masking(guards.of_requests)
        self._ending = Ending(budgets, settler, told)

    async def whole(self, call: Call) -> Body:
        """Give the whole answer; whatever happens, what was reserved is settled and told."""
        presence = Presence(call.receive)
        try:
            await self._admit(call)
            found = await self._found(call, presence)
            body = await self._given(call, found)
            await self._keep(call, found)
            call.outcome = "ok"
            return body
        except BaseException as error:
            self._note_failure(call, error)
            raise
        finally:
            await self._ending.end(call, presence)

    async def stream(self, call: Call) -> AsyncGenerator[Body, None]:
        """Give the answer chunk by chunk, the guards in between."""
        presence = Presence(call.receive)
        lanes = None
        try:
            await self._admit(call)
            answer = Assembled()
            lanes = Lanes(call, self._guards.of_answer(call), form_of(call))
            async with aclosing(self._chunks(call)) as chunks:
                while (served := await presence.wait(lambda: anext(chunks, None))) is not None:
                    body = self._note_served(call, served)
                    answer.add(body)
                    read, is_long = lanes.chunks(body), aside.is_long(body)
                    while chunk := await aside.next_of(read) if is_long else next(read, None):
                        yield chunk_given(call, chunk)
                    covers(call, served.body)
                    if lanes.full:
                        cut_short(call)
                        break
            call.ended = True
            for chunk in lanes.end():
                yield chunk_given(call, chunk)
            whole = answer.body()
            await self._keep(call, whole and with_use(call, whole))
            call.outcome = "ok"
        except BaseException as error:
            self._note_failure(call, error)
            raise
        finally:
            if lanes is not None:
                call.output_hash = lanes.said()
                call.findings.update(lanes.findings())
            await self._ending.end(call, presence)

    async def close(self) -> None:
        """Wait for what is still being settled."""
        await self._ending.close()

    async def _admit(self, call: Call) -> None:
        """Take a call through every guard that stands before the provider."""
        self._apps.check(call.caller.app)
        await self._choosing.choose(call)
        if call.kind == "embeddings":
            call.body = {**call.body, "input": texts_of(call.body["input"], call.model.model)}
        size = check_length(call)
        if call.kind == "embeddings":
            self._vectors.check(call)
        await self._masking.mask(call, size)
        self._guards.plant(call)
        if call.kind == "embeddings":
            await self._vectors.plan(call)
        measure(call, self._rules)
        await self._pacing.take(call)
        need = need_of(call)._replace(about=about(call, self._choosing.policy))
        call.hold = await self._budgets.reserve(need, self._settler.drain)

    async def _found(self, call: Call, presence: Presence) -> Body:
        """Give the answer of the cache, or of a provider."""
        if call.kind == "embeddings":
            body = await self._vectors.finish(call, lambda: self._asked(call, presence))
        else:
            body = await self._cache.find(call) or await self._asked(call, presence)
        call.served = call.served or call.model
        return body

    async def _keep(self, call: Call, body: Body | None) -> None:
        """Keep what a provider said, now that it is known to be whole and as asked.

        What a model says that stands in for another is not the other's answer.
        """
        as_asked = call.served is call.model and not call.cut
        if body is not None and call.cache == "miss" and call.kind == "chat" and as_asked:
            await self._cache.keep(call, body)

    async def _asked(self, call: Call, presence: Presence) -> Body:
        body = for_provider(call.body)
        if call.before_asking is not None:
            await call.before_asking()
        call.sent = True
        served = await presence.wait(lambda: self._trying.whole(_question(call, body)))
        found = self._note_served(call, served)
        is_unsaid = call.use is None or not call.use.output
        return note_words(call, found) if is_unsaid and call.kind == "chat" else found

    async def _chunks(self, call: Call) -> AsyncGenerator[Served, None]:
        """Give the chunks of the cache or of a provider."""
        kept = await self._cache.find(call)
        if kept is not None:
            for chunk in as_chunks(kept):
                yield Served(call.model, chunk)
            return
        call.sent = True
        asked = self._trying.stream(_question(call, for_provider(call.body)))
        async with aclosing(asked) as chunks:
            async for served in chunks:
                yield served

    async def _given(self, call: Call, body: Body) -> Body:
        if call.kind == "embeddings":
            return vectors_given(call, body)
        guard = self._guards.of_answer(call)
        return await aside.read(body, lambda: given(call, guard, body))

    def _note_served(self, call: Call, served: Served) -> Body:
        call.served = served.model
        return note_use(call, served.model, served.body)

    def _note_failure(self, call: Call, error: BaseException) -> None:
        if isinstance(error, CallerGone | GeneratorExit | asyncio.CancelledError):
            call.outcome = "cancelled"
        elif isinstance(error, Refusal):
            call.outcome = error.code
            if error.code == TOO_LONG:
                cut_short(call)
        else:
            call.outcome = "failed"


def _question(call: Call, body: Body) -> Question:
    """Give what is asked of whom, and how long the prompt says that it may take."""
    seconds = call.prompt.seconds if call.prompt else None
    who = (call.caller.org, call.caller.app, call.caller.user)  # whatever roles a token names
    return Question(call.models, body, call.id, who, call.asks, seconds)
