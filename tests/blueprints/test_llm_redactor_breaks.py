"""A redactor that breaks on an answer: nobody gets what it could not read, on any way to ask."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator
from functools import partial

import pytest
import yaml

from microapp_kit.brought import Brought
from microapp_llm.brought import brought, build
from microapp_llm.redaction import Redactor
from microapp_llm.redaction.found import Found
from tests.servers.llm import Proxy, local, made, running_brought
from tests.servers.scripted_model import Body, ScriptedModel, scripted_model

FRAGILE = "Fragile-9-Words"
CHAT, PROMPT = "/v1/chat/completions", "/v1/prompts/tell/run"
SAY = {"model": "small", "messages": [{"role": "user", "content": "hello"}]}
TOOL = {"tools": [{"type": "function", "function": {"name": "leave", "parameters": {}}}]}
WAYS: dict[str, tuple[str, Body]] = {
    "whole": (CHAT, SAY),
    "stream": (CHAT, {**SAY, "stream": True}),
    "tools": (CHAT, {**SAY, **TOOL}),
    "tools-stream": (CHAT, {**SAY, **TOOL, "stream": True}),
    "prompt": (PROMPT, {"variables": {}}),
    "prompt-stream": (PROMPT, {"variables": {}, "stream": True}),
    "batch": ("/v1/batches", {"items": [{"kind": "chat", "body": SAY}]}),
}


class Fragile(Redactor):
    """The redactor, but it breaks on some words."""

    def findings(self, text: str, label: str = "") -> list[Found]:
        """Break, or give what is found."""
        if FRAGILE in text:
            raise RuntimeError("The redactor broke.")
        return super().findings(text, label)


async def says(body: Body) -> AsyncIterator[str]:
    """Say what the redactor can read, and then what it cannot."""
    calm = "calm" in json.dumps(body["messages"])
    words = "all is well" if calm else f"all is well {FRAGILE} and more to come"
    yield json.dumps({"note": words}) if body.get("tools") else words


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy whose redactor breaks."""
    folder = made(tmp_path_factory.mktemp("breaks") / "app")
    version = {"version": 1, "model": "small", "messages": SAY["messages"]}
    test = {"name": "it is said", "variables": {}, "contains": ["a"]}
    version |= {"variables": {"properties": {}}, "tests": [test]}
    told = yaml.safe_dump({"id": "tell", "title": "Tell", "versions": [version]})
    (folder / "prompts" / "tell.yaml").write_text(told, "utf-8")
    fragile = Brought(
        build=partial(build, make_redactor=Fragile),
        tables=brought.tables,
        contract=brought.contract,
        envelope=brought.envelope,
    )
    with scripted_model() as model:
        model.says = says
        models = [local("small", provider="openai", base_url=model.url)]
        environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_CACHE_SECONDS": "300"}
        with running_brought(folder, models, fragile, environ) as proxy:
            seen[proxy] = model
            yield proxy


seen: dict[Proxy, ScriptedModel] = {}


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_that_cannot_be_read_is_held_back_and_never_asked_for_again(
    proxy: Proxy, way: str
) -> None:
    path, body = WAYS[way]
    who = {"org": way}
    asked = len(seen[proxy].seen)

    answer = proxy.ask("POST", path, json=body, who=who)

    told, until = answer.text, time.monotonic() + 10
    while way == "batch" and "redaction_failed" not in told and time.monotonic() < until:
        told = proxy.ask("GET", f"/v1/batches/{answer.json()['id']}", who=who).text
    assert "redaction_failed" in told
    assert "Fragile" not in told
    assert "more to come" not in told
    assert answer.status_code in ((200, 422) if "stream" in way else (201, 422))
    assert len(seen[proxy].seen) == asked + 1
    levels = proxy.ask("GET", "/v1/budget", who=who).json()["levels"]
    assert levels[0]["spent_nano"] > 0
    again = proxy.ask("POST", CHAT, json=SAY, who=who)
    assert again.status_code == 422  # it was not kept


def test_an_answer_that_can_be_read_is_given(proxy: Proxy) -> None:
    body = {"model": "small", "messages": [{"role": "user", "content": "calm"}]}

    answer = proxy.ask("POST", CHAT, json=body)

    assert answer.json()["choices"][0]["message"]["content"] == "all is well"
