"""Asks a model the way everyone does: through a running proxy, with all its guards and budgets."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart, read_secret
from microapp_llm.evals.model import Ask, NoProxy, Question

DEFAULT_URL = "http://127.0.0.1:8000"
SECONDS = 150
MAX_BYTES = 4 * 1024 * 1024


def through_proxy(environ: Mapping[str, str]) -> Ask:
    """Give what asks the proxy at EVALS_URL with the token in EVALS_TOKEN."""
    url = environ.get("EVALS_URL", DEFAULT_URL).rstrip("/")
    if not _is_address(url):
        raise CannotStart("EVALS_URL is no address. Write it like https://proxy.example.com.")
    token = read_secret("EVALS_TOKEN", environ)
    if not token:
        raise CannotStart(
            f"EVALS_TOKEN is missing. Put a token in it for the proxy at EVALS_URL, here {url} (by "
            f"default {DEFAULT_URL}). For a proxy on this machine, "
            "python -m microapp_kit.token --sub ann --org acme --role writer prints one."
        )
    if any(sign <= " " or sign > "~" for sign in token):
        raise CannotStart("EVALS_TOKEN holds a character that no token has. Copy it again.")

    proxy = _Proxy(url, token)

    async def ask(question: Question) -> str:
        return await asyncio.to_thread(proxy.answer, question)

    return ask


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets of no address, or no port
        return False


class _Proxy:
    """A proxy that runs stored prompts, as it does for every caller."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    def answer(self, question: Question) -> str:
        """Run the prompt; another model than its own gets the same as a chat."""
        try:
            if question.is_stored:
                return self._run(question)
            told = self._told("/v1/chat/completions", question.asked())
            return _text(told["choices"][0]["message"]["content"])
        except (ValueError, LookupError, TypeError):
            raise OSError("the proxy's answer cannot be read") from None

    def _run(self, question: Question) -> str:
        prompt = question.prompt
        body = {"variables": question.variables, "version": prompt.version}
        told = self._told(f"/v1/prompts/{prompt.id}/run", body)
        lineage = self._told(f"/v1/lineage/{quote(_text(told['request_id']))}")
        if {entry["prompt_hash"] for entry in lineage["entries"]} != {prompt.hash}:
            raise OSError(
                f"the proxy has another {prompt.id} v{prompt.version} than prompts/. "
                "Start it anew with these prompts"
            )
        return _text(told["output"])

    def _told(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310  (the scheme was checked)
            self._url + path, data=data, headers=self._headers
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return json.loads(answer.read(MAX_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error.code, error.read(MAX_BYTES)) from None
        except urllib.error.URLError as error:
            raise NoProxy(
                f"no proxy answers at {self._url} ({getattr(error.reason, 'strerror', '')}). Start "
                "it in another terminal with python -m app, or say in EVALS_URL where it is"
            ) from None


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError
    return said


def _refusal(status: int, raw: bytes) -> Refusal:
    """Read a refusal in OpenAI's envelope or in the kit's own."""
    try:
        told = json.loads(raw)
        told = told.get("error", told)
        return Refusal(status, str(told.get("code") or status), str(told.get("message") or ""))
    except (ValueError, AttributeError):
        return Refusal(status, str(status), f"The proxy answers {status}.")
