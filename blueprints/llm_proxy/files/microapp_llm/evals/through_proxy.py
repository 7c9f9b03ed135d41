"""Asks a model the way everyone does: through a running proxy, with all its guards and budgets."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart, read_secret
from microapp_llm.evals.model import Ask, Form

DEFAULT_URL = "http://127.0.0.1:8000"
SECONDS = 150
MAX_BYTES = 4 * 1024 * 1024


def through_proxy(environ: Mapping[str, str]) -> Ask:
    """Give what asks the proxy at EVALS_URL with the token in EVALS_TOKEN."""
    url = environ.get("EVALS_URL", DEFAULT_URL).rstrip("/")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise CannotStart("EVALS_URL is no address. Write it like https://proxy.example.com.")
    token = read_secret("EVALS_TOKEN", environ)
    if not token:
        raise CannotStart("EVALS_TOKEN is missing. Put a token for the proxy in it.")

    async def ask(messages: list[dict[str, str]], model: str, form: Form) -> str:
        body = {**form, "model": model, "messages": messages}
        return await asyncio.to_thread(_ask, url, token, body)

    return ask


def _ask(url: str, token: str, body: dict[str, Any]) -> str:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(  # noqa: S310  (the scheme was checked)
        f"{url}/v1/chat/completions", data=json.dumps(body).encode(), headers=headers, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return _text(json.loads(answer.read(MAX_BYTES)))
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code, error.read(MAX_BYTES)) from None
    except (ValueError, LookupError, TypeError):
        raise OSError("the proxy's answer cannot be read") from None


def _text(answer: Any) -> str:
    content = answer["choices"][0]["message"]["content"]
    if not isinstance(content, str):
        raise TypeError
    return content


def _refusal(status: int, raw: bytes) -> Refusal:
    """Read a refusal in OpenAI's envelope or in the kit's own."""
    try:
        told = json.loads(raw)
        told = told.get("error", told)
        return Refusal(status, str(told.get("code") or status), str(told.get("message") or ""))
    except (ValueError, AttributeError):
        return Refusal(status, str(status), f"The proxy answers {status}.")
