"""The Zapier app of the LLM proxy: a person types plain text, and the proxy answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.houses import ROOT
from tests.interop.zapier_app import App
from tests.servers.llm import EMBED, local, made, running_proxy

pytestmark = pytest.mark.interop
CONNECTORS = ROOT / "blueprints/llm_proxy/files/connectors"
MESSAGES = json.dumps([{"role": "user", "content": "Who is away?"}])
TOOLS = json.dumps([{"type": "function", "function": {"name": "leave"}}])
CHAT = {"model": "small", "messages": MESSAGES}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app that comes with the proxy, connected by a writer."""
    folder = tmp_path_factory.mktemp("zapier")
    with running_proxy(made(folder / "proxy"), [local("small"), EMBED]) as proxy:
        (folder / "app").mkdir()
        yield App(CONNECTORS, folder / "app", proxy.url, proxy.token())


def test_the_validator_finds_no_error(app: App) -> None:
    assert app.errors() == []


@pytest.mark.parametrize(
    ("typed", "vectors"),
    [("Leave", 1), (["Leave"], 1), (["[1]"], 1), (["Leave", "Stay"], 2)],
)
def test_a_text_or_several_are_typed_in_as_they_are(app: App, typed: Any, vectors: int) -> None:
    (answered,) = app.run(("creates.create_embeddings", {"model": "embed", "input": typed}))

    assert len(answered["data"]) == vectors


@pytest.mark.parametrize(
    "typed",
    [
        {"stop": "END"},
        {"stop": ["END", "STOP"]},
        {"tools": TOOLS, "tool_choice": "auto"},
        {"tools": TOOLS, "tool_choice": '{"type": "function", "function": {"name": "leave"}}'},
    ],
)
def test_a_choice_of_a_text_and_more_takes_either(app: App, typed: dict[str, Any]) -> None:
    (answered,) = app.run(("creates.create_chat_completion", CHAT | typed))

    assert answered["object"] == "chat.completion"
