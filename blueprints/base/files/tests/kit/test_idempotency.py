"""Proof that a repeated request changes nothing more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from things import app_of_things, listed, ran

from microapp_kit.testing import RunningApp


@pytest.fixture(scope="module")
def app() -> Iterator[RunningApp]:
    """One app for all proofs of this file; each uses a key of its own."""
    with app_of_things() as app:
        yield app


def test_the_first_answer_is_replayed(app: RunningApp) -> None:
    post = {"json": {"name": "One"}, "org": "replay"}

    first = app.call("POST", "/v1/things", headers={"Idempotency-Key": "k"}, **post)
    again = app.call("POST", "/v1/things", headers={"Idempotency-Key": '"k"'}, **post)

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert (first.headers["etag"], again.headers["idempotent-replayed"]) == (
        again.headers["etag"],
        "true",
    )
    assert len(listed(app, org="replay")) == 1


def test_a_key_is_good_for_one_request_only(app: RunningApp) -> None:
    key = {"Idempotency-Key": "one-request"}
    app.call("POST", "/v1/things", json={"name": "One"}, headers=key)

    other = app.call("POST", "/v1/things", json={"name": "Two"}, headers=key)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_its_caller(app: RunningApp) -> None:
    post = {"json": {"name": "One"}, "headers": {"Idempotency-Key": "mine"}, "org": "callers"}

    for sub in ("ann", "ben"):
        app.call("POST", "/v1/things", sub=sub, **post)

    assert len(listed(app, org="callers")) == 2


def test_of_twenty_at_once_one_does_the_work(app: RunningApp) -> None:
    request = {"method": "POST", "url": "/v1/things", "json": {"name": "One"}}
    request["headers"] = {"Idempotency-Key": "race"}

    answers = app.race([request] * 20, org="race")

    assert len(listed(app, org="race")) == 1
    assert {a.status_code for a in answers} <= {201, 409}


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "\x7f", 'a"b'])
def test_a_malformed_key_is_refused(app: RunningApp, key: str) -> None:
    refused = app.call("POST", "/v1/things", json={"name": "One"}, headers={"Idempotency-Key": key})

    assert (refused.status_code, refused.json()["code"]) == (400, "bad_idempotency_key")


def test_a_route_of_your_own_runs_once_a_key(app: RunningApp) -> None:
    ran.clear()
    post = {"json": {"n": 1}, "headers": {"Idempotency-Key": "work"}}

    answers = [app.call("POST", "/v1/work", **post) for _ in range(3)]

    assert [a.json() for a in answers] == [{"runs": 1, "n": 1}] * 3
    assert ran == ["work"]


def test_a_failed_route_of_your_own_may_run_again(app: RunningApp) -> None:
    post = {"headers": {"Idempotency-Key": "crash"}}

    codes = [app.call("POST", "/v1/crash", **post).json()["code"] for _ in range(2)]

    assert codes == ["internal_error", "internal_error"]
