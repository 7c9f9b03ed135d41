"""Your tests: what your app promises. Each runs real requests through every protection."""

from collections.abc import Iterator

import pytest

from app.resources import resources
from app.routes import router
from microapp_kit.testing import RunningApp, running_app


@pytest.fixture
def app() -> Iterator[RunningApp]:
    """Your app, running on an empty database."""
    with running_app(resources, [router]) as app:
        yield app


def test_a_note_is_created_and_listed(app: RunningApp) -> None:
    created = app.call("POST", "/v1/notes", json={"title": "Buy milk"})
    listed = app.call("GET", "/v1/notes", role="reader")

    assert created.status_code == 201
    assert [note["title"] for note in listed.json()["items"]] == ["Buy milk"]


def test_a_note_needs_a_title(app: RunningApp) -> None:
    refused = app.call("POST", "/v1/notes", json={"title": ""})

    assert refused.status_code == 422
    assert refused.json()["details"][0]["field"] == "title"


def test_another_organisation_sees_nothing(app: RunningApp) -> None:
    app.call("POST", "/v1/notes", json={"title": "Ours"})

    listed = app.call("GET", "/v1/notes", org="globex")

    assert listed.json()["items"] == []


def test_me_answers_who_calls(app: RunningApp) -> None:
    assert app.call("GET", "/v1/me", sub="ben").json() == {"sub": "ben", "org": "acme"}
