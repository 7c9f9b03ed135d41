"""Calls of models: chat completions, embeddings, and runs of stored prompts."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from microapp_kit.answer import Answer
from microapp_kit.errors import Detail, Refusal
from microapp_kit.exchange import Exchange, Stream
from microapp_llm import allowed_tools, asked
from microapp_llm.answers.form import schema_asked
from microapp_llm.call import CALL_KEY, Call, Caller, FromPrompt, caller_of
from microapp_llm.dialect import LINEAGE_HEADER, LOGGED
from microapp_llm.embeddings.vectors import shown
from microapp_llm.models import AUTO
from microapp_llm.not_taken import without_nothing, without_nulls_within
from microapp_llm.once import Once
from microapp_llm.pipeline import Pipeline
from microapp_llm.prompts import PromptStore
from microapp_llm.providers.asking import Body
from microapp_llm.redaction import Vault
from microapp_llm.routes.answering import Shape, answered, as_openai
from microapp_llm.texts import as_said, speakers_apart

ROLE = "reader"
NO_SCHEMA = "is missing: write a name, and as schema the JSON Schema that the answer shall hold to."
NO_TYPE = "must be json_schema where there is a json_schema. Correct it, or leave json_schema out."


class ModelCalls:
    """The handlers that ask a model."""

    def __init__(
        self, pipeline: Pipeline, prompts: PromptStore, once: Once, own_app: str, secret: bytes
    ) -> None:
        self._pipeline = pipeline
        self._prompts = prompts
        self._once = once
        self._own_app = own_app
        self._vault_key = _vault_keys(secret)

    async def chat(self, exchange: Exchange) -> Answer | Stream:
        """Answer a chat completion."""
        caller = self._caller(exchange)
        _, body = await exchange.json()
        call = self.chat_call(caller, body, exchange)
        return await self._answered(exchange, body, call, as_openai)

    async def embeddings(self, exchange: Exchange) -> Answer | Stream:
        """Answer with vectors."""
        caller = self._caller(exchange)
        _, body = await exchange.json()
        call = self.embeddings_call(caller, body, exchange)
        wish = asked.check(asked.Embeddings, body)
        encoding = wish.encoding_format or "float"

        def as_wished(call: Call, body: Body) -> Body:
            del call
            return shown(body, encoding)

        return await self._answered(exchange, body, call, as_wished)

    async def run_prompt(self, exchange: Exchange) -> Answer | Stream:
        """Answer a run of a stored prompt."""
        caller = self._caller(exchange)
        _, body = await exchange.json()
        name = exchange.scope["path_params"]["id"]
        call = self.run_call(caller, name, body, exchange)
        return await self._answered(exchange, body, call, as_run)

    async def llm(self, exchange: Exchange) -> Answer | Stream:
        """Answer a run of a stored prompt, by the short route."""
        caller = self._caller(exchange)
        _, body = await exchange.json()
        wish = asked.check(asked.LlmRun, body)
        call = self.prompt_call(caller, wish.promptTemplateId, wish.variables, None, exchange)
        return await self._answered(exchange, body, call, as_run)

    def chat_call(self, caller: Caller, body: Body, exchange: Exchange | None) -> Call:
        """Give the call of a checked chat completion."""
        body = without_nothing(body)
        wish: asked.Chat = asked.check(asked.Chat, body)
        _check_format(wish)
        body = allowed_tools.narrowed(without_nulls_within(body))
        options = wish.stream_options
        return Call(
            caller,
            "chat",
            "chat",
            {**body, "messages": speakers_apart(as_said(body["messages"]))},
            self._vault(caller),
            stream=bool(wish.stream),
            shows_usage=options is not None and options.include_usage is True,
            receive=exchange.receive if exchange else None,
            answer_schema=schema_asked(body.get("response_format")),
        )

    def embeddings_call(self, caller: Caller, body: Body, exchange: Exchange | None) -> Call:
        """Give the call of checked embeddings."""
        wish: asked.Embeddings = asked.check(asked.Embeddings, body)
        given = [wish.input] if isinstance(wish.input, str) else list(wish.input)
        receive = exchange.receive if exchange else None
        made = {**body, "input": given}
        vault = self._vault(caller)
        return Call(caller, "embeddings", "embeddings", made, vault, receive=receive)

    def run_call(self, caller: Caller, name: str, body: Body, exchange: Exchange | None) -> Call:
        """Give the call of a checked run of a prompt."""
        wish: asked.PromptRun = asked.check(asked.PromptRun, body)
        call = self.prompt_call(caller, name, wish.variables, wish.version or None, exchange)
        call.stream = wish.stream
        return call

    def prompt_call(
        self,
        caller: Caller,
        name: str,
        variables: dict[str, Any],
        version: int | None,
        exchange: Exchange | None,
    ) -> Call:
        """Give the call of a rendered prompt."""
        prompt = self._prompts.get(name, version)
        rendered = prompt.render(variables)
        return Call(
            caller,
            "chat",
            "prompt",
            rendered.asked(rendered.model or AUTO),
            self._vault(caller),
            receive=exchange.receive if exchange else None,
            prompt=FromPrompt(
                rendered.prompt_id,
                rendered.version,
                rendered.hash,
                prompt.instructions,
                variables,
                rendered.limits.max_input_tokens,
                rendered.limits.timeout_seconds,
            ),
            answer_schema=prompt.output_schema,
        )

    async def _answered(
        self, exchange: Exchange, body: Body, call: Call, shape: Shape
    ) -> Answer | Stream:
        exchange.scope[CALL_KEY] = call
        if exchange.header("idempotency-key"):
            call.receive = None  # it goes on when its caller leaves: who has a key comes back
        exchange.noted = {LOGGED: call.id}
        found = await self._once.run(exchange, body, lambda: answered(self._pipeline, call, shape))
        if found.headers[LINEAGE_HEADER] != call.id:  # an answer that is said again
            exchange.noted = {LOGGED: found.headers[LINEAGE_HEADER]}
        return found

    def _caller(self, exchange: Exchange) -> Caller:
        exchange.require(ROLE)
        return caller_of(exchange.principal, self._own_app)

    def _vault(self, caller: Caller) -> Vault:
        """Give a vault whose placeholders are the same for this person in this app, always."""
        return Vault(self._vault_key(caller.org, caller.app, caller.user))


def _vault_keys(secret: bytes) -> Callable[[str, str, str], bytes]:
    """Give what makes the key of a person's vaults in an app."""

    @lru_cache(maxsize=4096)
    def key(org: str, app: str, user: str) -> bytes:
        said = "\0".join((org, app, user)).encode()
        return hmac.digest(secret, b"vault\0" + said, "sha256")

    return key


def _check_format(wish: asked.Chat) -> None:
    form = wish.response_format
    if form is not None and form.type == "json_schema" and form.json_schema is None:
        raise _wrong("response_format.json_schema", NO_SCHEMA)
    if form is not None and form.type != "json_schema" and form.json_schema is not None:
        raise _wrong("response_format.type", NO_TYPE)
    if wish.max_tokens and wish.max_completion_tokens:
        raise _wrong("max_tokens", "and max_completion_tokens are one thing: give one of them.")
    if what := allowed_tools.why_not(wish):
        raise _wrong("tool_choice", what)


def _wrong(field: str, what: str) -> Refusal:
    text = f"{field} {what}"
    return Refusal(422, "invalid", text, details=[Detail(field, text)])


def as_run(call: Call, body: Body) -> Body:
    """Give the answer of a stored prompt: its text, and where it comes from."""
    message = body["choices"][0]["message"]
    prompt = call.prompt
    return {
        "request_id": call.id,
        "prompt_id": prompt.id if prompt else "",
        "version": prompt.version if prompt else 0,
        "model": call.asked,
        "output": message["content"] or message.get("refusal") or "",
        "usage": body.get("usage") or {},
    }
