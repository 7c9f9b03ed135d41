"""Where the controls say so, an answer that holds secrets or personal data is held back whole."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.servers.llm import PLACEHOLDERS, Proxy, change_manifest, local, made, running_proxy
from tests.servers.scripted_model import Body, ScriptedModel

CHAT = "/v1/chat/completions"
KEY = "sk-proj-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d"
HELD = {
    "a secret": f"Use {KEY} for it, please, and then go on.",
    "a mail address": "Write to ann.lee@example.org about it, and then go on.",
    "a phone": "Call +49 30 901820 about it, and then go on.",
    "an account": "Pay to DE89 3704 0044 0532 0130 00 for it, and then go on.",
}
TOOL = {"type": "function", "function": {"name": "leave", "parameters": {}}}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: ScriptedModel) -> Iterator[Proxy]:
    """A proxy of an app whose controls block such answers."""
    folder = made(tmp_path_factory.mktemp("filter") / "app")
    blocks = "models:\n    output_filter: {value: block, because: you said}\n"
    change_manifest(folder, {**PLACEHOLDERS, "models:\n": blocks})
    up = local("up", provider="openai", base_url=upstream.url)
    with running_proxy(folder, [up], LLM_ALLOWED_HOSTS="127.0.0.1", LLM_CACHE_SECONDS="0") as proxy:
        yield proxy


def ask(proxy: Proxy, upstream: ScriptedModel, says: str, **body: object) -> httpx.Response:
    """Ask, where the model says this."""

    async def answer(asked: Body) -> AsyncIterator[str]:
        del asked
        for start in range(0, len(says), 5):
            yield says[start : start + 5]

    upstream.says = answer
    whole = {"model": "up", "messages": [{"role": "user", "content": "Who is away?"}], **body}
    return proxy.ask("POST", CHAT, json=whole)


@pytest.mark.parametrize("case", HELD)
def test_an_answer_with_data_is_held_back(proxy: Proxy, upstream: ScriptedModel, case: str) -> None:
    answer = ask(proxy, upstream, HELD[case])

    assert (answer.status_code, answer.json()["code"]) == (422, "answer_held_back")
    assert HELD[case][12:20] not in answer.text


@pytest.mark.parametrize("case", HELD)
def test_a_stream_with_data_ends_before_it(
    proxy: Proxy, upstream: ScriptedModel, case: str
) -> None:
    answer = ask(proxy, upstream, HELD[case], stream=True)

    assert '"code":"answer_held_back"' in answer.text
    assert "go on" not in answer.text
    assert "[SECRET]" not in answer.text


def test_arguments_of_a_tool_with_data_are_held_back(proxy: Proxy, upstream: ScriptedModel) -> None:
    said = json.dumps({"to": "ann.lee@example.org"})

    answer = ask(proxy, upstream, said, tools=[TOOL])

    assert (answer.status_code, answer.json()["code"]) == (422, "answer_held_back")


@pytest.mark.parametrize("stream", [True, False])
def test_a_name_alone_is_taken_out_of_an_answer(
    proxy: Proxy, upstream: ScriptedModel, stream: bool
) -> None:
    answer = ask(proxy, upstream, "It was Anna Schmidt who said so, of all.", stream=stream)

    assert answer.status_code == 200
    assert "Schmidt" not in answer.text
    assert "answer_held_back" not in answer.text


def test_what_the_request_held_may_come_back(proxy: Proxy, upstream: ScriptedModel) -> None:
    asked = [{"role": "user", "content": "Is it bob.ray@example.net?"}]

    answer = ask(proxy, upstream, "Yes, it is bob.ray@example.net indeed.", messages=asked)

    assert answer.status_code == 200
