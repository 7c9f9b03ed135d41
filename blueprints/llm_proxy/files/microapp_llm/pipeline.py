"""The way of a call through all guards, the same for every route, streamed or not.

app known · policy chooses the model · redaction · length · price · reservation · cache · provider ·
filter of the answer · placeholders restored · settled · ledger, lineage and metrics
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from typing import Any

import msgspec

from microapp_kit.errors import Refusal
from microapp_llm import texts
from microapp_llm.answers import AnswerGuard
from microapp_llm.apps import Apps
from microapp_llm.assembling import Assembled
from microapp_llm.beside_words import (
    created_of,
    finish_of,
    known_names,
    usage_of,
)
from microapp_llm.call import Call
from microapp_llm.choosing import Choosing
from microapp_llm.guards import Guards
from microapp_llm.json_texts import JsonTexts
from microapp_llm.kept_answers import KeptAnswers
from microapp_llm.lanes import Lanes, held_back
from microapp_llm.money.budgets import Budgets
from microapp_llm.money.need import Used
from microapp_llm.money.settling import Settler
from microapp_llm.presence import CallerGone, Presence
from microapp_llm.prompts.schema import BadSchema, Schema
from microapp_llm.providers.asking import Body, use_of
from microapp_llm.providers.trying import Served, Trying
from microapp_llm.redacting import redact_body
from microapp_llm.rules import Rules
from microapp_llm.sizing import check_length, measure, need_of, use_of_call
from microapp_llm.vectors import Vectors

log = logging.getLogger("microapp")
NOTHING_USED = ("provider_busy", "provider_unavailable", "refused_by_provider")
"""Outcomes after which no provider has anything to charge for."""
LONG = 10_000  # characters, which a hostile text can make cost 0.2 s


Told = Callable[[Call], Coroutine[Any, Any, None] | None]
"""Notes that a call has ended; gives what is left to wait for, if anything is."""


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
        rates: Callable[[Call], Awaitable[None]],
        trying: Trying,
        told: Told,
    ) -> None:
        self._apps = apps
        self._choosing = choosing
        self._rules = rules
        self._guards = guards
        self._rates = rates
        self._budgets = budgets
        self._settler = settler
        self._vectors = vectors
        self._cache = cache
        self._trying = trying
        self._told = told
        self._behind: set[asyncio.Task[None]] = set()

    async def whole(self, call: Call) -> Body:
        """Give the whole answer; whatever happens, what was reserved is settled and told."""
        presence = Presence(call.receive)
        try:
            await self._admit(call)
            body = self._given(call, await self._found(call, presence))
            call.outcome = "ok"
            return body
        except BaseException as error:
            self._note_failure(call, error)
            raise
        finally:
            await self._end(call, presence)

    async def stream(self, call: Call) -> AsyncGenerator[Body, None]:
        """Give the answer chunk by chunk, the guards in between."""
        presence = Presence(call.receive)
        lanes = None
        try:
            await self._admit(call)
            lanes = Lanes(call, self._guards.of_answer(call))
            async with aclosing(self._chunks(call)) as chunks:
                while (served := await presence.wait(lambda: anext(chunks, None))) is not None:
                    self._note_served(call, served)
                    for chunk in lanes.chunks(served.body):
                        yield _chunk(call, chunk)
            call.outcome = "ok"
        except BaseException as error:
            self._note_failure(call, error)
            raise
        finally:
            if lanes is not None:
                call.output_hash = lanes.said()
                call.findings.update(lanes.findings())
            await self._end(call, presence)

    async def close(self) -> None:
        """Wait for what is still being settled."""
        while self._behind:
            await asyncio.gather(*self._behind, return_exceptions=True)

    async def _admit(self, call: Call) -> None:
        """Take a call through every guard that stands before the provider."""
        self._apps.check(call.caller.app)
        await self._choosing.choose(call)
        await self._redact(call, check_length(call))
        self._guards.plant(call)
        if call.kind == "embeddings":
            await self._vectors.plan(call)
        measure(call, self._rules)
        await self._rates(call)
        call.hold = await self._budgets.reserve(need_of(call), self._settler.drain)

    async def _redact(self, call: Call, size: int) -> None:
        """Put every text of the request through the redactor; its failure refuses the call.

        A long text is read in a thread, so that the answers of others flow on meanwhile.
        """
        try:
            if size > LONG:
                await asyncio.to_thread(redact_body, call, self._guards.redactor)
            else:
                redact_body(call, self._guards.redactor)
            call.is_redacted = True
        except Refusal:
            raise
        except Exception:
            log.exception("Redaction failed.", extra={"request_id": call.id})
            text = "Personal data could not be looked for, so the call is refused."
            raise Refusal(503, "redaction_failed", text) from None

    async def _found(self, call: Call, presence: Presence) -> Body:
        """Give the answer of the cache, or of a provider, which is then kept."""
        if call.kind == "embeddings":
            return await self._vectors.finish(call, lambda: self._asked(call, presence))
        body = await self._cache.find(call)
        if body is None:
            body = await self._asked(call, presence)
            await self._cache.keep(call, body)
        call.served = call.served or call.model
        return body

    async def _asked(self, call: Call, presence: Presence) -> Body:
        body = _for_provider(call)
        call.sent = True
        served = await presence.wait(lambda: self._trying.whole(call.models, body, call.id))
        self._note_served(call, served)
        return served.body

    async def _chunks(self, call: Call) -> AsyncGenerator[Served, None]:
        """Give the chunks of the cache or of a provider, and keep what a provider said."""
        kept = await self._cache.find(call)
        if kept is not None:
            for chunk in as_chunks(kept):
                yield Served(call.model, chunk)
            return
        call.sent = True
        answer = Assembled()
        asked = self._trying.stream(call.models, _for_provider(call), call.id)
        async with aclosing(asked) as chunks:
            async for served in chunks:
                answer.add(served.body)
                yield served
        whole = answer.body()
        if whole is not None:
            await self._cache.keep(call, whole)

    def _given(self, call: Call, body: Body) -> Body:
        """Filter an answer, restore its placeholders, and check that it has the form asked for."""
        if call.kind == "embeddings":
            call.output_hash = _hash(repr(body["data"]))
            return body
        guard = self._guards.of_answer(call)
        made = texts.changed_answer(
            _plain(body),
            texts.Changes(
                lambda text: call.vault.restore(self._checked(call, guard, text)),
                lambda text: JsonTexts(call.vault).restore(self._checked(call, guard, text)),
                name=known_names(call.body),
            ),
        )
        _check_form(call, made)
        call.output_hash = _hash("".join(texts.texts_of_answer(made)))
        return {**made, "id": _name(call), "model": call.asked}

    def _checked(self, call: Call, guard: AnswerGuard, text: str) -> str:
        checked = guard.check(text)
        call.findings.update(checked.findings)
        if checked.refused:
            raise held_back()
        return checked.text

    def _note_served(self, call: Call, served: Served) -> None:
        call.served = served.model
        call.use = use_of(served.body) or call.use

    def _note_failure(self, call: Call, error: BaseException) -> None:
        if isinstance(error, CallerGone | GeneratorExit | asyncio.CancelledError):
            call.outcome = "cancelled"
        elif isinstance(error, Refusal):
            call.outcome = error.code
        else:
            call.outcome = "failed"

    async def _end(self, call: Call, presence: Presence) -> None:
        """Settle and tell, also when the task of the request is being cancelled.

        Both are done at once where they can be; what has to wait does so in a task of its own.
        """
        settling: Coroutine[Any, Any, bool] | None = None
        try:
            settling = self._settle(call)
        finally:
            telling = self._told(call)
        try:
            if settling or telling:
                await asyncio.shield(self._in_a_task(_both(settling, telling)))
        finally:
            await presence.close()

    def _in_a_task(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)
        return task

    def _settle(self, call: Call) -> Coroutine[Any, Any, bool] | None:
        """Settle what was reserved; give what is left to wait for."""
        if call.hold is None:
            return None
        if call.cache == "hit":
            self._settler.put(call.hold, Used(0, 0, 0, 0, "cached"))
            return None
        if not call.sent or (call.served is None and call.outcome in NOTHING_USED):
            return self._budgets.release(call.hold)
        use = use_of_call(call)
        model = call.served or call.model
        nano = model.nano(use.input, use.output, use.cached)
        call.cost_nano = nano
        used = Used(use.input, use.output, use.cached, nano, call.outcome)
        self._settler.put(call.hold, used)
        return None


async def _both(
    settling: Coroutine[Any, Any, bool] | None, telling: Coroutine[Any, Any, None] | None
) -> None:
    """Wait for the one and, whatever became of it, for the other."""
    try:
        if settling:
            await settling
    finally:
        if telling:
            await telling


def as_chunks(body: Body) -> list[Body]:
    """Give a whole answer as the chunks of a stream."""
    head = {**body, "object": "chat.completion.chunk"}
    message = body["choices"][0]["message"]
    delta: Body = {"role": "assistant", "content": message.get("content") or ""}
    if message.get("tool_calls"):
        delta["tool_calls"] = [{**c, "index": n} for n, c in enumerate(message["tool_calls"])]
    choice = {"index": 0, "logprobs": None}
    finish = body["choices"][0]["finish_reason"]
    return [
        {**head, "choices": [{**choice, "delta": delta, "finish_reason": None}]},
        {**head, "choices": [{**choice, "delta": {}, "finish_reason": finish}]},
    ]


def _for_provider(call: Call) -> Body:
    """Give the request as a provider may see it: nothing that names the caller."""
    left_out = {"user", "stream", "stream_options", "model", "n", "encoding_format"}
    return {name: value for name, value in call.body.items() if name not in left_out}


def _plain(body: Body) -> Body:
    """Give the parts of an answer that every provider has; anything else stays behind."""
    choice = body["choices"][0]
    message = {name: choice["message"].get(name) for name in ("role", "content")}
    message["role"] = "assistant"
    if choice["message"].get("tool_calls"):
        message["tool_calls"] = choice["message"]["tool_calls"]
    kept = {"index": 0, "message": message, "logprobs": None}
    kept["finish_reason"] = finish_of(choice.get("finish_reason"))
    head = {"created": created_of(body), "object": "chat.completion", "choices": [kept]}
    return {**head, **usage_of(body)}


def _check_form(call: Call, body: Body) -> None:
    """Refuse an answer that is not the JSON that was asked for."""
    wish = call.body.get("response_format") or {}
    message = body["choices"][0]["message"]
    if wish.get("type", "text") == "text" or message.get("tool_calls"):
        return
    try:
        value = msgspec.json.decode(message["content"] or "")
    except (msgspec.DecodeError, RecursionError):
        raise _not_as_asked() from None
    schema: Any = call.answer_schema
    if schema is None and wish["type"] == "json_schema":
        try:
            schema = Schema(wish["json_schema"].get("schema") or {})
        except BadSchema as error:
            raise Refusal(422, "invalid", f"The JSON Schema cannot be used: {error}.") from None
    if schema is not None and schema.faults(value, "answer"):
        raise _not_as_asked()


def _not_as_asked() -> Refusal:
    return Refusal(422, "answer_not_as_asked", "The model did not answer in the form asked for.")


def _chunk(call: Call, chunk: Body) -> Body:
    """Give a chunk with the parts that every provider has; anything else stays behind."""
    head = {"id": _name(call), "object": "chat.completion.chunk", "model": call.asked}
    return {**head, "created": created_of(chunk), "choices": chunk["choices"]}


def _name(call: Call) -> str:
    return f"chatcmpl-{call.id}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
