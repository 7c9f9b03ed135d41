"""Providers that speak OpenAI's dialect: OpenAI, Azure, vLLM, Ollama, LM Studio, by base URL."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import lru_cache
from urllib.parse import urlsplit

from microapp_llm.providers.asking import ALIVE, Ask, Body, most_bytes, most_stream_bytes, useless
from microapp_llm.providers.http import Lines
from microapp_llm.providers.one_answer import OneAnswer, whole_answer
from microapp_llm.providers.shape import check_chunk, check_whole

OWN_HOSTS = (".openai.com", ".azure.com")
PATHS = {"chat": "/chat/completions", "embeddings": "/embeddings"}


class OpenAIProvider:
    """Asks one address in OpenAI's dialect."""

    def __init__(self, lines: Lines, key: str) -> None:
        self._lines = lines
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        if key:
            self._headers["api-key"] = key  # Azure's name for the same

    async def whole(self, ask: Ask) -> Body:
        """Give the whole answer."""
        body, most = _body(ask), most_bytes(ask)
        found = await self._lines.post(_url(ask), self._headers, body, most, ask.heard)
        check_whole(found, ask.model.kind)
        return whole_answer(found)

    async def stream(self, ask: Ask) -> AsyncGenerator[Body, None]:
        """Give the answer chunk by chunk."""
        body = {**_body(ask), "stream": True, "stream_options": {"include_usage": True}}
        answer = OneAnswer()
        asked = self._lines.events(_url(ask), self._headers, body, most_stream_bytes(ask))
        async with aclosing(asked) as events:
            async for event in events:
                if event is ALIVE:
                    yield ALIVE
                    continue
                check_chunk(event)
                yield answer.chunk(event)
        if not answer.ended:
            raise useless("The provider's stream ended before the answer did.")


def _url(ask: Ask) -> str:
    return ask.model.base_url.rstrip("/") + PATHS[ask.model.kind]


def _body(ask: Ask) -> Body:
    body = {**ask.body, "model": ask.model.model}
    if "max_tokens" in body and _is_openais_own(ask.model.base_url):
        body["max_completion_tokens"] = body.pop("max_tokens")
    return body


@lru_cache(maxsize=256)
def _is_openais_own(base_url: str) -> bool:
    """Whether newer models there refuse `max_tokens`; other servers know no other name for it."""
    host = urlsplit(base_url).hostname or ""
    return host.endswith(OWN_HOSTS) or f".{host}" in OWN_HOSTS
