"""What this proxy promises, whatever prompts and models it has."""

from collections.abc import Iterator

import pytest

from app.brings import brought
from microapp_kit.testing import RunningApp, running_app

SAY = [{"role": "user", "content": "My mail is ann.lee@example.org."}]
ASK = {"model": "small", "messages": SAY}


@pytest.fixture(scope="module")
def app() -> Iterator[RunningApp]:
    """The proxy on an empty database."""
    with running_app([], brought=brought) as running:
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


def test_a_stored_prompt_is_run(app: RunningApp) -> None:
    asked = {"variables": {"text": "Nobody is away."}}

    answer = app.call("POST", "/v1/prompts/summarise-text/run", json=asked)

    assert answer.status_code == 200, answer.text
    assert "Nobody is away." in answer.json()["output"]
