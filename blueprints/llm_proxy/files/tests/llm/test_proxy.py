"""What this proxy promises, whatever prompts and models it has."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.brings import brought
from microapp_kit.testing import RunningApp, running_app
from microapp_llm.brought import build
from microapp_llm.prompts import PromptStore

SAY = [{"role": "user", "content": "My mail is ann.lee@example.org."}]
ASK = {"model": "auto", "messages": SAY}
LOCALLY = replace(brought, build=partial(build, all_local=True))


@pytest.fixture(scope="module")
def app() -> Iterator[RunningApp]:
    """The proxy on an empty database; the local provider stands for every model."""
    with running_app([], brought=LOCALLY) as running:
        yield running


def test_a_model_never_sees_an_address(app: RunningApp) -> None:
    answer = app.call("POST", "/v1/chat/completions", json=ASK)

    assert answer.status_code == 200, answer.text
    assert 'kind="email"' in app.call("GET", "/metrics").text


def test_what_a_call_costs_is_in_the_budget(app: RunningApp) -> None:
    app.call("POST", "/v1/chat/completions", json={**ASK, "seed": 1})

    levels = app.call("GET", "/v1/budget").json()["levels"]

    months = [level for level in levels if len(level["period"]) == 7]
    assert [level["budget"] for level in months] == ["chat"] * 3 + ["embeddings"] * 3
    assert all((level["spent_nano"] > 0) == (level["budget"] == "chat") for level in months)


def test_an_unknown_field_is_refused(app: RunningApp) -> None:
    answer = app.call("POST", "/v1/chat/completions", json={**ASK, "base_url": "http://x"})

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"


def test_a_call_without_the_role_is_refused(app: RunningApp) -> None:
    answer = app.call("POST", "/v1/chat/completions", json=ASK, role="stranger")

    assert answer.status_code == 403


def test_every_example_of_a_stored_prompt_can_be_run(app: RunningApp) -> None:
    texts = [p for p in PromptStore.read(Path("prompts")) if p.output_schema is None]
    for prompt, example in ((text, one) for text in texts for one in text.tests):
        asked = {"variables": example.variables, "version": prompt.version}

        answer = app.call("POST", f"/v1/prompts/{prompt.id}/run", json=asked)

        told = answer.json()
        assert answer.status_code == 200 or told["code"] == "model_not_allowed", told
        assert told.get("output") or answer.status_code == 403
