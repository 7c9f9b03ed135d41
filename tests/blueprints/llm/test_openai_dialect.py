"""What servers of OpenAI's dialect are asked: they do not all have the same names for things."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from microapp_kit.manifest import read_manifest
from microapp_llm.answers.kept import KeptAnswers
from microapp_llm.cache.key import keys_with
from microapp_llm.cache.opening import open_cache
from microapp_llm.call import Call, Caller
from microapp_llm.models import Model
from microapp_llm.models_file import read_models
from microapp_llm.providers.asking import Ask, Body
from microapp_llm.providers.http import Lines
from microapp_llm.providers.openai import OpenAIProvider
from microapp_llm.redaction import Vault
from tests.servers.llm import local, made

MESSAGES = [{"role": "user", "content": "hello"}]
OPENAI = "https://api.openai.com/v1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of a proxy."""
    return made(tmp_path_factory.mktemp("dialect") / "app")


def model_at(folder: Path, base_url: str, name: str = "gpt-5") -> Model:
    """Give a model under the alias `one` at an address."""
    there = {"provider": "openai", "base_url": base_url, "place": "external_default"}
    there["price_reason"] = "a contract of our own"
    path = folder / "one.yaml"
    path.write_text(yaml.safe_dump({"models": [local("one", **there, model=name)]}), "utf-8")
    hosts = frozenset({"127.0.0.1", "vllm"})
    return next(iter(read_models(path, read_manifest(folder / "microapp.yaml"), hosts)))


class Noting:
    """Lines that only note what would be sent."""

    def __init__(self) -> None:
        self.body: Body = {}

    async def post(
        self, url: str, headers: Mapping[str, str], body: Body, most: int, heard: object
    ) -> Body:
        """Note the body, and answer."""
        del url, headers, most, heard
        self.body = body
        return {"choices": [{"message": {"role": "assistant", "content": "hello"}}]}


def sent(model: Model) -> dict[str, Any]:
    """Give the body of a chat with that model."""
    lines = Noting()
    provider = OpenAIProvider(cast(Lines, lines), "")
    asyncio.run(provider.whole(Ask(model, {"messages": MESSAGES, "max_tokens": 9}, "r1")))
    return lines.body


@pytest.mark.parametrize("url", [OPENAI, "https://acme.openai.azure.com/openai/v1"])
def test_openais_own_servers_get_the_length_by_the_name_that_newer_models_take(
    folder: Path, url: str
) -> None:
    body = sent(model_at(folder, url))

    assert body["max_completion_tokens"] == 9
    assert "max_tokens" not in body


@pytest.mark.parametrize("url", ["http://127.0.0.1:11434/v1", "http://vllm:8000/v1"])
def test_other_servers_get_the_length_by_the_name_that_all_of_them_know(
    folder: Path, url: str
) -> None:
    body = sent(model_at(folder, url))

    assert body["max_tokens"] == 9
    assert "max_completion_tokens" not in body


def test_another_model_under_the_same_alias_does_not_answer_with_what_is_kept(
    folder: Path,
) -> None:
    models = [model_at(folder, OPENAI, name) for name in ("gpt-5", "gpt-5", "gpt-4o")]
    cache = open_cache("", "desk", seconds=60, secret=b"s" * 32)
    kept = KeptAnswers(cache, keys_with(b"s" * 32), is_on=True)

    async def keys() -> list[str]:
        found = []
        for model in models:
            caller = Caller("acme", "desk", "ann", ())
            call = Call(caller, "chat", "chat", {"messages": MESSAGES}, Vault(b"v"), models=[model])
            await kept.find(call)
            found.append(call.cache_key)
        return found

    first, same, other = asyncio.run(keys())
    assert first == same != other
